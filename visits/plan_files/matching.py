"""Which row or part of a plan each part of a file is about, and the plan that comes of it. Pure."""

from collections import deque
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from visits.plan_files.errors import Facts
from visits.plan_files.reading import PlanFile
from visits.planning.plan import Plan, PlannedStop, PlannedVisit, new_uid
from visits.planning.rows import wall_time

Wanted = tuple[str | None, Any]  # the uid in the file, and what the thing is called


def matched(wanted: Sequence[Wanted], known: Mapping[str, Any], taken: Container[str]) -> list[str]:
    """Return a uid for each of ``wanted``: of the ``known`` one (uid: what it is called) with the same uid, else with
    the same name, else its own if no other hunt has ``taken`` that, else a new one."""
    given = {uid for uid, _ in wanted}
    left: dict[Any, deque[str]] = {}
    for uid, called in known.items():
        if uid not in given:
            left.setdefault(called, deque()).append(uid)
    return [chosen(uid, called, known, left, taken) for uid, called in wanted]


def chosen(
    uid: str | None, called: Any, known: Container[str], left: Mapping[Any, deque[str]], taken: Container[str]
) -> str:
    if uid is not None and uid in known:
        return uid
    if left.get(called):
        return left[called].popleft()
    return uid if uid and uid not in taken else new_uid()


@dataclass(frozen=True, slots=True)
class Keys:
    """Primary keys of the hosts and venues in a file, by their ids there."""

    hosts: Mapping[str, int]
    venues: Mapping[str, int]


def uids_in(file: PlanFile) -> set[str]:
    visits = [visit for route in file.routes for visit in route["visits"]]
    return {part["uid"] for part in [*file.stops, *file.routes, *visits] if part["uid"]}


def plan_in(
    file: PlanFile, keys: Keys, routes: Sequence[str], now: Plan | None = None, taken: Container[str] = ()
) -> Plan:
    """The plan a file says, for ``routes`` (uids, in its order). Stops and visits that are in the plan ``now`` keep
    their uids, also where the file does not say them."""
    now = now or Plan()
    wanted = [(stop["uid"], stop["title"]) for stop in file.stops]
    uids = matched(wanted, {stop.uid: stop.title for stop in now.stops}, taken)
    stops = {stop["id"]: uid for stop, uid in zip(file.stops, uids, strict=True)}
    calls = [(route, visit) for route, facts in zip(routes, file.routes, strict=True) for visit in facts["visits"]]
    wanted_visits = [(visit["uid"], (route, stops[visit["stop"]])) for route, visit in calls]
    known = {visit.uid: (route, visit.stop) for route, _, visit in now.visits()}
    planned: dict[str, list[PlannedVisit]] = {}
    for (route, facts), uid in zip(calls, matched(wanted_visits, known, taken), strict=True):
        planned.setdefault(route, []).append(visit_in(facts, uid, stops))
    return Plan(
        tuple(stop_in(facts, stops[facts["id"]], keys) for facts in file.stops),
        {route: tuple(visits) for route, visits in planned.items()},
    )


def stop_in(facts: Facts, uid: str, keys: Keys) -> PlannedStop:
    as_they_are = ("title", "kind", "stay_minutes", "meet", "prompts", "access_notes", "path")
    told: Facts = {name: facts[name] for name in as_they_are}
    told |= {name: wall_time(facts[name]) for name in ("fixed_start", "earliest_start", "latest_finish")}
    host, venue = facts["host"], facts["venue"]
    return PlannedStop(
        uid=uid,
        host=None if host is None else keys.hosts[host],
        venue=None if venue is None else keys.venues[venue],
        **told,
    )


def visit_in(facts: Facts, uid: str, stops: Mapping[str, str]) -> PlannedVisit:
    before = facts["minutes_from"]
    return PlannedVisit(stops[facts["stop"]], uid, facts["mode"], facts["minutes"], before and stops[before])
