"""Days that are not saved, for tests of what is worked out from a plan: no database is asked."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from hunts.models import Hunt, Programme, Route
from visits.models import OpeningTime, Stop, Venue
from visits.planning.plan import Plan, PlannedStop, PlannedVisit
from visits.planning.rows import unsaved_stop, unsaved_visits
from visits.planning.stations import stations
from visits.planning.working import Board

A_TUESDAY = date(2026, 7, 7)
SPRING = date(2026, 3, 29)  # 01:00 to 02:00 is left out
AUTUMN = date(2026, 10, 25)  # 01:00 to 02:00 comes twice


def make_day(day: date = A_TUESDAY, start: str = "09:30", end: str = "17:00", zone: str = "Europe/London") -> Hunt:
    """A hunt at a base of its own, from one wall time to another."""
    moments = [datetime.combine(day, time.fromisoformat(wall), tzinfo=ZoneInfo(zone)) for wall in (start, end)]
    starts_at, ends_at = (moment.astimezone(UTC) for moment in moments)
    return Hunt(
        programme=Programme(name="Canal Voices"), title="Canal hunt", slug="canal-hunt", zone=zone,
        starts_at=starts_at, ends_at=ends_at, base_name="Sample base", latitude="53.483", longitude="-2.334",
    )  # fmt: skip


def make_place(pk: int, *hours: tuple[str, str], latitude: float | None = 53.483, weekdays=range(7), **facts) -> Venue:
    """A venue straight north of the base, 4 walking hours a degree or so, open at ``hours`` on ``weekdays``."""
    facts = {"name": f"Hall {pk}", "longitude": None if latitude is None else -2.334} | facts
    venue = Venue(pk=pk, latitude=latitude, **facts)
    times = [tuple(time.fromisoformat(wall) for wall in span) for span in hours]
    venue._prefetched_objects_cache = {
        "opening_times": [
            OpeningTime(weekday=weekday, opens=opens, closes=closes) for weekday in weekdays for opens, closes in times
        ]
    }
    return venue


def planned(title: str, venue: Venue | None = None, stay: int = 60, **facts) -> PlannedStop:
    return PlannedStop(title, uid=f"stop-{title}", venue=venue and venue.pk, stay_minutes=stay, **facts)


def make_board(hunt: Hunt, *routes: list, venues: tuple[Venue, ...] = (), unplaced: tuple = ()) -> Board:
    """A board of routes, each a list of stops or of pairs of a stop and facts of the visit."""
    pairs = [[each if isinstance(each, tuple) else (each, {}) for each in route] for route in routes]
    stops = {stop.uid: stop for on_route in pairs for stop, _ in on_route} | {stop.uid: stop for stop in unplaced}
    plan = Plan(
        tuple(stops.values()),
        {
            f"route-{number}": tuple(
                PlannedVisit(stop.uid, uid=f"visit-{number}-{place}-{stop.title}", **facts)
                for place, (stop, facts) in enumerate(on_route)
            )
            for number, on_route in enumerate(pairs, 1)
        },
    )
    parties = [
        Route(uid=f"route-{number}", hunt=hunt, number=number, name=f"Route {number}")
        for number in range(1, len(routes) + 1)
    ]
    return board_of_plan(hunt, plan, parties, {venue.pk: venue for venue in venues})


def board_of_plan(hunt: Hunt, plan: Plan, parties: list[Route], venues: dict[int, Venue]) -> Board:
    stops: dict[str, Stop] = {stop.uid: unsaved_stop(hunt, stop, {}, venues) for stop in plan.stops}
    visits = unsaved_visits(hunt, plan, parties, stops)
    routes = [SimpleNamespace(route=route, stations=stations(hunt, visits[str(route.uid)])) for route in parties]
    return Board(hunt, 1, plan, stops, routes, [])
