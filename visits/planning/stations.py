"""Work on the plan: times of a route, and changes that touch several visits at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Max

from hunts.models import Hunt, Route
from visits import timetable
from visits.journeys import estimate_minutes, metres_between
from visits.models import Leg, Mode, Stop, Visit


@dataclass(frozen=True, slots=True)
class Station:
    """A visit with its planned times in the hunt's zone, and the journey that leads to it."""

    visit: Visit
    arrive: datetime
    begin: datetime
    leave: datetime
    wait_minutes: int
    late_minutes: int
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
    calls = [
        timetable.Call(timedelta(minutes=visit.stop.stay_minutes), timedelta(minutes=minutes), visit.stop.fixed_start)
        for visit, (minutes, _) in zip(visits, journeys, strict=True)
    ]
    zone = hunt.tzinfo
    return [
        Station(
            visit=visit,
            arrive=times.arrive.astimezone(zone),
            begin=times.begin.astimezone(zone),
            leave=times.leave.astimezone(zone),
            wait_minutes=whole_minutes(times.wait),
            late_minutes=whole_minutes(times.late),
            journey_minutes=minutes,
            journey_is_estimated=visit.leg.minutes is None,
            metres=metres,
            is_first=number == 0,
        )
        for number, (visit, times, (minutes, metres)) in enumerate(
            zip(visits, timetable.work_out(hunt.starts_at, calls), journeys, strict=True)
        )
    ]


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


def route_stations(route: Route) -> list[Station]:
    """The stations of one route, in one query."""
    return stations(route.hunt, list(route.visits.for_timeline()))


def hunt_stations(hunt: Hunt) -> list[tuple[Route, list[Station]]]:
    """Every route of the hunt with its stations, in two queries however many there are."""
    routes = list(hunt.routes.with_party_sizes())
    visits: dict[int, list[Visit]] = {route.pk: [] for route in routes}
    for visit in Visit.objects.filter(route__hunt=hunt).for_timeline():
        visits[visit.route_id].append(visit)
    return [(route, stations(hunt, visits[route.pk])) for route in routes]


@transaction.atomic
def add_visit(route: Route, stop: Stop, mode: str = Mode.FOOT) -> Visit:
    """Put ``stop`` at the end of ``route``."""
    lock(route)
    last = route.visits.aggregate(last=Max("position"))["last"] or 0
    visit = Visit.objects.create(route=route, stop=stop, position=last + 1)
    Leg.objects.create(visit=visit, mode=mode)
    return visit


@transaction.atomic
def move_visit(visit: Visit, to: int) -> None:
    """Move a visit to position ``to`` (1 is first; past the end means last); the others close up in their order."""
    lock(visit.route)
    order = list(visit.route.visits.exclude(pk=visit.pk).order_by("position").values_list("pk", flat=True))
    order.insert(max(to - 1, 0), visit.pk)
    renumber(visit.route, order)


@transaction.atomic
def remove_visit(visit: Visit) -> None:
    """Take a visit off its route; raises ProtectedError while reflections belong to it."""
    route = visit.route
    lock(route)
    visit.delete()
    renumber(route, list(route.visits.order_by("position").values_list("pk", flat=True)))


@transaction.atomic
def remove_stop(stop: Stop) -> None:
    """Take a stop off every route and out of the hunt, or, raising ProtectedError, do neither."""
    for visit in stop.visits.select_related("route"):
        remove_visit(visit)
    stop.delete()


def lock(route: Route) -> None:
    """Hold the route's row until the transaction ends, so that two changes of its order come one after the other."""
    Route.objects.select_for_update().get(pk=route.pk)


def renumber(route: Route, order: list[int]) -> None:
    """Number visits 1, 2, 3 … in ``order`` (primary keys).

    Positions are unique on a route, so everything first moves out of the way of the new numbers.
    """
    positions = {pk: number for number, pk in enumerate(order, start=1)}
    visits = list(route.visits.all())
    if all(visit.position == positions[visit.pk] for visit in visits):
        return
    route.visits.update(position=F("position") + 10_000)
    for visit in visits:
        visit.position = positions[visit.pk]
    Visit.objects.bulk_update(visits, ["position"])
