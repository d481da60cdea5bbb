"""Writing a plan as a file. The same plan always gives the same bytes."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import time
from decimal import Decimal
from typing import Any

from hunts.models import Conundrum, Hunt, Route, make_slug
from visits.models import HostOrganisation, OpeningTime, Venue
from visits.plan_files.keys import FORMAT, VERSION, WEEKDAYS
from visits.planning.plan import Plan, PlannedStop, PlannedVisit
from visits.planning.versions import working_plan

Names = dict[Any, str]  # what the file calls a row or a part of the plan, by its key or uid


@dataclass(frozen=True, slots=True)
class Directory:
    """The hosts and venues that a file names, by primary key, with opening times that are there already."""

    hosts: dict[int, HostOrganisation]
    venues: dict[int, Venue]
    openings: dict[int, list[OpeningTime]]


def write_plan_file(hunt: Hunt) -> bytes:
    """The working plan of a hunt as a file."""
    return as_bytes(hunt_document(hunt))


def hunt_document(hunt: Hunt) -> dict[str, Any]:
    """The same before it is written down; the number of queries does not depend on how much there is."""
    directory = directory_of(hunt)
    routes = list(hunt.routes.order_by("number"))
    plan = tidied(working_plan(hunt).plan, routes, directory)
    return document(hunt, plan, routes, directory, hunt.conundrums.order_by("number"))


def directory_of(hunt: Hunt) -> Directory:
    venues = hunt.programme.venues.prefetch_related("opening_times").order_by("name", "pk")
    return Directory(
        {host.pk: host for host in hunt.programme.hosts.order_by("name")},
        {venue.pk: venue for venue in venues},
        {venue.pk: list(venue.opening_times.all()) for venue in venues},
    )


def tidied(plan: Plan, routes: Iterable[Route], directory: Directory) -> Plan:
    """The plan without what says nothing any more: hosts, venues and routes that are gone, minutes of a journey from a
    stop that is gone, and empty lines among the prompts."""
    stops = tuple(tidied_stop(stop, directory) for stop in plan.stops)
    known = {None, *(stop.uid for stop in stops)}
    there = [str(route.uid) for route in routes]
    return Plan(
        stops,
        {
            route: tuple(tidied_visit(visit, known) for visit in visits)
            for route, visits in plan.routes.items()
            if route in there and visits
        },
    )


def tidied_stop(stop: PlannedStop, directory: Directory) -> PlannedStop:
    return replace(
        stop,
        host=stop.host if stop.host in directory.hosts else None,
        venue=stop.venue if stop.venue in directory.venues else None,
        prompts="\n".join(lines_of(stop.prompts)),
    )


def lines_of(prompts: str) -> list[str]:
    return [line.strip() for line in prompts.splitlines() if line.strip()]


def tidied_visit(visit: PlannedVisit, known: set[str | None]) -> PlannedVisit:
    counts = visit.minutes is not None and visit.minutes_from in known
    return visit if counts else replace(visit, minutes=None, minutes_from=None)


def document(
    hunt: Hunt, plan: Plan, routes: Sequence[Route], directory: Directory, conundrums: Iterable[Conundrum]
) -> dict[str, Any]:
    """A tidied plan with everything it needs, as JSON. Pure: the rows need not be saved."""
    venues = {stop.venue for stop in plan.stops}
    used = [venue for key, venue in directory.venues.items() if key in venues]
    hosts = {stop.host for stop in plan.stops} | {venue.host_id for venue in used}
    named_hosts = names_of(((key, host.name) for key, host in directory.hosts.items() if key in hosts), "host")
    named_venues = names_of(((venue.pk, venue.name) for venue in used), "venue")
    stops = names_of(((stop.uid, stop.title) for stop in plan.stops), "stop")
    return {
        "format": FORMAT,
        "version": VERSION,
        "programme": {name: getattr(hunt.programme, name) for name in ("slug", "name", "mission")},
        "hunt": hunt_part(hunt),
        "conundrums": [{name: getattr(each, name) for name in ("number", "label", "question")} for each in conundrums],
        "hosts": [host_part(name, directory.hosts[key]) for key, name in named_hosts.items()],
        "venues": [
            venue_part(name, directory.venues[key], named_hosts, directory.openings.get(key, []))
            for key, name in named_venues.items()
        ],
        "stops": [stop_part(stop, stops[stop.uid], named_hosts, named_venues) for stop in plan.stops],
        "routes": [route_part(route, plan, stops) for route in routes],
    }


def names_of(things: Iterable[tuple[Any, str]], fallback: str) -> Names:
    """A name in the file for each key, made from what the thing is called."""
    names: Names = {}
    taken: set[str] = set()
    for key, called in things:
        names[key] = make_slug(called, taken.__contains__, fallback)
        taken.add(names[key])
    return names


def hunt_part(hunt: Hunt) -> dict[str, Any]:
    return {
        "slug": hunt.slug,
        "title": hunt.title,
        "date": hunt.date.isoformat(),
        "start": clock(hunt.local_start.time()),
        "end": clock(hunt.local_end.time()),
        "zone": hunt.zone,
        "treasure": hunt.treasure,
        "base": {"name": hunt.base_name, "address": hunt.base_address, "point": point_part(hunt)},
    }


def clock(moment: time) -> str:
    return f"{moment:%H:%M}"


def point_part(place: Hunt | Venue) -> dict[str, float] | None:
    if place.latitude is None or place.longitude is None:
        return None
    return {"latitude": float(Decimal(place.latitude)), "longitude": float(Decimal(place.longitude))}


def host_part(name: str, host: HostOrganisation) -> dict[str, Any]:
    return {"id": name} | {key: getattr(host, key) for key in ("name", "kind", "borough", "about", "website")}


def venue_part(name: str, venue: Venue, hosts: Names, openings: Iterable[OpeningTime]) -> dict[str, Any]:
    return {
        "id": name,
        "name": venue.name,
        "host": hosts.get(venue.host_id),
        "address": venue.address,
        "borough": venue.borough,
        "point": point_part(venue),
        "access_notes": venue.access_notes,
        "step_free": venue.step_free,
        "capacity": venue.capacity,
        "opening_times": opening_part(openings),
    }


def opening_part(openings: Iterable[OpeningTime]) -> dict[str, list[dict[str, str]]]:
    """Weekdays that have times, in the order of the week."""
    days: dict[str, list[dict[str, str]]] = {}
    for opening in sorted(openings, key=lambda opening: (opening.weekday, opening.opens)):
        times = {"opens": clock(opening.opens), "closes": clock(opening.closes)}
        days.setdefault(WEEKDAYS[opening.weekday], []).append(times)
    return days


def stop_part(stop: PlannedStop, name: str, hosts: Names, venues: Names) -> dict[str, Any]:
    return {
        "id": name,
        "uid": stop.uid,
        "title": stop.title,
        "kind": stop.kind,
        "host": hosts.get(stop.host),
        "venue": venues.get(stop.venue),
        "stay_minutes": stop.stay_minutes,
        "fixed_start": stop.fixed_start,
        "earliest_start": stop.earliest_start,
        "latest_finish": stop.latest_finish,
        "meet": stop.meet,
        "prompts": lines_of(stop.prompts),
        "access_notes": stop.access_notes,
        "path": stop.path,
    }


def route_part(route: Route, plan: Plan, stops: Names) -> dict[str, Any]:
    return {
        "uid": str(route.uid),
        "number": route.number,
        "name": route.name,
        "places": route.places,
        "description": route.description,
        "needs_step_free": route.needs_step_free,
        "visits": [visit_part(visit, stops) for visit in plan.visits_on(str(route.uid))],
    }


def visit_part(visit: PlannedVisit, stops: Names) -> dict[str, Any]:
    return {
        "uid": visit.uid,
        "stop": stops[visit.stop],
        "mode": visit.mode,
        "minutes": visit.minutes,
        "minutes_from": stops[visit.minutes_from] if visit.minutes_from else None,
    }


def as_bytes(document: dict[str, Any]) -> bytes:
    """UTF-8, two spaces a level, a position of a path on one line, a newline at the end."""
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    # A text in JSON holds no line break, so that only lists of two numbers are meant.
    text = re.sub(r"\[\s*\n\s*(-?\d[-+.\deE]*),\n\s*(-?\d[-+.\deE]*)\n\s*\]", r"[\1, \2]", text)
    return f"{text}\n".encode()
