"""Moving a hunt to another day, with everything that is fixed to a time of day in it."""

from datetime import datetime

from django.db import transaction


@transaction.atomic
def save_rescheduled(form):
    """Save a hunt's form; stops that start at a fixed time keep their wall time on the new day and in the new zone."""
    before = type(form.instance).objects.get(pk=form.instance.pk)
    hunt = form.save()
    if (before.date, before.zone) != (hunt.date, hunt.zone):
        fixed = list(hunt.stops.filter(fixed_start__isnull=False))
        for stop in fixed:
            wall_time = stop.fixed_start.astimezone(before.tzinfo).time()
            stop.fixed_start = datetime.combine(hunt.date, wall_time, tzinfo=hunt.tzinfo)
        hunt.stops.bulk_update(fixed, ["fixed_start"])
    return hunt
