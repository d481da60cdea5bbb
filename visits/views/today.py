"""The page on the phone: where am I, what is next, who do we meet."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hunts.access import get_participation
from hunts.models import Position
from hunts.positions import is_put_off, takes_positions
from visits.day import day_at, stations_of, turns_after


@require_safe
def today(request, slug):
    participation = get_participation(request.user, slug)
    hunt, now, plan = participation.hunt, timezone.now(), stations_of(participation)
    day = day_at(hunt, plan, now)
    context = {
        "participation": participation,
        "hunt": hunt,
        "now": now,
        "stations": plan,
        "day": day,
        "turns": turns_after(hunt, plan, now),
        "conundrums": hunt.conundrums.all(),
        "positions_to_ask": positions_to_ask(request.session, participation, day),
    }
    return render(request, "visits/today.html", context)


def positions_to_ask(session, participation, day):
    """Whether to ask now where somebody stands: "before", "after", or None when it isn't the time, or they answered or
    said "Not now". A day of one stop begins and ends at it: then the first question comes first."""
    if not takes_positions(participation.hunt):
        return None
    due = [Position.When.BEFORE] * day.is_beginning + [Position.When.AFTER] * day.is_ending
    asked = [when for when in due if not is_put_off(session, participation, when)]
    if not asked:
        return None
    answered = set(participation.positions.filter(when__in=asked).values_list("when", flat=True))
    return next((when.value for when in asked if when not in answered), None)
