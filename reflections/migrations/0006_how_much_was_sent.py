from contextlib import suppress

from django.core.files.storage import default_storage
from django.db import migrations, models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

FIELD = {"default": 0, "editable": False, "verbose_name": "bytes of the file sent"}


def fill(apps, schema_editor):
    """Phones said how much they sent; what came by the form is measured on storage."""
    part = apps.get_model("reflections", "Part")
    said = part.objects.filter(pk=OuterRef("pk")).values("size")
    for name in ("Photo", "VoiceNote"):
        model = apps.get_model("reflections", name)
        model.objects.update(sent_bytes=Coalesce(Subquery(said), 0))
        for pk, sent in list(model.objects.filter(sent_bytes=0).exclude(sent="").values_list("pk", "sent")):
            model.objects.filter(pk=pk).update(sent_bytes=size_of(sent))


def size_of(name):
    # A file that is lost takes no room, and no upgrade fails for it.
    with suppress(Exception):
        return default_storage.size(name)
    return 0


class Migration(migrations.Migration):
    dependencies = [
        ("reflections", "0005_where_people_stand_said_without_signal"),
    ]

    operations = [
        migrations.AddField("photo", "sent_bytes", models.PositiveIntegerField(**FIELD)),
        migrations.AddField("voicenote", "sent_bytes", models.PositiveIntegerField(**FIELD)),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
