"""Changes of a plan, each from one plan to another. Pure.

A change knows what it ``touches``, so that two people's changes can be told apart. A name covers those that go on
after it, and a change of ``plan`` is one of everything:

- ``stop:UID`` and ``stop:UID:title``; ``stop:UID:visits:UID`` a visit to it; ``titled:lunch`` a new stop's title
- ``visit:UID`` a visit that was put, moved or removed; ``leg:UID`` how one travels to it; ``way:UID`` from where
- ``order:UID`` the order of a whole route; ``order:UID:UID`` a visit on it that comes after another one than before,
  be it that this one moved or the other
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple, Protocol

from visits.planning.plan import Plan, PlannedStop, PlannedVisit

EVERYTHING = "plan"


class NoLongerFits(Exception):  # noqa: N818 - what happened, not whose fault it is
    """What the change is about is no longer there; the message says what."""


class Change(Protocol):
    def apply(self, plan: Plan) -> Plan:
        """Return the changed plan; raise NoLongerFits when ``plan`` lacks what the change is about."""

    def touches(self) -> set[str]: ...


def overlap(some: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a name on one side is, or covers, a name on the other."""
    some, others = set(some), set(others)
    if EVERYTHING in some:
        return bool(others)
    return any(covers(one, other) or covers(other, one) for one in some for other in others)


def covers(one: str, other: str) -> bool:
    return f"{other}:".startswith(f"{one}:")


@dataclass(frozen=True, slots=True)
class AddStop:
    """A new stop, on no route yet or at the end of one. One that is there already stays as it is."""

    stop: PlannedStop
    route: str | None = None
    mode: str = "foot"
    visit: PlannedVisit | None = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "visit", PlannedVisit(self.stop.uid, mode=self.mode) if self.route else None)

    def apply(self, plan: Plan) -> Plan:
        if plan.stop(self.stop.uid):
            return plan
        plan = replace(plan, stops=(*plan.stops, self.stop))
        return put(plan, self.route, self.visit, None) if self.route and self.visit else plan

    def touches(self) -> set[str]:
        return {f"stop:{self.stop.uid}", f"titled:{self.stop.title.casefold().replace(':', ' ')}"}


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
    """A stop of the hunt goes onto a route: before the visit ``before``, or at the end. A visit that is on a route
    already stays where it is; another visit to the same stop is another change."""

    route: str
    visit: PlannedVisit
    before: str | None = None

    def apply(self, plan: Plan) -> Plan:
        the_stop(plan, self.visit.stop)
        return plan if plan.find(self.visit.uid) else put(plan, self.route, self.visit, self.before)

    def touches(self) -> set[str]:
        stop = self.visit.stop
        return {f"visit:{self.visit.uid}", f"stop:{stop}:visits:{self.visit.uid}", f"stop:{stop}:on:{self.route}"}


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
        before = None if self.minutes is None else plan.stop_before(route, place)
        changed = replace(visit, mode=self.mode, minutes=self.minutes, minutes_from=before)
        return with_route(plan, route, [changed if each is visit else each for each in plan.visits_on(route)])

    def touches(self) -> set[str]:
        return {f"leg:{self.uid}"} | ({f"way:{self.uid}"} if self.minutes is not None else set())


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
        return {f"{name}:{uid}" for uid in self.minutes for name in ("leg", "way")}


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
        return {f"order:{route}" for route in self.routes}


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
        return {f"order:{route}" for route in self.routes}


@dataclass(frozen=True, slots=True)
class TravelBy:
    """Every journey of some routes is made by ``mode``: in the ``minutes`` given from a stop to a stop, or as
    estimated. ``visits`` are those that it is known to be about."""

    routes: Sequence[str]
    mode: str
    minutes: Mapping[tuple[str, str], int]
    visits: Sequence[str] = ()

    def apply(self, plan: Plan) -> Plan:
        for route in self.routes:
            for place, visit in enumerate(plan.visits_on(route)):
                way = plan.stop_before(route, place), visit.stop
                plan = EditLeg(visit.uid, self.mode, self.minutes.get(way)).apply(plan)
        return plan

    def touches(self) -> set[str]:
        return {f"order:{route}" for route in self.routes} | {f"leg:{visit}" for visit in self.visits}


def take(visits: list[PlannedVisit], stop: str) -> PlannedVisit | None:
    """The first visit to ``stop``, taken out of the list."""
    found = next((visit for visit in visits if visit.stop == stop), None)
    if found:
        visits.remove(found)
    return found


def take_any(lists: Iterable[list[PlannedVisit]], stop: str) -> PlannedVisit | None:
    return next((found for visits in lists if (found := take(visits, stop))), None)


@dataclass(frozen=True, slots=True)
class Several:
    """Changes one after the other, as one: they are made, and taken back, together."""

    changes: Sequence[Change]

    def apply(self, plan: Plan) -> Plan:
        for change in self.changes:
            plan = change.apply(plan)
        return plan

    def touches(self) -> set[str]:
        return {name for change in self.changes for name in change.touches()}


@dataclass(frozen=True, slots=True)
class Replace:
    """A whole other plan, such as one from a file."""

    plan: Plan

    def apply(self, plan: Plan) -> Plan:
        return self.plan

    def touches(self) -> set[str]:
        return {EVERYTHING}


def differing(before: Plan, after: Plan, known: Iterable[str] = ()) -> set[str]:
    """What differs between two plans, in the names that ``touches`` uses, and the ``known`` ones with it."""
    names = {*known, *differing_stops(before, after), *differing_visits(before, after)}
    calls = [(route, visit) for plan in (before, after) for route, _, visit in plan.visits()]
    names |= {f"visit:{visit.uid}" for route, visit in calls if f"order:{route}" in names}
    changed = [visit for _, visit in calls if names & {f"visit:{visit.uid}", f"leg:{visit.uid}"}]
    return names | {f"stop:{visit.stop}:visits:{visit.uid}" for visit in changed}


def differing_stops(before: Plan, after: Plan) -> set[str]:
    stops = {stop.uid: asdict(stop) for stop in before.stops}
    others = {stop.uid: asdict(stop) for stop in after.stops}
    facts = {
        f"stop:{uid}:{name}"
        for uid in stops.keys() & others.keys()
        for name, value in stops[uid].items()
        if others[uid][name] != value
    }
    return facts | {f"stop:{uid}" for uid in stops.keys() ^ others.keys()}


def differing_visits(before: Plan, after: Plan) -> set[str]:
    names = set()
    calls, others = calls_of(before), calls_of(after)
    for uid in calls.keys() | others.keys():
        call, other = calls.get(uid, NOWHERE), others.get(uid, NOWHERE)
        names |= {f"visit:{uid}"} if call.route != other.route else set()
        names |= {f"leg:{uid}"} if call.leg != other.leg else set()
        names |= {f"way:{uid}"} if call.stop_before != other.stop_before else set()
        if (call.route, call.visit_before) != (other.route, other.visit_before):
            names |= {f"order:{each.route}:{uid}" for each in (call, other) if each.route}
    return names


class CallOf(NamedTuple):
    """Where a visit is and how one gets there."""

    route: str | None = None
    visit_before: str | None = None
    stop_before: str | None = None
    leg: tuple | None = None


NOWHERE = CallOf()


def calls_of(plan: Plan) -> dict[str, CallOf]:
    return {
        visit.uid: CallOf(
            route,
            plan.visits_on(route)[place - 1].uid if place else None,
            plan.stop_before(route, place),
            (visit.mode, visit.minutes, visit.minutes_from),
        )
        for route, place, visit in plan.visits()
    }


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
