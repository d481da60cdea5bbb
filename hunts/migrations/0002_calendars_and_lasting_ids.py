import uuid

from django.db import migrations, models

import hunts.models.hunts


def give_each_its_own(apps, schema_editor):
    """A default is worked out once for a column; these have to differ from row to row."""
    for name, makers in {
        "participation": {"calendar_key": hunts.models.hunts.make_key},
        "route": {"calendar_key": hunts.models.hunts.make_key, "uid": uuid.uuid4},
    }.items():
        rows = apps.get_model("hunts", name).objects
        for pk in rows.values_list("pk", flat=True):
            rows.filter(pk=pk).update(**{field: make() for field, make in makers.items()})


class Migration(migrations.Migration):

    dependencies = [
        ('hunts', '0001_programmes_hunts_and_participation'),
    ]

    operations = [
        migrations.AddField(
            model_name='participation',
            name='calendar_key',
            field=models.CharField(editable=False, max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='route',
            name='calendar_key',
            field=models.CharField(editable=False, max_length=40, null=True),
        ),
        migrations.AddField(
            model_name='route',
            name='needs_step_free',
            field=models.BooleanField(default=False, help_text='Then the plan warns of places without it.', verbose_name='Does somebody in this party need step-free access?'),
        ),
        migrations.AddField(
            model_name='route',
            name='uid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='participation',
            name='calendar_key',
            field=models.CharField(default=hunts.models.hunts.make_key, editable=False, max_length=40, unique=True),
        ),
        migrations.AlterField(
            model_name='route',
            name='calendar_key',
            field=models.CharField(default=hunts.models.hunts.make_key, editable=False, max_length=40, unique=True),
        ),
        migrations.AlterField(
            model_name='route',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
