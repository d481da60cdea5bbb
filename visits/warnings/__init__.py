"""What does not add up in a plan, as objects that say it. Pure: facts about calls and parties in, warnings out.

Warnings come in the order of the day. What is true of a stop whichever party calls there (its host has not answered)
is said once, and points at the stop alone: ``route`` and ``visit`` are None.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo

from visits.warnings.calls import about_calls, about_stops
from visits.warnings.facts import (
    MEAL_FROM,
    MEAL_UNTIL,
    MEETS_PEOPLE,
    OUT_AT_MEAL_TIME,
    CallFacts,
    Code,
    Day,
    Level,
    Party,
    PlanWarning,
    duration,
)
from visits.warnings.parties import about_meetings, about_party

__all__ = [
    "MEAL_FROM",
    "MEAL_UNTIL",
    "MEETS_PEOPLE",
    "OUT_AT_MEAL_TIME",
    "CallFacts",
    "Code",
    "Level",
    "Party",
    "PlanWarning",
    "duration",
    "find_warnings",
]


def find_warnings(parties: Sequence[Party], starts_at: datetime, ends_at: datetime, zone: tzinfo) -> list[PlanWarning]:
    """Return what is wrong with a day planned from ``starts_at`` to ``ends_at`` (aware), in the order of the day.

    Sentences tell times as clocks in ``zone`` show them.
    """
    day = Day(starts_at.astimezone(UTC), ends_at.astimezone(UTC), zone)
    parties = sorted(parties, key=lambda party: party.number)
    said = [*about_calls(day, parties), *about_stops(day, parties), *about_meetings(day, parties)]
    said += [one for party in parties for one in about_party(day, party)]
    order = list(Code)
    said.sort(key=lambda one: (one.moment, order.index(Code(one.warning.code))))
    return [one.warning for one in said]
