"""What a person may do and a program may not: counted in the database, which all processes share."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from hunts.models import Tally


def too_often(action: str, an_hour: int) -> bool:
    """Count one more ``action`` in this clock hour; true when there have been ``an_hour`` already."""
    tally, _ = Tally.objects.get_or_create(action=action, hour=this_hour())
    # Looking and counting is one statement: of two at one moment, the second sees what the first made of it.
    counted = Tally.objects.filter(pk=tally.pk, number__lt=an_hour).update(number=F("number") + 1)
    return not counted


def this_hour():
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def forget_past_hours() -> None:
    """Drop the tallies of hours that are over. The last one stays: the clocks of several machines may differ."""
    Tally.objects.filter(hour__lt=this_hour() - timedelta(hours=1)).delete()
