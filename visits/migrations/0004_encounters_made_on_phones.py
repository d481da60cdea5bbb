import uuid

from django.db import migrations, models


def give_each_its_own(apps, schema_editor):
    """A default is worked out once for a column; these have to differ from row to row."""
    rows = apps.get_model("visits", "encounter").objects
    for pk in rows.values_list("pk", flat=True):
        rows.filter(pk=pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ('visits', '0003_host_imports'),
    ]

    operations = [
        migrations.AddField(
            model_name='encounter',
            name='uid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='encounter',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
