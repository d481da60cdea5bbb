"""Pure timetables: starts and durations in, times out.

Instants are aware datetimes and are reckoned in UTC, so that a day on which the clocks change is right.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

NO_TIME = timedelta(0)
# Later than any bound allows: what a call with a bound that nothing can keep has as its latest arrival.
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Window:
    """From ``opens`` to ``closes`` (aware); None leaves that side open. It is empty if it closes before it opens."""

    opens: datetime | None = None
    closes: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return self.opens is not None and self.closes is not None and self.closes <= self.opens

    def is_open_at(self, moment: datetime) -> bool:
        """Whether ``moment`` is inside; the instant of closing is not."""
        return (self.opens is None or self.opens <= moment) and (self.closes is None or moment < self.closes)

    def holds(self, begin: datetime, leave: datetime) -> bool:
        """Whether all of ``begin`` to ``leave`` is inside; leaving at the instant of closing is."""
        return (self.opens is None or self.opens <= begin) and (self.closes is None or leave <= self.closes)


@dataclass(frozen=True, slots=True)
class Call:
    """A planned call: the journey to it, how long it lasts, and when it must start if that is fixed.

    ``windows`` are alternatives, one of which must hold the whole stay; with none, any time will do.
    """

    stay: timedelta
    journey: timedelta = NO_TIME
    fixed_start: datetime | None = None
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Times:
    """When a call is reached, begins and ends.

    ``wait`` is the time before it begins; ``late`` by how much it begins after its fixed start. ``outside``: no window
    holds the stay. ``slack`` is by how much the arrival could slip before a fixed start or a window, here or later, or
    the end of the day is missed: zero when one is missed already, None when nothing bounds it.
    """

    arrive: datetime
    begin: datetime
    leave: datetime
    wait: timedelta
    late: timedelta
    slack: timedelta | None = None
    outside: bool = False


def work_out(start: datetime, calls: Iterable[Call], end: datetime | None = None) -> list[Times]:
    """Return the times of each call of a route that sets out at ``start`` (aware), in the order given.

    The first call is where the day starts: its journey is not counted. ``end`` (aware) is when the day should be over;
    it moves nothing, but bounds the slack.
    """
    calls = list(calls)
    times: list[Times] = []
    now = start.astimezone(UTC)
    for number, (call, latest) in enumerate(zip(calls, latest_arrivals(calls, end), strict=True)):
        arrive = now + call.journey if number else now
        begin = begin_of(call, arrive)
        now = begin + call.stay
        times.append(
            Times(
                arrive,
                begin,
                now,
                wait=begin - arrive,
                late=max(begin - call.fixed_start, NO_TIME) if call.fixed_start else NO_TIME,
                slack=None if latest is None else max(latest - arrive, NO_TIME),
                outside=bool(call.windows) and not any(window.holds(begin, now) for window in call.windows),
            )
        )
    return times


def begin_of(call: Call, arrive: datetime) -> datetime:
    """Return when a call begins that is reached at ``arrive``: as soon as one of its windows holds the whole stay.

    When none can any more, it begins as soon as one is open, for a closed door is waited for; after the last has
    closed, on arrival. A fixed start is waited for as well; a missed one begins late.
    """
    ready = max(arrive, call.fixed_start or arrive).astimezone(UTC)
    openings = [max(ready, window.opens or ready).astimezone(UTC) for window in call.windows]
    reachable = list(zip(openings, call.windows, strict=True))
    holding = [begin for begin, window in reachable if window.holds(begin, begin + call.stay)]
    return min(holding or [begin for begin, window in reachable if window.is_open_at(begin)] or [ready])


def latest_arrivals(calls: Sequence[Call], end: datetime | None = None) -> list[datetime | None]:
    """Return for each call the latest arrival (UTC) that misses nothing, there or later on, nor the day's ``end``.

    None: any will do. NEVER: something is missed however early one comes.
    """
    arrivals: list[datetime | None] = []
    leave_by = end
    for call in reversed(calls):
        arrivals.append(latest_arrival(call, leave_by))
        leave_by = earlier(arrivals[-1], call.journey)
    return arrivals[::-1]


def latest_arrival(call: Call, leave_by: datetime | None) -> datetime | None:
    """Return the latest arrival with which a call keeps its fixed start and a window and is over by ``leave_by``."""
    begin_by = earlier(leave_by, call.stay)
    if call.fixed_start:
        in_time = begin_by is None or call.fixed_start <= begin_by
        kept = not call.windows or any(
            window.holds(call.fixed_start, call.fixed_start + call.stay) for window in call.windows
        )
        return call.fixed_start.astimezone(UTC) if in_time and kept else NEVER
    if not call.windows:
        return begin_by
    begins = [earliest(begin_by, earlier(window.closes, call.stay)) for window in call.windows]
    possible = [
        begin
        for begin, window in zip(begins, call.windows, strict=True)
        if begin is None or window.opens is None or window.opens <= begin
    ]
    if None in possible:
        return None
    return max((begin for begin in possible if begin), default=NEVER)


def earlier(instant: datetime | None, span: timedelta) -> datetime | None:
    """``instant`` in UTC, earlier by ``span``; "whenever" (None) and NEVER stay what they are."""
    return instant if instant is None or instant == NEVER else instant.astimezone(UTC) - span


def earliest(*instants: datetime | None) -> datetime | None:
    """The first of some instants, of which None is later than any."""
    return min((instant for instant in instants if instant), default=None)


# Local wall time ------------------------------------------------------------


def instant(day: date, wall_time: time, zone: tzinfo) -> datetime:
    """Return the instant, in UTC, at which a clock in ``zone`` shows ``wall_time`` on ``day``, from 1950 to 2150.

    A time that the clocks show twice is the first of the two, as in the hunt's form. One that they skip, which the
    form refuses, is as long after the change as it looks: 01:30 becomes 02:30 when 01:00 to 02:00 is left out.
    """
    return datetime.combine(day, wall_time.replace(fold=0), tzinfo=zone).astimezone(UTC)


def minutes_between(start: time, finish: time) -> int:
    """From one wall time to a later one of the same day, as if no clock were changed; seconds don't count."""
    return (finish.hour - start.hour) * 60 + finish.minute - start.minute


def opening_windows(day: date, hours: Iterable[tuple[time, time]], zone: tzinfo) -> tuple[Window, ...]:
    """Return when a venue is open on ``day`` (UTC), from the ``hours`` (opens, closes) it keeps on that weekday."""
    return joined(Window(instant(day, opens, zone), instant(day, closes, zone)) for opens, closes in hours)


def alternatives(own: Window | None, opening: Sequence[Window]) -> tuple[Window, ...]:
    """Return the windows of a call: where a stop's ``own`` window, if any, and one of its venue's meet.

    An ``opening`` that is not known (empty) bounds nothing. When the two never meet, what comes back is empty windows,
    which hold no stay: the call is outside, rather than free.
    """
    if own is None or own == Window():
        return joined(opening)
    if not opening:
        return (own,)
    return joined(Window(latest(own.opens, other.opens), earliest(own.closes, other.closes)) for other in opening)


def joined(windows: Iterable[Window]) -> tuple[Window, ...]:
    """Return ``windows`` in order, those that touch or overlap as one; empty ones only if there are no others."""
    windows = tuple(windows)
    whole: list[Window] = []
    real = [window for window in windows if not window.is_empty]
    for window in sorted(real, key=lambda window: window.opens or NEVER):
        last = whole[-1] if whole else None
        if last and (last.closes is None or window.opens is None or window.opens <= last.closes):
            closes = None if last.closes is None or window.closes is None else max(last.closes, window.closes)
            whole[-1] = Window(last.opens, closes)
        else:
            whole.append(window)
    return tuple(whole) or windows


def latest(*instants: datetime | None) -> datetime | None:
    """The last of some instants, of which None is earlier than any."""
    return max((instant for instant in instants if instant), default=None)


# Where a party is -----------------------------------------------------------


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
