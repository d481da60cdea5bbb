import uuid

from django.db import migrations, models


def give_each_its_own(apps, schema_editor):
    """A default is worked out once for a column; these have to differ from row to row."""
    rows = apps.get_model("hunts", "participation").objects
    for pk in rows.values_list("pk", flat=True):
        rows.filter(pk=pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ('hunts', '0003_calendar_revision'),
    ]

    operations = [
        migrations.AddField(
            model_name='participation',
            name='uid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='participation',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
