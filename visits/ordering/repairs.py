"""The single changes that make a day fit, each as small as it can be.

One table forwards (the earliest arrival after any set of items) and one backwards (the latest leaving before the
others) say for each item how much room any order leaves it, so every repair is exact and none is searched for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

from visits.ordering.problem import Item, Problem, check_number
from visits.ordering.tables import FAR, Grid, Leavings, ahead_of, latest_arrivals, latest_leaving, members, subsets

DAY = 1440  # minutes; a change of a day or more is no repair

STAY = "stay shorter"
DAY_START = "day start earlier"
DAY_END = "day end later"
WINDOW_START = "window-start earlier"
WINDOW_END = "window-end later"
LEAVE_OUT = "leave out"
KINDS = (STAY, DAY_START, DAY_END, WINDOW_START, WINDOW_END, LEAVE_OUT)


@dataclass(frozen=True, slots=True)
class Repair:
    """One change that makes everything fit; a minute less would not do.

    ``value`` is the new stay in minutes, or the new minute of a window's or the day's start or end. ``window`` is the
    number of the item's window, from 0. ``keys`` has one item, none for the day; "leave out" has several where leaving
    one out is not enough, and then no fewer are. ``cost`` is the minutes changed; leaving out costs a day and the stay
    for each item, so that it comes last. Equal costs come in the order of ``KINDS``.
    """

    kind: str
    cost: int
    keys: tuple[str, ...] = ()
    value: int = 0
    window: int = 0

    @property
    def key(self) -> str | None:
        return self.keys[0] if self.keys else None


def find_repairs(problem: Problem) -> tuple[Repair, ...]:
    """Return what would make the problem fit, cheapest first. Raises TooManyError beyond 12 items.

    At most one repair for the start, one for the end, and one of each kind for an item, of a kind the cheapest window.
    """
    check_number(problem)
    if not problem.items:
        return ()
    room = Room(problem)
    repairs = [*room.of_the_day(), *room.of_the_stays(), *room.of_the_windows(), *room.left_out()]
    return tuple(sorted(repairs, key=lambda repair: (repair.cost, KINDS.index(repair.kind))))


def apply_repair(problem: Problem, repair: Repair) -> Problem:
    """Return the problem after the repair."""
    if repair.kind == LEAVE_OUT:
        return problem.only([key for key in problem.keys if key not in repair.keys])
    if repair.kind == DAY_START:
        return replace(problem, start=repair.value)
    if repair.kind == DAY_END:
        return replace(problem, end=repair.value)
    items = (repaired(item, repair) if item.key == repair.key else item for item in problem.items)
    return replace(problem, items=tuple(items))


def repaired(item: Item, repair: Repair) -> Item:
    if repair.kind == STAY:
        return replace(item, stay=repair.value)
    windows = list(item.windows)
    begin, end = windows[repair.window]
    windows[repair.window] = (repair.value, end) if repair.kind == WINDOW_START else (begin, repair.value)
    return replace(item, windows=tuple(windows))


class Room:
    """How early each item can be reached and how late it can be left, whichever items come before it."""

    def __init__(self, problem: Problem) -> None:
        self.problem, self.grid = problem, Grid(problem)
        self.leavings = Leavings(self.grid)
        self.latest = latest_arrivals(self.grid)
        self.spans = [sorted(set(self._spans(place))) for place in range(self.grid.size)]

    def _spans(self, i: int) -> Iterator[tuple[int, int]]:
        """The arrival at item i and the latest leaving, for each set of items that may come before."""
        others = self.grid.everything ^ 1 << i
        for before in (0, *subsets(others)):
            if not before and self.grid.first not in {None, i}:
                continue
            rest = others ^ before
            arrive = self.leavings.arrival(before, i)
            leave = latest_leaving(self.grid, ahead_of(self.latest, rest), rest, i)
            if arrive < FAR and arrive <= leave:
                yield arrive, leave

    def of_the_day(self) -> Iterator[Repair]:
        problem, everything = self.problem, self.grid.everything
        finish = self.leavings.finish(everything)
        if problem.end is not None and problem.end < finish < problem.end + DAY:
            yield Repair(DAY_END, finish - problem.end, value=finish)
        firsts = range(self.grid.size) if self.grid.first is None else [self.grid.first]
        start = max(self.latest[everything ^ 1 << i][i] for i in firsts)
        if problem.start - DAY < start < problem.start:
            yield Repair(DAY_START, problem.start - start, value=start)

    def of_the_stays(self) -> Iterator[Repair]:
        for item, spans in zip(self.problem.items, self.spans, strict=True):
            windows = item.windows or ((-FAR, FAR),)
            stays = (min(leave, end) - max(arrive, begin) for (begin, end), (arrive, leave) in product(windows, spans))
            stay = max(stays, default=-1)
            if item.least_stay <= stay < item.stay and item.stay - stay < DAY:
                yield Repair(STAY, item.stay - stay, (item.key,), stay)

    def of_the_windows(self) -> Iterator[Repair]:
        for item, spans in zip(self.problem.items, self.spans, strict=True):
            for change in (window_start, window_end):
                changes = [repair for number in range(len(item.windows)) if (repair := change(item, number, spans))]
                yield from sorted(changes, key=lambda repair: repair.cost)[:1]

    def left_out(self) -> Iterator[Repair]:
        """Each item without which the rest fits; if there is none, the smallest set of them."""
        fitting = [group for group in range(self.grid.everything) if not group or self._fits(group)]
        most = max(group.bit_count() for group in fitting)
        if most < self.grid.size - 1:
            fitting = [next(group for group in fitting if group.bit_count() == most)]
        for group in fitting:
            if group.bit_count() == most:
                items = [self.problem.items[place] for place in members(self.grid.everything ^ group)]
                yield Repair(LEAVE_OUT, sum(DAY + item.stay for item in items), tuple(item.key for item in items))

    def _fits(self, group: int) -> bool:
        finish = self.leavings.finish(group)
        return finish < FAR and finish <= self.grid.end


def window_start(item: Item, number: int, spans: list[tuple[int, int]]) -> Repair | None:
    """The latest earlier start of a window with which some span takes the item in, if that is within a day."""
    begin, end = item.windows[number]
    starts = [latest for arrive, leave in spans if (latest := min(leave, end) - item.stay) >= arrive]
    start = max(starts, default=-FAR)
    if begin - DAY < start < begin:
        return Repair(WINDOW_START, begin - start, (item.key,), start, number)
    return None


def window_end(item: Item, number: int, spans: list[tuple[int, int]]) -> Repair | None:
    """The earliest later end of a window with which some span takes the item in, if that is within a day."""
    begin, end = item.windows[number]
    ends = [earliest for arrive, leave in spans if (earliest := max(arrive, begin) + item.stay) <= leave]
    new = min(ends, default=FAR)
    if end < new < end + DAY:
        return Repair(WINDOW_END, new - end, (item.key,), new, number)
    return None
