"""Taking back everything at once, also with one's place in the hunt, and putting back what was taken back together."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from hunts.leaving import leave_hunt
from hunts.models import Participation
from reflections.capture.quota import hold


def withdraw_all(participation: Participation, moment: datetime | None = None) -> int:
    """Take all that somebody logged in a hunt out of every page, export and count, and return how many that were.
    What was withdrawn before stays as it was, so that this can be undone by itself."""
    return participation.reflections.standing().update(withdrawn_at=moment or timezone.now())


@transaction.atomic
def take_leave(participation: Participation, *, withdrawing: bool) -> int:
    """Leave the hunt, and return how many were withdrawn with that. What a phone still holds then is taken in as
    withdrawn at the same moment, whoever hands it in, so that all of it can be put back together."""
    hold(participation)
    moment = timezone.now() if withdrawing else None
    number = withdraw_all(participation, moment) if moment else 0
    leave_hunt(participation, withdrew_all_at=moment)
    return number


def put_back_together(participation: Participation, moment: datetime) -> int:
    """Undo what was withdrawn at ``moment``, and return how many that were."""
    return participation.reflections.filter(withdrawn_at=moment).update(withdrawn_at=None)


def withdrawn_together(participation: Participation) -> tuple[datetime | None, int] | None:
    """When several were withdrawn at once for the last time, and how many of them are withdrawn still."""
    withdrawn = participation.reflections.filter(withdrawn_at__isnull=False).order_by("-withdrawn_at")
    at_once = withdrawn.values("withdrawn_at").annotate(number=Count("pk")).filter(number__gt=1).first()
    if at_once is None or at_once["withdrawn_at"] is None:
        return None
    return at_once["withdrawn_at"], at_once["number"]
