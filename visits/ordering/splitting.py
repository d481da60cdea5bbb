"""Shares items out over several parties so that the last of them is done as early as can be.

One table says when a single party is done with any set of items; the sets are then dealt out by dynamic programming.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import add

from visits.ordering.best import best_order
from visits.ordering.problem import MOST_ITEMS, Order, Problem, check_number
from visits.ordering.tables import FAR, Grid, Leavings, subsets


@dataclass(frozen=True, slots=True)
class Split:
    """One order for each party. ``is_proven``: no other split is better."""

    routes: tuple[Order, ...]
    is_proven: bool

    @property
    def finish(self) -> int:
        """The minute at which the last party is done."""
        return max(route.finish for route in self.routes)


def split(problem: Problem, parties: int) -> Split | None:
    """Return the best way to share the items out over ``parties``, or None when provably nothing fits.

    Each item is on one route, a ``shared`` one on every route; each party keeps to the day's end, and has an item of
    its own if there are enough. Best is proven over all splits and orders: the earliest minute by which all are done,
    then the fewest minutes that the parties are out, all told. Parties don't wait for each other: a shared item that
    must be at one time for all needs a window. Raises TooManyError beyond 12 items, ValueError unless there are 1 to
    12 parties.
    """
    check_number(problem)
    if not 1 <= parties <= MOST_ITEMS:
        raise ValueError(f"Items can be shared out over 1 to {MOST_ITEMS} parties.")
    shares = Shares(problem, parties)
    return shares.best()


class Shares:
    """The ways to deal out the items that are not shared. A part is a set of them, as bits."""

    def __init__(self, problem: Problem, parties: int) -> None:
        places = range(len(problem.items))
        self.problem, self.parties = problem, parties
        self.shared = [place for place in places if problem.items[place].shared]
        self.own = [place for place in places if not problem.items[place].shared]
        self.finishes = self._finishes()

    def best(self) -> Split | None:
        everything = (1 << len(self.own)) - 1
        latest = Dealing(self.finishes, max).best(self.parties, everything)
        if latest >= FAR:
            return None
        minutes = [finish - self.problem.start if finish <= latest else FAR for finish in self.finishes]
        parts = Dealing(minutes, add).parts(self.parties, everything)
        routes = [best_order(self.problem.only(self._keys(part))) for part in sorted(parts, key=first_bit)]
        return Split(tuple(route for route in routes if isinstance(route, Order)), is_proven=True)

    def _finishes(self) -> list[int]:
        """When one party is done with each part and all that is shared; FAR if it can't be or must not be."""
        leavings = Leavings(Grid(self.problem))
        finishes = []
        for part in range(1 << len(self.own)):
            group = sum(1 << place for place in self._places(part))
            finish = leavings.finish(group)
            finishes.append(finish if finish <= leavings.grid.end or not group else FAR)
        if len(self.own) >= self.parties:
            finishes[0] = FAR
        return finishes

    def _places(self, part: int) -> list[int]:
        return self.shared + [place for number, place in enumerate(self.own) if part >> number & 1]

    def _keys(self, part: int) -> list[str]:
        return [self.problem.items[place].key for place in self._places(part)]


class Dealing:
    """The cheapest way to deal a part out, ``costs`` of each party's share put together by ``combine``."""

    def __init__(self, costs: Sequence[int], combine: Callable[[int, int], int]) -> None:
        self.costs, self.combine = costs, combine
        self.best = cache(self._best)

    def _best(self, parties: int, part: int) -> int:
        if parties == 1:
            return self.costs[part]
        costs, combine, best = self.costs, self.combine, self.best
        return min(
            (
                combine(costs[share], best(parties - 1, part ^ share))
                for share in shares_of(part)
                if costs[share] < FAR
            ),
            default=FAR,
        )

    def parts(self, parties: int, part: int) -> list[int]:
        """The share of each party in a cheapest deal."""
        parts = []
        while parties > 1:
            left = parties - 1
            wanted = self.best(parties, part)
            share = next(
                share
                for share in shares_of(part)
                if self.combine(self.costs[share], self.best(left, part ^ share)) == wanted
            )
            parts.append(share)
            part, parties = part ^ share, left
        return [*parts, part]


def shares_of(part: int) -> Iterator[int]:
    """What the party may have that has the first item of ``part``: so no deal is looked at twice."""
    first = part & -part
    yield first
    for others in subsets(part ^ first):
        yield first | others


def first_bit(part: int) -> int:
    """Puts the parties in the order of their first item, those without one last."""
    return part & -part or 1 << MOST_ITEMS
