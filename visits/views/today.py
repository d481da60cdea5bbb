"""The page on the phone: where am I, what is next, who do we meet."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hunts.access import get_participation
from visits.day import day_at, stations_of


@require_safe
def today(request, slug):
    participation = get_participation(request.user, slug)
    hunt, now, plan = participation.hunt, timezone.now(), stations_of(participation)
    context = {
        "participation": participation,
        "hunt": hunt,
        "now": now,
        "stations": plan,
        "day": day_at(hunt, plan, now),
        "conundrums": hunt.conundrums.all(),
    }
    return render(request, "visits/today.html", context)
