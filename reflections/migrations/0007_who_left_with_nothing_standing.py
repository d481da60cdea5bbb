from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery


def mark(apps, schema_editor):
    """Nobody noted so far who withdrew everything when they left: those of whom nothing stands."""
    own = apps.get_model("reflections", "Reflection").objects.filter(participation=OuterRef("pk"))
    standing = own.filter(withdrawn_at__isnull=True)
    last = own.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at").values("withdrawn_at")[:1]
    left = apps.get_model("hunts", "Participation").objects.filter(left_at__isnull=False)
    left.filter(Exists(own), ~Exists(standing)).update(withdrew_all_at=Subquery(last))


class Migration(migrations.Migration):
    dependencies = [
        ("hunts", "0006_who_left_and_withdrew_everything"),
        ("reflections", "0006_how_much_was_sent"),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
