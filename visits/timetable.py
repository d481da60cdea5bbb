"""Pure timetables: starts and durations in, times out.

Instants are aware datetimes and are reckoned in UTC, so that a day on which the clocks change is right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Call:
    """A planned call: the journey to it, how long it lasts, and when it must start if that is fixed."""

    stay: timedelta
    journey: timedelta = timedelta(0)
    fixed_start: datetime | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """When a call is reached, begins and ends; ``wait`` before it begins, ``late`` if a fixed start is missed."""

    arrive: datetime
    begin: datetime
    leave: datetime
    wait: timedelta
    late: timedelta


def work_out(start: datetime, calls: Iterable[Call]) -> list[Times]:
    """Return the times of each call of a route that sets out at ``start`` (aware), in the order given.

    The first call is where the day starts: its journey is not counted.
    """
    times: list[Times] = []
    now = start.astimezone(UTC)
    for number, call in enumerate(calls):
        arrive = now + call.journey if number else now
        fixed = call.fixed_start.astimezone(UTC) if call.fixed_start else arrive
        begin = max(arrive, fixed)
        now = begin + call.stay
        times.append(Times(arrive, begin, now, wait=begin - arrive, late=max(arrive - fixed, timedelta(0))))
    return times


@dataclass(frozen=True, slots=True)
class Now:
    """Where a party should be: at call ``at``, or on the way to call ``to``; both None before and after the day."""

    at: int | None = None
    to: int | None = None


class Present(Protocol):
    """Anything that is somewhere from one instant to another."""

    @property
    def arrive(self) -> datetime: ...

    @property
    def leave(self) -> datetime: ...


def locate(times: Sequence[Present], moment: datetime) -> Now:
    """Return which call is on at ``moment``, or which one is travelled to."""
    for number, call in enumerate(times):
        if moment < call.arrive:
            return Now(to=number) if number else Now()
        if moment < call.leave:
            return Now(at=number)
    return Now()
