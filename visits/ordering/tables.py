"""Dynamic programming over sets of items: when could we have left each of them, when must we have reached it?

Held and Karp, 1962, "A dynamic programming approach to sequencing problems"; with time windows: Dumas, Desrosiers,
Gélinas and Solomon, 1995, "An optimal algorithm for the traveling salesman problem with time windows". Waiting is
allowed, so whoever leaves earlier never finishes later: per set and item, one time says it all.

A set of items is the bits of an int: item i is ``1 << i``.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from operator import add, sub

from visits.ordering.problem import Item, Problem

FAR = 10**14  # later than any day
NEVER = 10**15  # what can't be; sums of it stay beyond FAR
Starts = tuple[tuple[int, int], ...]
ANY_TIME: Starts = ((-FAR, FAR),)


class Grid:
    """A problem as bare numbers. Journeys from the fixed last and to the fixed first take NEVER.

    ``windows`` (a set of items) says whose windows hold; ``first`` and ``last`` whether these are fixed.
    """

    def __init__(self, problem: Problem, windows: int = -1, *, first: bool = True, last: bool = True) -> None:
        items = problem.items
        self.size = len(items)
        self.everything = (1 << self.size) - 1
        self.start = problem.start
        self.end = FAR if problem.end is None else problem.end
        self.first = problem.place(problem.first) if first and problem.first is not None else None
        self.last = problem.place(problem.last) if last and problem.last is not None else None
        self.stays = [item.stay for item in items]
        self.starts = [starts_of(item) if windows >> place & 1 else ANY_TIME for place, item in enumerate(items)]
        self.travel = [
            [NEVER if i == self.last or j == self.first else minutes for j, minutes in enumerate(row)]
            for i, row in enumerate(problem.travel)
        ]
        self.columns = [list(column) for column in zip(*self.travel, strict=True)]

    def without_times(self) -> "Grid":
        """The same for a day on which nothing lasts and everything is always open, so that only travel counts."""
        grid = copy(self)
        grid.start, grid.stays, grid.starts = 0, [0] * self.size, [ANY_TIME] * self.size
        return grid


def starts_of(item: Item) -> Starts:
    """The minutes from which the whole stay lies in one window, as separate spans, earliest first."""
    if not item.windows:
        return ANY_TIME
    spans: list[tuple[int, int]] = []
    for begin, end in sorted(item.windows):
        latest = end - item.stay
        if latest < begin:
            continue
        if spans and begin <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(latest, spans[-1][1]))
        else:
            spans.append((begin, latest))
    return tuple(spans)


def members(group: int) -> Iterator[int]:
    """The items of a set, in order."""
    while group:
        lowest = group & -group
        yield lowest.bit_length() - 1
        group ^= lowest


def subsets(group: int) -> Iterator[int]:
    """Every subset but the empty one; a subset comes before what contains it."""
    part = -group & group
    while part:
        yield part
        part = (part - group) & group


class Leavings:
    """``at(group)[i]``: the earliest minute we can leave item i having called at just ``group`` and at i last.

    NEVER or more where that is impossible. What was worked out is kept; ``worked`` counts the sets.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.rows: dict[int, list[int]] = {}
        self.worked = 0

    def at(self, group: int) -> list[int]:
        rows = self.rows
        if group not in rows:
            for part in subsets(group):
                if part not in rows:
                    rows[part] = self._row(part)
                    self.worked += 1
        return rows[group]

    def _row(self, group: int) -> list[int]:
        grid, rows = self.grid, self.rows
        row = [NEVER] * grid.size
        for j in members(group):
            rest = group ^ 1 << j
            arrive = min(map(add, rows[rest], grid.columns[j])) if rest else grid.start
            for earliest, latest in grid.starts[j]:
                if arrive <= latest:
                    row[j] = (arrive if arrive > earliest else earliest) + grid.stays[j]
                    break
        return row

    def arrival(self, before: int, j: int) -> int:
        """The earliest minute we can reach j with the set ``before`` behind us."""
        if before:
            return min(map(add, self.at(before), self.grid.columns[j]))
        return self.grid.start

    def finish(self, group: int) -> int:
        """The earliest minute at which everything in ``group`` is done (the start for the empty set)."""
        return min(self.at(group)) if group else self.grid.start

    def path(self, group: int) -> list[int]:
        """The items of ``group`` in an order with the earliest finish."""
        path: list[int] = []
        while group:
            row = self.at(group)
            if path:
                row = list(map(add, row, self.grid.columns[path[-1]]))
            path.append(min(range(len(row)), key=row.__getitem__))
            group ^= 1 << path[-1]
        return path[::-1]


def latest_arrivals(grid: Grid) -> list[list[int]]:
    """Return ``table[rest][i]``: the latest minute to reach item i and still do it, then ``rest``, by the end.

    Below -FAR where that is impossible.
    """
    table = [[-NEVER] * grid.size for _ in range(grid.everything + 1)]
    for rest in range(grid.everything + 1):
        ahead = ahead_of(table, rest)
        for i in members(grid.everything ^ rest):
            table[rest][i] = latest_begin(grid.starts[i], latest_leaving(grid, ahead, rest, i) - grid.stays[i])
    return table


def ahead_of(table: Sequence[Sequence[int]], rest: int) -> list[int]:
    """The latest minute to reach each item of ``rest``, were it the next of them; -NEVER for the others."""
    return [table[rest ^ 1 << j][j] if rest >> j & 1 else -NEVER for j in range(len(table[0]))]


def latest_leaving(grid: Grid, ahead: Sequence[int], rest: int, i: int) -> int:
    """The latest minute to leave i when ``ahead[j]`` is the latest to reach j, the next of ``rest``."""
    if rest:
        return max(map(sub, ahead, grid.travel[i]))
    return grid.end if grid.last in {None, i} else -NEVER


def latest_begin(starts: Starts, latest: int) -> int:
    """The last minute up to ``latest`` at which an item may begin; -NEVER if there is none."""
    for begin, end in reversed(starts):
        if begin <= latest:
            return min(latest, end)
    return -NEVER
