from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("hunts", "0005_how_often_something_was_done"),
    ]

    operations = [
        migrations.AddField(
            "participation", "withdrew_all_at", models.DateTimeField(null=True, blank=True, editable=False)
        ),
    ]
