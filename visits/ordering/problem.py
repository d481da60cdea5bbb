"""What is to be put in order, and the times of one order of it. Minutes are whole and count from any one instant."""

from collections.abc import Sequence
from dataclasses import dataclass

MOST_ITEMS = 12
SHORTEST_MEAL = 30
SHORTEST_VISIT = 5
LONGEST = 10**9  # minutes, about 1,900 years: no sum of twelve can reach the marks in tables.py

Window = tuple[int, int]


class TooManyError(ValueError):
    """More items than can be put in order with proof in the time a page has."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} stops are too many: an order is worked out for {MOST_ITEMS} at most.")


@dataclass(frozen=True, slots=True)
class Item:
    """Something to fit in: ``stay`` minutes, from begin to leaving within one of ``windows`` (none: any time).

    ``shortest_stay`` is what a repair may shorten it to; left out, half the stay (5 minutes at least), a meal 30.
    A ``shared`` item is on every route of a split.
    """

    key: str
    title: str
    stay: int
    windows: tuple[Window, ...] = ()
    is_meal: bool = False
    shortest_stay: int | None = None
    shared: bool = False

    def __post_init__(self) -> None:
        check_minutes(f"The stay at {self.key}", self.stay)
        for begin, end in self.windows:
            if not -LONGEST <= begin <= end <= LONGEST:
                raise ValueError(f"The window {begin} to {end} of {self.key} ends before it begins.")

    @property
    def least_stay(self) -> int:
        """The shortest stay in minutes, never more than the stay."""
        if self.shortest_stay is not None:
            return max(0, min(self.stay, self.shortest_stay))
        return min(self.stay, SHORTEST_MEAL if self.is_meal else max(SHORTEST_VISIT, self.stay // 2))

    def earliest_begin(self, arrive: int) -> int | None:
        """The first minute from ``arrive`` on at which the whole stay lies in one window; None if there is none."""
        if not self.windows:
            return arrive
        begins = [max(arrive, begin) for begin, end in self.windows if max(arrive, begin) + self.stay <= end]
        return min(begins, default=None)


@dataclass(frozen=True, slots=True)
class Problem:
    """Items, the minutes ``travel[i][j]`` from item i to item j, and what holds for the day.

    ``start`` is the minute of arrival at whichever item comes first, as in timetable.py: the journey to it is not
    counted. ``end`` is when everybody must be done. ``first`` and ``last`` are keys. ``travel`` need not be symmetric
    and a detour by a third place may be shorter. Raises ValueError when the pieces don't belong together.
    """

    items: tuple[Item, ...]
    travel: tuple[tuple[int, ...], ...]
    start: int
    end: int | None = None
    first: str | None = None
    last: str | None = None

    def __post_init__(self) -> None:
        if len(set(self.keys)) != len(self.items):
            raise ValueError("Two items have the same key.")
        if not {self.first, self.last} <= {None, *self.keys}:
            raise ValueError("The first or last is not among the items.")
        if len(self.travel) != len(self.items) or {len(row) for row in self.travel} - {len(self.items)}:
            raise ValueError("The table of travel needs a row and a column for each item.")
        for row in self.travel:
            for minutes in row:
                check_minutes("A journey", minutes)
        if not all(-LONGEST <= minute <= LONGEST for minute in (self.start, self.end or 0)):
            raise ValueError("The start or the end of the day is too far off.")

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(item.key for item in self.items)

    def place(self, key: str) -> int:
        return self.keys.index(key)

    def only(self, keys: Sequence[str]) -> "Problem":
        """The same day with these items alone; a first or last that is not among them no longer binds."""
        places = [place for place, key in enumerate(self.keys) if key in keys]
        return Problem(
            items=tuple(self.items[place] for place in places),
            travel=tuple(tuple(self.travel[i][j] for j in places) for i in places),
            start=self.start,
            end=self.end,
            first=self.first if self.first in keys else None,
            last=self.last if self.last in keys else None,
        )


@dataclass(frozen=True, slots=True)
class Order:
    """Items in order with the minute each begins. ``finish`` is when the last is left.

    ``fits`` is False when a window is ``missed`` (keys), the end is passed, or the first or last is another one.
    ``is_proven``: no order is better.
    """

    keys: tuple[str, ...]
    begins: tuple[int, ...]
    finish: int
    travel_total: int
    waiting_total: int
    fits: bool = True
    missed: tuple[str, ...] = ()
    is_proven: bool = False


def schedule(problem: Problem, keys: Sequence[str]) -> Order:
    """Return the times of the items in the order of ``keys``, which names each item once (else ValueError).

    Whoever arrives before a window waits; whoever is too late for every window begins at once and has missed it.
    Works for any number of items.
    """
    if sorted(keys) != sorted(problem.keys):
        raise ValueError("An order names each item once.")
    now, travel, waiting, before = problem.start, 0, 0, None
    begins, missed = [], []
    for place in map(problem.place, keys):
        item = problem.items[place]
        journey = 0 if before is None else problem.travel[before][place]
        arrive = now + journey
        begin = item.earliest_begin(arrive)
        if begin is None:
            begin = arrive
            missed.append(item.key)
        begins.append(begin)
        travel += journey
        waiting += begin - arrive
        now, before = begin + item.stay, place
    fits = not missed and keeps_the_day(problem, keys, now)
    return Order(tuple(keys), tuple(begins), now, travel, waiting, fits, tuple(missed))


def keeps_the_day(problem: Problem, keys: Sequence[str], finish: int) -> bool:
    """Whether the end and the fixed first and last hold. A day without items always does."""
    if not keys:
        return True
    in_time = problem.end is None or finish <= problem.end
    return in_time and problem.first in {None, keys[0]} and problem.last in {None, keys[-1]}


def check_minutes(what: str, minutes: int) -> None:
    if not 0 <= minutes <= LONGEST:
        raise ValueError(f"{what} can't take {minutes} minutes.")


def check_number(problem: Problem) -> None:
    """Raise TooManyError for more than ``MOST_ITEMS``."""
    if len(problem.items) > MOST_ITEMS:
        raise TooManyError(len(problem.items))
