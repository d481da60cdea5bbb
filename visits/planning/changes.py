"""Changes of a plan, each from one plan to another. Pure.

A change knows what it ``touches``, so that two people's changes can be told apart: names such as ``visit:UID`` (its
place), ``leg:UID``, ``stop:UID`` and ``stop:UID:title``; a name covers those that go on after it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Protocol

from visits.planning.plan import Plan, PlannedStop, PlannedVisit


class NoLongerFits(Exception):  # noqa: N818 - what happened, not whose fault it is
    """What the change is about is no longer there; the message says what."""


class Change(Protocol):
    def apply(self, plan: Plan) -> Plan:
        """Return the changed plan; raise NoLongerFits when ``plan`` lacks what the change is about."""

    def touches(self) -> set[str]: ...


def overlap(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a name on one side is, or covers, a name on the other."""
    others = set(others)
    return any(
        one == other or one.startswith(f"{other}:") or other.startswith(f"{one}:") for one in some for other in others
    )


@dataclass(frozen=True, slots=True)
class AddStop:
    """A new stop, on no route yet or at the end of one."""

    stop: PlannedStop
    route: str | None = None
    mode: str = "foot"
    visit: PlannedVisit | None = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "visit", PlannedVisit(self.stop.uid, mode=self.mode) if self.route else None)

    def apply(self, plan: Plan) -> Plan:
        plan = replace(plan, stops=(*plan.stops, self.stop))
        return put(plan, self.route, self.visit, None) if self.route and self.visit else plan

    def touches(self) -> set[str]:
        return {f"stop:{self.stop.uid}"}


@dataclass(frozen=True, slots=True)
class EditStop:
    """Other facts about a stop: only those named in ``facts`` change."""

    uid: str
    facts: Mapping[str, Any]

    def apply(self, plan: Plan) -> Plan:
        stop = the_stop(plan, self.uid)
        changed = replace(stop, **self.facts)
        return replace(plan, stops=tuple(changed if each is stop else each for each in plan.stops))

    def touches(self) -> set[str]:
        return {f"stop:{self.uid}:{name}" for name in self.facts}


@dataclass(frozen=True, slots=True)
class RemoveStop:
    """The stop goes, from every route."""

    uid: str

    def apply(self, plan: Plan) -> Plan:
        the_stop(plan, self.uid)
        routes = {
            route: tuple(visit for visit in visits if visit.stop != self.uid) for route, visits in plan.routes.items()
        }
        return whole(Plan(tuple(stop for stop in plan.stops if stop.uid != self.uid), routes))

    def touches(self) -> set[str]:
        return {f"stop:{self.uid}"}


@dataclass(frozen=True, slots=True)
class AddVisit:
    """A stop of the hunt goes onto a route: before the visit ``before``, or at the end."""

    route: str
    visit: PlannedVisit
    before: str | None = None

    def apply(self, plan: Plan) -> Plan:
        the_stop(plan, self.visit.stop)
        return put(plan, self.route, self.visit, self.before)

    def touches(self) -> set[str]:
        return {f"visit:{self.visit.uid}", f"stop:{self.visit.stop}:visits:{self.visit.uid}"}


@dataclass(frozen=True, slots=True)
class MoveVisit:
    """A visit goes elsewhere, also to another route: before the visit ``before``, or to the end."""

    uid: str
    route: str
    before: str | None = None

    def apply(self, plan: Plan) -> Plan:
        route, _, visit = the_visit(plan, self.uid)
        if self.before == self.uid:
            return plan
        return put(take_off(plan, route, visit), self.route, visit, self.before)

    def touches(self) -> set[str]:
        return {f"visit:{self.uid}"}


@dataclass(frozen=True, slots=True)
class RemoveVisit:
    """A visit is taken off its route; the stop stays."""

    uid: str

    def apply(self, plan: Plan) -> Plan:
        route, _, visit = the_visit(plan, self.uid)
        return take_off(plan, route, visit)

    def touches(self) -> set[str]:
        return {f"visit:{self.uid}", f"leg:{self.uid}"}


@dataclass(frozen=True, slots=True)
class EditLeg:
    """How one travels to a visit, and in how many minutes (None: as estimated) from the stop before it now."""

    uid: str
    mode: str
    minutes: int | None

    def apply(self, plan: Plan) -> Plan:
        route, place, visit = the_visit(plan, self.uid)
        before = plan.visits_on(route)[place - 1].stop if place else None
        changed = replace(
            visit, mode=self.mode, minutes=self.minutes, minutes_from=None if self.minutes is None else before
        )
        return with_route(plan, route, [changed if each is visit else each for each in plan.visits_on(route)])

    def touches(self) -> set[str]:
        return {f"leg:{self.uid}"}


@dataclass(frozen=True, slots=True)
class Measure:
    """Minutes of several journeys as measured: ``{visit: minutes}``."""

    minutes: Mapping[str, int]

    def apply(self, plan: Plan) -> Plan:
        for uid, minutes in self.minutes.items():
            _, _, visit = the_visit(plan, uid)
            plan = EditLeg(uid, visit.mode, minutes).apply(plan)
        return plan

    def touches(self) -> set[str]:
        return {f"leg:{uid}" for uid in self.minutes}


@dataclass(frozen=True, slots=True)
class Arrange:
    """The visits of some routes in a new order, also from one to another: ``{route: visit uids}``.

    The routes named must hold the same visits before and after.
    """

    routes: Mapping[str, Sequence[str]]

    def apply(self, plan: Plan) -> Plan:
        visits = {visit.uid: visit for route in self.routes for visit in plan.visits_on(route)}
        if sorted(visits) != sorted(uid for uids in self.routes.values() for uid in uids):
            raise NoLongerFits("The stops of the route are no longer those that were put in order.")
        for route, uids in self.routes.items():
            plan = with_route(plan, route, [visits[uid] for uid in uids])
        return plan

    def touches(self) -> set[str]:
        return {f"visit:{uid}" for uids in self.routes.values() for uid in uids} | {
            f"route:{route}" for route in self.routes
        }


@dataclass(frozen=True, slots=True)
class SplitStops:
    """A list of stops split over routes: ``{route: stop uids}``. Visits that were on these routes are used again, on
    their own route where they can be; a stop that needs another visit is called at on foot."""

    routes: Mapping[str, Sequence[str]]

    def apply(self, plan: Plan) -> Plan:
        left = {route: list(plan.visits_on(route)) for route in self.routes}
        chosen = {
            (route, place): take(left[route], stop)
            for route, stops in self.routes.items()
            for place, stop in enumerate(stops)
        }
        for route, stops in self.routes.items():
            visits = [
                chosen[route, place] or take_any(left.values(), stop) or PlannedVisit(the_stop(plan, stop).uid)
                for place, stop in enumerate(stops)
            ]
            plan = with_route(plan, route, visits)
        return plan

    def touches(self) -> set[str]:
        return {f"route:{route}" for route in self.routes}


def take(visits: list[PlannedVisit], stop: str) -> PlannedVisit | None:
    """The first visit to ``stop``, taken out of the list."""
    found = next((visit for visit in visits if visit.stop == stop), None)
    if found:
        visits.remove(found)
    return found


def take_any(lists: Iterable[list[PlannedVisit]], stop: str) -> PlannedVisit | None:
    return next((found for visits in lists if (found := take(visits, stop))), None)


@dataclass(frozen=True, slots=True)
class Replace:
    """A whole other plan, such as one from a file."""

    plan: Plan

    def apply(self, plan: Plan) -> Plan:
        return self.plan

    def touches(self) -> set[str]:
        return {"plan"}


def differing(before: Plan, after: Plan) -> set[str]:
    """What differs between two plans, in the names that ``touches`` uses."""
    stops = {stop.uid: asdict(stop) for stop in before.stops}
    others = {stop.uid: asdict(stop) for stop in after.stops}
    names = {f"stop:{uid}" for uid in stops.keys() ^ others.keys()}
    for uid in stops.keys() & others.keys():
        names |= {f"stop:{uid}:{name}" for name, value in stops[uid].items() if others[uid][name] != value}
    places, others_places = places_of(before), places_of(after)
    for uid in places.keys() | others_places.keys():
        (place, leg), (other_place, other_leg) = places.get(uid, (None, None)), others_places.get(uid, (None, None))
        names |= {f"visit:{uid}"} if place != other_place else set()
        names |= {f"leg:{uid}"} if leg != other_leg else set()
    return names


def places_of(plan: Plan) -> dict[str, tuple[Any, Any]]:
    """Where each visit is, said by its route and what comes before it, and the journey to it."""
    found = {}
    for route, place, visit in plan.visits():
        before = plan.visits_on(route)[place - 1].uid if place else None
        found[visit.uid] = ((route, before), (visit.mode, visit.minutes, visit.minutes_from))
    return found


def the_stop(plan: Plan, uid: str) -> PlannedStop:
    if stop := plan.stop(uid):
        return stop
    raise NoLongerFits("That stop is no longer in the plan.")


def the_visit(plan: Plan, uid: str) -> tuple[str, int, PlannedVisit]:
    if found := plan.find(uid):
        return found
    raise NoLongerFits("That stop is no longer on the route.")


def put(plan: Plan, route: str, visit: PlannedVisit, before: str | None) -> Plan:
    visits = list(plan.visits_on(route))
    place = next((place for place, each in enumerate(visits) if each.uid == before), None)
    if before is not None and place is None:
        raise NoLongerFits("The stop before which it should go is no longer on the route.")
    visits.insert(len(visits) if place is None else place, visit)
    return with_route(plan, route, visits)


def take_off(plan: Plan, route: str, visit: PlannedVisit) -> Plan:
    return with_route(plan, route, [each for each in plan.visits_on(route) if each.uid != visit.uid])


def with_route(plan: Plan, route: str, visits: Sequence[PlannedVisit]) -> Plan:
    return whole(replace(plan, routes={**plan.routes, route: tuple(visits)}))


def whole(plan: Plan) -> Plan:
    """Two plans are equal when they say the same: a route without visits is not written down."""
    return replace(plan, routes={route: visits for route, visits in plan.routes.items() if visits})
