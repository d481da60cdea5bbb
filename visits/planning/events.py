"""Each call of a shared plan as calendars and mails need it, and how it is recognised in the next one. Pure.

An event is a dict of JSON values. ``uid``, ``route``, ``route_name``, ``stop`` and ``host_key`` say what it is about;
the FACTS are what somebody could notice; ``sequence``, ``changed_at``, ``cancelled`` and ``was_on`` are added by
``numbered``. Times are wall times "HH:MM", each with its distance in days from the hunt's day (``begin_day``), so that
a hunt that moves to another date keeps its events.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hunts.models import Hunt, Route
from visits.models import Stop
from visits.planning.stations import Station

Event = dict[str, Any]

TIMES = ("arrive", "begin", "leave")
FACTS = (
    "title", "kind", "arrive", "arrive_day", "begin", "begin_day", "leave", "leave_day", "place", "address",
    "latitude", "longitude", "host", "meet", "prompts", "step_free", "access_notes", "mode", "journey_minutes",
    "journey_estimated", "path",
)  # fmt: skip


def events_of(hunt: Hunt, planned: Iterable[tuple[Route, Sequence[Station]]]) -> list[Event]:
    """The events of every route, in the order of the day; not numbered yet."""
    return [event_of(hunt, route, station) for route, stations in planned for station in stations]


def event_of(hunt: Hunt, route: Route, station: Station) -> Event:
    stop, leg = station.stop, station.leg
    point = stop.points[0] if stop.points else (None, None)
    return {
        "uid": str(station.visit.uid),
        "route": str(route.uid),
        "route_name": route.name,
        "stop": str(stop.uid),
        "host_key": stop.host_id,
        "title": stop.title,
        "kind": stop.kind,
        **wall_times(hunt, station),
        "place": stop.place_name,
        "address": stop.venue.address if stop.venue else hunt.base_address,
        "latitude": point[0],
        "longitude": point[1],
        "host": stop.host.name if stop.host else "",
        "meet": stop.meet,
        "prompts": stop.prompt_list,
        "step_free": stop.venue.step_free if stop.venue else None,
        "access_notes": access_notes(stop),
        "mode": leg.mode,
        "journey_minutes": station.journey_minutes,
        "journey_estimated": station.journey_is_estimated,
        "path": fingerprint(stop.path),
    }


def access_notes(stop: Stop) -> str:
    """How to get in: what is so at the venue, then what is special this time."""
    notes = [stop.venue.access_notes if stop.venue else "", stop.access_notes]
    return "\n".join(each for each in notes if each)


def wall_times(hunt: Hunt, station: Station) -> Event:
    told: Event = {}
    for name in TIMES:
        local = getattr(station, name).astimezone(hunt.tzinfo)
        told |= {name: f"{local:%H:%M}", f"{name}_day": (local.date() - hunt.date).days}
    return told


def moment_of(hunt: Hunt, event: Event, name: str) -> datetime:
    """When the event's ``name`` ("arrive", "begin" or "leave") is on the hunt's day as it is now, in its zone."""
    date = hunt.date + timedelta(days=event[f"{name}_day"])
    return datetime.combine(date, time.fromisoformat(event[name]), tzinfo=hunt.tzinfo)


def fingerprint(path: dict[str, Any] | None) -> str:
    """A short sign by which two paths can be told apart; empty for none."""
    return hashlib.sha256(json.dumps(path, sort_keys=True).encode()).hexdigest()[:16] if path else ""


def facts_of(event: Event) -> Event:
    return {name: event[name] for name in FACTS}


def is_same(event: Event, other: Event) -> bool:
    """Whether two say the same of the same call of the same route."""
    return event["route"] == other["route"] and facts_of(event) == facts_of(other)


def numbered(events: Iterable[Event], before: Iterable[Event], moment: datetime) -> list[Event]:
    """Return ``events`` with the numbers that RFC 5545 asks for, carried on from those shared ``before``.

    One that says what it said keeps its ``sequence`` and ``changed_at``; any other counts one up and is changed at
    ``moment`` (aware). One that is gone stays as cancelled, counting up once. ``was_on`` names the routes that it was
    moved away from, where it is cancelled too.
    """
    known = {event["uid"]: event for event in before}
    events = list(events)
    changed_at = moment.astimezone(UTC).isoformat()
    carried = [carried_on(event, known.pop(event["uid"], None), changed_at) for event in events]
    return carried + [cancelled(event, changed_at) for event in known.values()]


def carried_on(event: Event, before: Event | None, changed_at: str) -> Event:
    if before is None:
        return {**event, "sequence": 0, "changed_at": changed_at, "cancelled": False, "was_on": []}
    if is_same(event, before) and not before["cancelled"]:
        numbers = {name: before[name] for name in ("sequence", "changed_at", "cancelled", "was_on")}
        return {**event, **numbers}
    left = sorted({*before["was_on"], before["route"]} - {event["route"]})
    return {
        **event, "sequence": before["sequence"] + 1, "changed_at": changed_at, "cancelled": False, "was_on": left
    }  # fmt: skip


def cancelled(event: Event, changed_at: str) -> Event:
    if event["cancelled"]:
        return event
    return {**event, "sequence": event["sequence"] + 1, "changed_at": changed_at, "cancelled": True}


def kept(events: Iterable[Event]) -> list[Event]:
    """Those that will happen; events that are not numbered yet all do."""
    return [event for event in events if not event.get("cancelled")]


def calendar_of(events: Iterable[Event], route: str) -> list[Event]:
    """What the calendar of a route tells: its events, and as cancelled those that were moved to another route."""
    gone = [{**event, "cancelled": True} for event in events if route in event["was_on"]]
    return [event for event in events if event["route"] == route] + gone
