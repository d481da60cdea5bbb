"""The stations of a route: its visits with their times, worked out in the hunt's zone."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from hunts.models import Hunt, Route
from visits import timetable
from visits.journeys import estimate_minutes, metres_between
from visits.models import OpeningTime, Stop, Venue, Visit


@dataclass(frozen=True, slots=True)
class Station:
    """A visit with its planned times in the hunt's zone, and the journey that leads to it."""

    visit: Visit
    times: timetable.Times
    arrive: datetime
    begin: datetime
    leave: datetime
    wait_minutes: int
    late_minutes: int
    slack_minutes: int | None
    journey_minutes: int
    journey_is_estimated: bool
    metres: float | None
    is_first: bool

    @property
    def stop(self):
        return self.visit.stop

    @property
    def leg(self):
        return self.visit.leg


def stations(hunt: Hunt, visits: list[Visit]) -> list[Station]:
    """Return one station for each of a route's ``visits``, which come in order and ``for_timeline()``."""
    journeys = [journey(before, visit) for before, visit in zip([None, *visits], visits, strict=False)]
    calls = [call(hunt, visit, minutes) for visit, (minutes, _) in zip(visits, journeys, strict=True)]
    times = timetable.work_out(hunt.starts_at, calls, hunt.ends_at)
    return [
        station(hunt, visit, each, way, number == 0)
        for number, (visit, each, way) in enumerate(zip(visits, times, journeys, strict=True))
    ]


def call(hunt: Hunt, visit: Visit, minutes: int) -> timetable.Call:
    stop = visit.stop
    return timetable.Call(
        stay=timedelta(minutes=stop.stay_minutes),
        journey=timedelta(minutes=minutes),
        fixed_start=stop.fixed_start,
        windows=timetable.alternatives(own_window(hunt, stop), opening_of(hunt, stop.venue)),
    )


def own_window(hunt: Hunt, stop: Stop) -> timetable.Window:
    """From when to when a stop may last, as the organiser set it."""
    opens, closes = (
        None if bound is None else timetable.instant(hunt.date, bound, hunt.tzinfo)
        for bound in (stop.earliest_start, stop.latest_finish)
    )
    return timetable.Window(opens, closes)


def opening_of(hunt: Hunt, venue: Venue | None) -> tuple[timetable.Window, ...]:
    """When a venue, whose opening times are fetched, is open on the hunt's day; nothing when that is not known."""
    weekday = hunt.date.weekday()
    hours = [(each.opens, each.closes) for each in hours_of(venue) if each.weekday == weekday]
    return timetable.opening_windows(hunt.date, hours, hunt.tzinfo)


def hours_of(venue: Venue | None) -> list[OpeningTime]:
    """Every opening time of a venue; none for one that is not saved."""
    return list(venue.opening_times.all()) if venue and venue.pk else []


def station(
    hunt: Hunt, visit: Visit, times: timetable.Times, way: tuple[int, float | None], is_first: bool
) -> Station:
    zone = hunt.tzinfo
    return Station(
        visit=visit,
        times=times,
        arrive=times.arrive.astimezone(zone),
        begin=times.begin.astimezone(zone),
        leave=times.leave.astimezone(zone),
        wait_minutes=whole_minutes(times.wait),
        late_minutes=whole_minutes(times.late),
        slack_minutes=None if times.slack is None else whole_minutes(times.slack),
        journey_minutes=way[0],
        journey_is_estimated=visit.leg.minutes is None,
        metres=way[1],
        is_first=is_first,
    )


def journey(before: Visit | None, visit: Visit) -> tuple[int, float | None]:
    """Minutes from one visit to the next, set by hand or estimated, and metres in a straight line if known."""
    if before is None:
        return 0, None
    left, reached = before.stop.points, visit.stop.points
    start, end = left and left[1], reached and reached[0]
    metres = metres_between(start, end) if start and end else None
    if visit.leg.minutes is not None:
        return visit.leg.minutes, metres
    return estimate_minutes(visit.leg.mode, start, end), metres


def whole_minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)


def hunt_stations(hunt: Hunt) -> list[tuple[Route, list[Station]]]:
    """Every route of the hunt with its stations, in three queries however many there are."""
    routes = list(hunt.routes.with_party_sizes())
    visits: dict[int, list[Visit]] = {route.pk: [] for route in routes}
    for visit in Visit.objects.filter(route__hunt=hunt).for_timeline():
        visits[visit.route_id].append(visit)
    return [(route, stations(hunt, visits[route.pk])) for route in routes]
