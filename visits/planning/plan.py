"""The working plan of a hunt as one value: its stops, and for each route the visits in their order. Pure.

A plan never changes; ``visits.planning.changes`` makes new ones. As JSON it is what ``PlanVersion.document`` keeps.
Times are local wall times, "HH:MM" on the hunt's day, so that a plan moves with its hunt to another day or zone.
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any
from uuid import uuid4


def new_uid() -> str:
    return str(uuid4())


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """Something that happens at a place. ``host`` and ``venue`` are primary keys in the programme's directory or None;
    without a venue it is at the base. ``earliest_start`` and ``latest_finish`` bound start and finish."""

    title: str
    kind: str = "visit"
    uid: str = field(default_factory=new_uid)
    host: int | None = None
    venue: int | None = None
    stay_minutes: int = 60
    fixed_start: str | None = None
    earliest_start: str | None = None
    latest_finish: str | None = None
    meet: str = ""
    prompts: str = ""
    access_notes: str = ""
    path: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PlannedVisit:
    """A route's call at a stop and the journey to it. ``minutes`` set by hand or measured hold for the way from the
    stop ``minutes_from`` and no other ("": the way there from home, None: whatever comes before)."""

    stop: str
    uid: str = field(default_factory=new_uid)
    mode: str = "foot"
    minutes: int | None = None
    minutes_from: str | None = None

    def minutes_after(self, stop: str) -> int | None:
        """The minutes set for the journey from ``stop`` ("": from home), if they are for that way."""
        return self.minutes if self.minutes_from in {None, stop} else None


@dataclass(frozen=True, slots=True)
class Plan:
    stops: tuple[PlannedStop, ...] = ()
    routes: Mapping[str, tuple[PlannedVisit, ...]] = field(default_factory=dict)

    def stop(self, uid: str) -> PlannedStop | None:
        return next((stop for stop in self.stops if stop.uid == uid), None)

    def visits_on(self, route: str) -> tuple[PlannedVisit, ...]:
        return self.routes.get(route, ())

    def visits(self) -> Iterator[tuple[str, int, PlannedVisit]]:
        """Every visit with its route and its place on it, from 0."""
        for route, visits in self.routes.items():
            for place, visit in enumerate(visits):
                yield route, place, visit

    def find(self, uid: str) -> tuple[str, int, PlannedVisit] | None:
        """The route, the place on it and the visit ``uid``; None when no route calls so."""
        return next((found for found in self.visits() if found[2].uid == uid), None)

    def stop_before(self, route: str, place: int) -> str:
        """The stop that one comes from to the visit at ``place``; "" at the start, where one comes from home."""
        return self.visits_on(route)[place - 1].stop if place else ""

    def minutes_to(self, route: str, place: int) -> int | None:
        """The minutes set for the journey to the visit at ``place``, if they are for the way from where one is."""
        return self.visits_on(route)[place].minutes_after(self.stop_before(route, place))


def write(plan: Plan) -> dict[str, Any]:
    """The plan as JSON; the same plan always gives the same."""
    return {
        "stops": [asdict(stop) for stop in plan.stops],
        "routes": {route: [asdict(visit) for visit in visits] for route, visits in sorted(plan.routes.items())},
    }


def read(document: Mapping[str, Any]) -> Plan:
    """The plan that ``write`` wrote. Keys of other versions of this program are left out."""
    return Plan(
        stops=tuple(PlannedStop(**known(PlannedStop, stop)) for stop in document["stops"]),
        routes={
            route: tuple(PlannedVisit(**known(PlannedVisit, visit)) for visit in visits)
            for route, visits in document["routes"].items()
        },
    )


def known(kind: type, facts: Mapping[str, Any]) -> dict[str, Any]:
    names = {each.name for each in fields(kind)}
    return {name: value for name, value in facts.items() if name in names}
