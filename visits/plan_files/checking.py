"""What ``plan check`` prints: the timetable of each route, what does not add up, and the best order."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.db import transaction

from hunts.models import Hunt
from visits.models import Mode
from visits.ordering.problem import TooManyError
from visits.plan_files.errors import Facts
from visits.plan_files.reading import PlanFile
from visits.plan_files.taking_in import Target, take_in
from visits.planning.mending import mends
from visits.planning.plan import new_uid
from visits.planning.reasons import reason
from visits.planning.stations import Station
from visits.planning.suggesting import Suggestion, suggest
from visits.planning.working import Board, RoutePlan, working_board
from visits.warnings import Level


def check_hunt(hunt: Hunt) -> Facts:
    """What is to be said of the working plan, as JSON: docs/plan-format.md describes it."""
    return report(working_board(hunt))


def check_file(file: PlanFile) -> Facts:
    """The same for a plan file, as if it were a hunt of its own; nothing is kept of it."""
    slug = new_uid()
    scratch = replace(file, programme={"slug": slug, "name": slug}, hunt=file.hunt | {"slug": slug})
    with transaction.atomic():
        facts = check_hunt(take_in(scratch, Target()).hunt)
        transaction.set_rollback(True)
    return facts | {"hunt": file.hunt["slug"]}


def report(board: Board) -> Facts:
    hunt = board.hunt
    counts = Counter(warning.level for warning in board.warnings)
    return {
        "hunt": hunt.slug,
        "title": hunt.title,
        "version": board.number,
        "zone": hunt.zone,
        "start": told(hunt.local_start),
        "end": told(hunt.local_end),
        "counts": {level.value: counts[level] for level in Level},
        "warnings": [asdict(warning) for warning in board.warnings],
        "unplaced": [{"stop": str(stop.uid), "title": stop.title} for stop in board.unplaced],
        "routes": [route_facts(board, each) for each in board.routes],
    }


def told(moment: datetime) -> str:
    """Local time with its offset, such as 2026-07-07T09:30:00+01:00."""
    return moment.isoformat(timespec="seconds")


def route_facts(board: Board, planned: RoutePlan) -> Facts:
    route = planned.route
    return {
        "route": str(route.uid),
        "number": route.number,
        "name": route.name,
        "people": route.party_size,
        "places": route.places,
        "visits": [visit_facts(station) for station in planned.stations],
        "best_order": order_facts(board, planned),
    }


def visit_facts(station: Station) -> Facts:
    return {
        "visit": str(station.visit.uid),
        "stop": str(station.stop.uid),
        "title": station.stop.title,
        "kind": station.stop.kind,
        "place": station.stop.place_name,
        "mode": station.leg.mode,
        "journey_minutes": station.journey_minutes,
        "journey_estimated": station.journey_is_estimated,
        "arrive": told(station.arrive),
        "begin": told(station.begin),
        "leave": told(station.leave),
        "wait_minutes": station.wait_minutes,
        "late_minutes": station.late_minutes,
        "slack_minutes": station.slack_minutes,
    }


def order_facts(board: Board, planned: RoutePlan) -> Facts:
    """``found`` is "best" (the plan is), "better" (there is a better one), "none" (no order fits) or "too-many"."""
    try:
        suggestion = suggest(board, planned)
    except TooManyError as error:
        return no_order("too-many", str(error))
    if suggestion.conflict:
        day = suggestion.day
        repairs = [mend.sentence for mend in mends(day, suggestion.conflict)]
        return no_order("none", reason(day, suggestion.conflict).sentence, repairs)
    return best_facts(suggestion)


def no_order(found: str, why: str, repairs: Iterable[str] = ()) -> Facts:
    return {
        "found": found, "visits": [], "finish": None, "minutes_gained": None, "travel_gained": None, "why": why,
        "repairs": list(repairs),
    }  # fmt: skip


def best_facts(suggestion: Suggestion) -> Facts:
    order, clock = suggestion.order, suggestion.day.clock
    finish = clock.moment(order.finish).astimezone(clock.hunt.tzinfo) if order else clock.start
    return {
        "found": "best" if suggestion.is_as_planned else "better",
        "visits": list(order.keys) if order else [],
        "finish": told(finish),
        "minutes_gained": suggestion.gained_minutes,
        "travel_gained": suggestion.travel_gained,
        "why": "",
        "repairs": [],
    }


# In words ---------------------------------------------------------------------


def in_words(facts: Facts) -> Iterator[str]:
    """The report as lines for people."""
    start, end = (datetime.fromisoformat(facts[name]) for name in ("start", "end"))
    yield f"{facts['title']}: {start:%A} {start.day} {start:%B %Y}, {start:%H:%M} to {end:%H:%M} ({facts['zone']})"
    for route in facts["routes"]:
        yield ""
        yield f"{route['number']}. {route['name']}"
        for place, visit in enumerate(route["visits"]):
            yield from visit_in_words(place, visit)
        yield f"   Best order: {order_in_words(route)}"
        yield from (f"     {sentence}." for sentence in route["best_order"]["repairs"])
    if facts["unplaced"]:
        yield ""
        yield f"On no route yet: {', '.join(stop['title'] for stop in facts['unplaced'])}."
    yield ""
    yield from (f"{warning['level']}: {warning['sentence']}" for warning in facts["warnings"])
    yield ", ".join(f"{number} {level}{'' if number == 1 else 's'}" for level, number in facts["counts"].items())


def visit_in_words(place: int, visit: Facts) -> Iterator[str]:
    if place:
        measure = "estimated" if visit["journey_estimated"] else "as set"
        yield f"     {visit['journey_minutes']} minutes, {Mode(visit['mode']).label.lower()} ({measure})"
    begin, leave = (datetime.fromisoformat(visit[name]) for name in ("begin", "leave"))
    notes = [
        f"after a wait of {visit['wait_minutes']} minutes" if visit["wait_minutes"] else "",
        f"{visit['late_minutes']} minutes late" if visit["late_minutes"] else "",
        "" if visit["slack_minutes"] is None else f"{visit['slack_minutes']} minutes to spare",
    ]
    yield "   " + ", ".join([f"{begin:%H:%M} to {leave:%H:%M} {visit['title']}", *filter(None, notes)])


def order_in_words(route: Facts) -> str:
    order: dict[str, Any] = route["best_order"]
    if order["why"]:
        return order["why"]
    if order["found"] == "best":
        return "as planned."
    titles = {visit["visit"]: visit["title"] for visit in route["visits"]}
    finish = datetime.fromisoformat(order["finish"])
    return f"{', '.join(titles[uid] for uid in order['visits'])}. Over at {finish:%H:%M}, {gained(order)}."


def gained(order: Facts) -> str:
    minutes, travel = order["minutes_gained"], order["travel_gained"]
    if minutes:
        return f"{abs(minutes)} minutes {'earlier' if minutes > 0 else 'later'}"
    return f"with {travel} minutes of travel less" if travel > 0 else "and everything fits"
