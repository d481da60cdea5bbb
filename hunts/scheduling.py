"""Moving a hunt to another day, with everything that is fixed to a time of day in it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone


@transaction.atomic
def save_rescheduled(hunt, save):
    """Let ``save`` keep what was changed of ``hunt``, such as its form.

    Stops that start at a fixed time keep their wall time on the new day and in the new zone. Every event of
    its calendars is then at another time, which ``revision`` and ``rescheduled_at`` say.
    """
    before = type(hunt).objects.select_for_update().get(pk=hunt.pk)
    is_moved = (before.date, before.zone) != (hunt.date, hunt.zone)
    hunt.revision = before.revision + is_moved
    hunt.rescheduled_at = timezone.now() if is_moved else before.rescheduled_at
    save()
    if is_moved:
        move_fixed_starts(before, hunt)


def move_fixed_starts(before, hunt):
    fixed = list(hunt.stops.filter(fixed_start__isnull=False))
    for stop in fixed:
        wall_time = stop.fixed_start.astimezone(before.tzinfo).time()
        stop.fixed_start = datetime.combine(hunt.date, wall_time, tzinfo=hunt.tzinfo)
    hunt.stops.bulk_update(fixed, ["fixed_start"])
