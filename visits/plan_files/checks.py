"""What has to be true of a plan file beyond each value by itself: names that lead somewhere, and times that can be."""

from collections.abc import Iterable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError

from hunts.forms import local_instant
from visits.models import Stop
from visits.plan_files.errors import Facts, FileError
from visits.plan_files.keys import MOST, WEEKDAYS
from visits.timetable import minutes_between

Named = tuple[str, Any]  # a place in the file, and what is said there


def check(facts: Facts, errors: list[FileError]) -> None:
    """Add to ``errors`` what does not fit together among those keys that could be read."""
    for found in (about_size, about_names, about_links, about_day, about_stops, about_venues, about_journeys):
        errors.extend(FileError(at, sentence) for at, sentence in found(facts))


def each(facts: Facts, name: str) -> Iterator[tuple[str, Facts]]:
    for place, part in enumerate(facts.get(name) or []):
        yield f"{name}[{place}]", part


def visits(facts: Facts) -> Iterator[tuple[str, Facts]]:
    for at, route in each(facts, "routes"):
        for place, visit in enumerate(route.get("visits") or []):
            yield f"{at}.visits[{place}]", visit


def said(parts: Iterable[tuple[str, Facts]], key: str) -> Iterator[Named]:
    """Where ``key`` is given, and what it says."""
    for at, part in parts:
        if part.get(key) is not None:
            yield f"{at}.{key}", part[key]


def about_size(facts: Facts) -> Iterator[tuple[str, str]]:
    """The page of a plan shows every call, and takes a second for each hundred."""
    number = sum(1 for _ in visits(facts))
    if number > MOST:
        yield "routes", f"There are {number:,} calls on all routes together: give {MOST:,} or fewer."


def about_names(facts: Facts) -> Iterator[tuple[str, str]]:
    """What tells things apart may be given once."""
    for name, keys in {
        "conundrums": ["number", "question"],
        "hosts": ["id", "name"],
        "venues": ["id"],
        "stops": ["id", "uid"],
        "routes": ["number", "name", "uid"],
    }.items():
        for key in keys:
            yield from doubled(said(each(facts, name), key))
    yield from doubled(said(visits(facts), "uid"))


def doubled(named: Iterable[Named]) -> Iterator[tuple[str, str]]:
    first: dict[Any, str] = {}
    for at, value in named:
        if first.setdefault(value, at) != at:
            yield at, f"{first[value]} says the same; each needs one of its own."


def about_links(facts: Facts) -> Iterator[tuple[str, str]]:
    """What refers to a host, a venue or a stop has to find it in the file."""
    stops, venues, calls = list(each(facts, "stops")), list(each(facts, "venues")), list(visits(facts))
    yield from astray(said([*stops, *venues], "host"), facts, "hosts")
    yield from astray(said(stops, "venue"), facts, "venues")
    yield from astray(said(calls, "stop"), facts, "stops")
    yield from astray(said(calls, "minutes_from"), facts, "stops")


def astray(named: Iterable[Named], facts: Facts, target: str) -> Iterator[tuple[str, str]]:
    """What leads nowhere; nothing while some of the ids could not be read, for it may be one of those."""
    known = {part.get("id") for _, part in each(facts, target)}
    readable = facts.get(target) is not None and None not in known
    for at, value in named:
        if readable and value not in known:
            yield at, f"None of the {target} has the id “{value}”."


def about_day(facts: Facts) -> Iterator[tuple[str, str]]:
    """The hunt ends after it starts, and no time is one that the clocks skip."""
    hunt = facts.get("hunt") or {}
    if not all(hunt.get(name) is not None for name in ("date", "zone")):
        return
    fixed = [(f"{at}.fixed_start", value) for at, stop in each(facts, "stops") if (value := stop.get("fixed_start"))]
    named = [(f"hunt.{name}", hunt[name]) for name in ("start", "end") if hunt.get(name) is not None]
    for at, value in [*named, *fixed]:
        try:
            local_instant(hunt["date"], value, ZoneInfo(hunt["zone"]))
        except ValidationError as error:
            yield at, error.messages[0]
    yield from about_end(hunt)


def about_end(hunt: Facts) -> Iterator[tuple[str, str]]:
    start, end = hunt.get("start"), hunt.get("end")
    if start is not None and end is not None and end <= start:
        yield "hunt.end", "The hunt has to end after it starts, on the same day."


def about_stops(facts: Facts) -> Iterator[tuple[str, str]]:
    for at, stop in each(facts, "stops"):
        kind, path = stop.get("kind"), stop.get("path", ...)  # absent: it could not be read
        if kind == Stop.Kind.WALKING_TOUR and path is None:
            yield f"{at}.path", "Give the walking tour its path."
        elif kind is not None and kind != Stop.Kind.WALKING_TOUR and isinstance(path, dict):
            yield f"{at}.path", "Only a walking tour has a path."
        start, finish, stay = (stop.get(name) for name in ("earliest_start", "latest_finish", "stay_minutes"))
        if start is None or finish is None:
            continue
        if finish <= start:
            yield f"{at}.latest_finish", "It has to be over after its earliest start."
        elif stay and minutes_between(start, finish) < stay:
            yield f"{at}.latest_finish", f"A stay of {stay} minutes does not fit between the two times."


def about_venues(facts: Facts) -> Iterator[tuple[str, str]]:
    for at, venue in each(facts, "venues"):
        for day in WEEKDAYS:
            openings = list(each(venue.get("opening_times") or {}, day))
            openings = [(f"{at}.opening_times.{where}", opening) for where, opening in openings]
            yield from doubled(said(openings, "opens"))
            for where, opening in openings:
                if len(opening) == 2 and None not in opening.values() and opening["closes"] <= opening["opens"]:
                    yield f"{where}.closes", "It has to close after it opens."


def about_journeys(facts: Facts) -> Iterator[tuple[str, str]]:
    for at, visit in visits(facts):
        if visit.get("minutes_from") is not None and visit.get("minutes", ...) is None:
            yield f"{at}.minutes_from", "Say how many minutes the journey from there takes."
