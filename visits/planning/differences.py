"""What differs between two shared plans, in sentences for the people concerned. Pure.

Both are lists of events (see ``visits.planning.events``); cancelled ones count as not there.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from visits.planning.events import Event, kept
from visits.wording import BY, journey, one_line, plural

# What a host could notice of a call at their place.
HOST_FACTS = (
    "route", "title", "begin", "begin_day", "leave", "leave_day", "place", "address", "host", "meet", "prompts",
)  # fmt: skip


class Kind(StrEnum):
    ADDED = "added"
    CANCELLED = "cancelled"
    MOVED = "moved"
    TIMES = "times"
    PLACE = "place"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing to tell. ``route`` and ``stop`` are uids, ``host`` a primary key; None where it isn't about one."""

    kind: str
    sentence: str
    route: str | None = None
    stop: str | None = None
    host: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def differences(before: Iterable[Event] | None, after: Iterable[Event]) -> list[Difference]:
    """What ``after`` says that ``before`` did not, in the order of the day and what is gone last.

    Without a plan ``before`` everything is new, which is said once for each route. Times that only follow from
    another change are told as well: people need them.
    """
    now = kept(after)
    if before is None:
        return list(new_routes(now))
    then = {event["uid"]: event for event in kept(before)}
    found = [each for event in now for each in of_one(then.pop(event["uid"], None), event)]
    return [*renamed_routes(kept(before), now), *found, *(gone(event) for event in then.values())]


def new_routes(events: list[Event]) -> Iterator[Difference]:
    for route in dict.fromkeys(event["route"] for event in events):
        calls = [event for event in events if event["route"] == route]
        many = plural(len(calls), "stop")
        hours = f"{clock(calls[0], 'begin')} to {clock(calls[-1], 'leave')}"
        yield Difference(Kind.ADDED, f"Everything is new on {name_of(calls[0])}: {many}, {hours}", route)


def renamed_routes(before: list[Event], after: list[Event]) -> Iterator[Difference]:
    names = {event["route"]: name_of(event) for event in before}
    for route, name in {event["route"]: name_of(event) for event in after}.items():
        if names.get(route, name) != name:
            yield Difference(Kind.TEXT, f"The route {names[route]} is now called {name}", route)


def of_one(before: Event | None, after: Event) -> Iterator[Difference]:
    """What is to be told of a call that is in the plan now."""
    if before is None:
        yield about(after, Kind.ADDED, f"New on {name_of(after)}: {title(after)}, {span(after)}")
        return
    if before["route"] != after["route"]:
        way = f"from {name_of(before)} to {name_of(after)}"
        yield about(before, Kind.MOVED, f"{title(before)} moved {way}")
        yield about(after, Kind.MOVED, f"{title(after)} moved {way}: {span(after)}")
    elif span(before) != span(after):
        yield about(after, Kind.TIMES, said(after, f"{span(after)} instead of {span(before)}"))
    yield from journey_changes(before, after)
    yield from place_changes(before, after)
    yield from text_changes(before, after)
    if before["host_key"] != after["host_key"] and before["host_key"] and before["host"] != after["host"]:
        yield about(before, Kind.CANCELLED, f"{title(before)} is no longer with {one_line(before['host'])}")


def journey_changes(before: Event, after: Event) -> Iterator[Difference]:
    if way_there(before) != way_there(after):
        told = f"getting there {way_there(after)} instead of {way_there(before)}"
        yield about(after, Kind.TIMES, said(after, told))
    elif clock(before, "arrive") != clock(after, "arrive") and span(before) == span(after):
        told = f"arriving at {clock(after, 'arrive')} instead of {clock(before, 'arrive')}"
        yield about(after, Kind.TIMES, said(after, told))


def place_changes(before: Event, after: Event) -> Iterator[Difference]:
    names = [one_line(event["place"]) for event in (before, after)]
    if names[0] != names[1]:
        yield about(after, Kind.PLACE, said(after, f"at {names[1]} instead of {names[0]}"))
    elif differ(before, after, "place", "address", "latitude", "longitude"):
        yield about(after, Kind.PLACE, said(after, f"the address of {names[1]} or its point on the map is another"))
    if differ(before, after, "step_free", "access_notes"):
        yield about(after, Kind.PLACE, said(after, "getting in is described anew"))
    if differ(before, after, "path"):
        yield about(after, Kind.PLACE, said(after, "the path of the walk is another"))


def text_changes(before: Event, after: Event) -> Iterator[Difference]:
    if differ(before, after, "title"):
        yield about(after, Kind.TEXT, f"{title(before)} is now called {title(after)}{on(after)}")
    if differ(before, after, "kind"):
        yield about(after, Kind.TEXT, said(after, f"now a {after['kind'].replace('-', ' ')}"))
    if differ(before, after, "host"):
        host = one_line(after["host"])
        yield about(after, Kind.TEXT, said(after, f"now with {host}" if host else "now without a host"))
    if differ(before, after, "meet"):
        meet = one_line(after["meet"])
        yield about(after, Kind.TEXT, said(after, f"who we meet: {meet}" if meet else "who we meet is open"))
    if differ(before, after, "prompts"):
        yield about(after, Kind.TEXT, said(after, "what to think about has changed"))


def gone(event: Event) -> Difference:
    return about(event, Kind.CANCELLED, f"{title(event)} is no longer on {name_of(event)}")


def about(event: Event, kind: Kind, sentence: str) -> Difference:
    return Difference(kind, sentence, event["route"], event["stop"], event["host_key"])


def said(event: Event, what: str) -> str:
    return f"{title(event)}: {what}{on(event)}"


def on(event: Event) -> str:
    return f" ({name_of(event)})"


def differ(before: Event, after: Event, *names: str) -> bool:
    return any(before[name] != after[name] for name in names)


def title(event: Event) -> str:
    return one_line(event["title"])


def name_of(event: Event) -> str:
    return one_line(event["route_name"])


def span(event: Event) -> str:
    return f"{clock(event, 'begin')} to {clock(event, 'leave')}"


def clock(event: Event, name: str) -> str:
    """``14:05``, or ``00:20 the next day``."""
    day = event[f"{name}_day"]
    later = {0: "", 1: " the next day", -1: " the day before"}.get(day, f" {day} days later")
    return f"{event[name]}{later}"


def way_there(event: Event) -> str:
    """Such as ``by bus, about 35 min``; ``from the same place`` when there is no journey."""
    return journey(BY[event["mode"]], event["journey_minutes"], event["journey_estimated"]) or "from the same place"


def hosts_concerned(before: Iterable[Event] | None, after: Iterable[Event]) -> set[int]:
    """The hosts (primary keys) for whom something is different in when, where, with whom or about what they meet."""
    then, now = by_host(before or []), by_host(after)
    return {host for host in then.keys() | now.keys() if then.get(host) != now.get(host)}


def by_host(events: Iterable[Event]) -> dict[int, list[Any]]:
    met: dict[int, list[Any]] = {}
    for event in kept(events):
        if event["host_key"]:
            met.setdefault(event["host_key"], []).append([event[name] for name in HOST_FACTS])
    return {host: sorted(calls, key=repr) for host, calls in met.items()}
