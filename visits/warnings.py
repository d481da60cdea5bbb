"""What does not add up in a plan, as objects that say it. Pure: facts about calls and parties in, warnings out.

Warnings come in the order of the day. What is true of a stop whichever party calls there (its host has not answered)
is said once, and points at the stop alone: ``route`` and ``visit`` are None.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from visits.timetable import Times, Window


class Level(StrEnum):
    PROBLEM = "problem"  # cannot work as planned
    CAUTION = "caution"  # look at it
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class PlanWarning:
    """One sentence about the plan. ``code`` names its kind; ``route``, ``visit``, ``stop`` are uids it points at."""

    code: str
    level: Level
    sentence: str
    route: str | None = None
    visit: str | None = None
    stop: str | None = None


@dataclass(frozen=True, slots=True)
class CallFacts:
    """All that warnings need to know of one call of a route at a stop.

    ``kind`` is gathering, visit, walking-tour, meal or pause. ``windows`` are the stop's own, set by the organiser;
    ``opening`` is when its venue is open on the day, empty if it has no hours that weekday. ``opening_known``: the
    venue has hours on some day; ``open_that_weekday``: on this one. ``host_status`` is None (not asked), asked,
    confirmed, declined or proposed. Keys tell hosts and venues apart and are None where there is none;
    ``venue_name`` may be that of the hunt's base. ``journey_known`` is False if it counts as nothing because a place
    has no point.
    """

    visit: str
    stop: str
    title: str
    kind: str
    times: Times
    stay: timedelta
    journey: timedelta = timedelta(0)
    mode: str = "foot"
    fixed_start: datetime | None = None
    windows: tuple[Window, ...] = ()
    opening: tuple[Window, ...] = ()
    opening_known: bool = False
    open_that_weekday: bool = False
    host: str = ""
    host_key: object = None
    host_status: str | None = None
    venue_key: object = None
    venue_name: str = ""
    capacity: int | None = None
    step_free: bool | None = None
    journey_known: bool = True


@dataclass(frozen=True, slots=True)
class Party:
    """A route with its calls in order: how many ``people`` have joined it, and for how many it has ``places``."""

    route: str
    name: str
    number: int
    people: int
    places: int | None
    needs_step_free: bool
    calls: tuple[CallFacts, ...]


def find_warnings(parties: Sequence[Party], starts_at: datetime, ends_at: datetime, zone: tzinfo) -> list[PlanWarning]:
    """Return what is wrong with a day planned from ``starts_at`` to ``ends_at`` (aware), in the order of the day.

    Sentences tell times as clocks in ``zone`` show them.
    """
    return []
