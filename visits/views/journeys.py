"""Journeys measured by the site's routing engine, kept as one change of the plan."""

from itertools import pairwise

from django.conf import settings
from django.contrib import messages
from django.views.decorators.http import require_POST

from hunts.access import get_organised_hunt
from visits.planning.changes import Measure
from visits.planning.versions import Working
from visits.planning.working import board_of
from visits.routing import Pair, measure
from visits.views.changing import back_to_plan, made_on, make, route_in
from visits.wording import plural


@require_POST
def plan_measure(request, slug):
    """Ask the engine for the journeys whose minutes are not set: of ``route``, or of every route."""
    hunt = get_organised_hunt(request.user, slug)
    made = made_on(request, hunt)
    route = route_in(request.POST, hunt)
    board = board_of(hunt, Working(made.base, made.plan))
    legs = open_legs(stations for each, stations in board.planned if route is None or each == route)
    if not settings.ROUTING_URL or not legs:
        messages.info(request, nothing_to_measure())
        return back_to_plan(hunt, route)
    answers, note = measure(list(legs.values()))
    minutes = {uid: answer.minutes for uid, answer in zip(legs, answers, strict=True) if answer}
    if note:
        messages.warning(request, note)
    if not minutes:
        return back_to_plan(hunt, route)
    summary = f"Measured {plural(len(minutes), 'journey')}{f' of {route}' if route else ''}"
    return make(request, hunt, Measure(minutes), made, summary, route)


def nothing_to_measure() -> str:
    if settings.ROUTING_URL:
        return "Every journey between places on the map has its minutes already."
    return "This site has no routing engine. Journeys are estimated from the distance, or set by hand."


def open_legs(routes) -> dict[str, Pair]:
    """The way of each journey that is estimated between two places on the map, by the visit that it leads to."""
    return {
        str(station.visit.uid): (station.leg.mode, before.stop.points[1], station.stop.points[0])
        for stations in routes
        for before, station in pairwise(stations)
        if station.journey_is_estimated and station.metres is not None
    }
