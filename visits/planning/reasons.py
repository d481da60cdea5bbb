"""Why no order of a route holds, in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from visits.models import Stop
from visits.ordering import Conflict
from visits.planning.fitting import MINUTE, Clock, RouteDay
from visits.timetable import Window
from visits.warnings import MEAL_FROM, MEAL_UNTIL, duration
from visits.wording import listed


@dataclass(frozen=True, slots=True)
class Reason:
    """What cannot hold together, each part such as "“Leigh walk” (1 hour, open 13:00 to 14:00)"."""

    start: str
    parts: tuple[str, ...]

    @property
    def lead(self) -> str:
        what = "these cannot hold together" if len(self.parts) > 1 else "this cannot be"
        return f"With a start at {self.start}, {what}"

    @property
    def sentence(self) -> str:
        return f"{self.lead}: {listed(self.parts)}."


def reason(day: RouteDay, conflict: Conflict) -> Reason:
    """The members of a conflict of the day, in words."""
    windows = {member.key for member in conflict.members if member.kind == "window"}
    stops = [member.key for member in conflict.members if member.kind == "stop" and member.key]
    parts = [f"“{day.stop_at(key).title}” ({about(day, key, key in windows)})" for key in stops]
    parts += ["the journey between"] if len(stops) == 2 else ["the journeys between"] if len(stops) > 2 else []
    for member in conflict.members:
        if member.kind in {"first", "last"} and member.key:
            parts.append(f"“{day.stop_at(member.key).title}” staying {member.kind}")
        elif member.kind == "end":
            parts.append(f"the end of the day at {day.clock.wall(day.clock.end)}")
    return Reason(day.clock.wall(0), tuple(parts))


def about(day: RouteDay, key: str, with_times: bool) -> str:
    """How long a stay is, and when it may be if that matters."""
    stop = day.stop_at(key)
    stay = duration_of(stop.stay_minutes)
    return ", ".join([stay, *times_of(day, key, stop)]) if with_times else stay


def times_of(day: RouteDay, key: str, stop: Stop) -> list[str]:
    if stop.fixed_start:
        said = [f"starts at {stop.fixed_start.astimezone(day.hunt.tzinfo):%H:%M}"]
    elif day.is_at_meal_time(key):
        said = [f"a meal, so it begins between {MEAL_FROM:%H:%M} and {MEAL_UNTIL:%H:%M}"]
    else:
        said = []
    if stop.earliest_start:
        said.append(f"not before {stop.earliest_start:%H:%M}")
    if stop.latest_finish:
        said.append(f"over by {stop.latest_finish:%H:%M}")
    opening = day.opening_of(stop)
    return [*said, hours(day.clock, opening)] if opening else said


def hours(clock: Clock, opening: Sequence[Window]) -> str:
    """Such as "open 10:00 to 12:00 and 13:00 to 16:00", or "closes 13:30" when it is open from the start."""
    spans = [clock.span(window) for window in opening]
    if len(spans) == 1 and spans[0][0] <= 0:
        return f"closes {clock.wall(spans[0][1])}"
    return "open " + listed([f"{clock.wall(opens)} to {clock.wall(closes)}" for opens, closes in spans])


def duration_of(minutes: int) -> str:
    return duration(minutes * MINUTE)
