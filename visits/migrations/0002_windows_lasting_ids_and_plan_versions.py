import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


def give_each_its_own(apps, schema_editor):
    """A default is worked out once for a column; these have to differ from row to row."""
    for name in ["stop", "visit"]:
        rows = apps.get_model("visits", name).objects
        for pk in rows.values_list("pk", flat=True):
            rows.filter(pk=pk).update(uid=uuid.uuid4())


class Migration(migrations.Migration):

    dependencies = [
        ('hunts', '0002_calendars_and_lasting_ids'),
        ('visits', '0001_hosts_stops_and_visits'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='stop',
            name='earliest_start',
            field=models.TimeField(blank=True, null=True, verbose_name='not before'),
        ),
        migrations.AddField(
            model_name='stop',
            name='latest_finish',
            field=models.TimeField(blank=True, null=True, verbose_name='over by'),
        ),
        migrations.AddField(
            model_name='stop',
            name='uid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='visit',
            name='uid',
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='stop',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name='visit',
            name='uid',
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.CreateModel(
            name='PlanVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('kind', models.CharField(choices=[('change', 'Change'), ('undo', 'Undo'), ('redo', 'Redo')], default='change', max_length=6)),
                ('document', models.JSONField()),
                ('summary', models.CharField(max_length=300)),
                ('touched', models.JSONField(default=list)),
                ('is_undone', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('hunt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='plan_versions', to='hunts.hunt')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='visits.planversion')),
            ],
            options={
                'ordering': ['hunt', 'number'],
                'constraints': [models.UniqueConstraint(fields=('hunt', 'number'), name='one_plan_version_per_number'), models.CheckConstraint(condition=models.Q(('kind__in', ['change', 'undo', 'redo'])), name='plan_version_kind_is_known')],
            },
        ),
        migrations.CreateModel(
            name='SharedPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('version', models.PositiveIntegerField(verbose_name="number of the working plan's version")),
                ('document', models.JSONField()),
                ('events', models.JSONField()),
                ('differences', models.JSONField(default=list)),
                ('shared_at', models.DateTimeField()),
                ('hunt', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shared_plans', to='hunts.hunt')),
                ('shared_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['hunt', '-number'],
                'constraints': [models.UniqueConstraint(fields=('hunt', 'number'), name='one_shared_plan_per_number')],
            },
        ),
    ]
