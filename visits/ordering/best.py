"""The best order: exact, over all orders."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from visits.ordering.conflicts import Conflict, explain
from visits.ordering.problem import Order, Problem, check_number, schedule
from visits.ordering.tables import FAR, Grid, Leavings, latest_begin, members

Label = tuple[int, int]  # the latest minute to reach an item, and the minutes of travel after it


def best_order(problem: Problem) -> Order | Conflict:
    """Return the best order that fits, or why there is none.

    Best is proven over all orders: the earliest finish; among those the least travel; among those the one that comes
    first when orders are compared place by place by the position of their items in ``problem.items``.
    Raises TooManyError beyond 12 items.
    """
    check_number(problem)
    if not problem.items:
        return replace(schedule(problem, ()), is_proven=True)
    leavings = Leavings(Grid(problem))
    finish = leavings.finish(leavings.grid.everything)
    if finish > leavings.grid.end:
        return explain(problem)
    path = Completions(leavings, finish).first_path()
    return replace(schedule(problem, [problem.items[place].key for place in path]), is_proven=True)


class Completions:
    """The ways to go on from an item through a set of others and be done by ``finish``, with the least travel.

    Two ways to go on are worth keeping when one may be begun later and the other travels less. Kept are only those
    that can be part of a whole order with no more travel than one we know.
    """

    def __init__(self, leavings: Leavings, finish: int) -> None:
        self.leavings, self.grid, self.finish = leavings, leavings.grid, finish
        self.travelled = Leavings(self.grid.without_times())
        self.most_travel = self._travel_of(leavings.path(self.grid.everything))
        shortest = self.travelled.path(self.grid.everything)
        if self._is_done_in_time(shortest):
            self.most_travel = self._travel_of(shortest)
        self.labels: list[list[list[Label]]] = []
        for rest in range(self.grid.everything):
            self.labels.append(self._row(rest))

    def first_path(self) -> list[int]:
        """The first path, place by place, among those with the least travel."""
        start, everything = self.grid.start, self.grid.everything
        least = min(
            travel
            for i in range(self.grid.size)
            for latest, travel in self.labels[everything ^ 1 << i][i]
            if latest >= start
        )
        path: list[int] = []
        now, rest = start, everything
        while rest:
            column = self.grid.travel[path[-1]] if path else [0] * self.grid.size
            place = next(
                j for j in members(rest) if self._goes_on(rest ^ 1 << j, j, now + column[j], least - column[j])
            )
            rest ^= 1 << place
            least -= column[place]
            now = self._leave(place, now + column[place])
            path.append(place)
        return path

    def _goes_on(self, rest: int, j: int, arrive: int, travel_left: int) -> bool:
        return any(arrive <= latest and travel <= travel_left for latest, travel in self.labels[rest][j])

    def _row(self, rest: int) -> list[list[Label]]:
        row: list[list[Label]] = [[] for _ in range(self.grid.size)]
        ahead = [(j, self.labels[rest ^ 1 << j][j]) for j in members(rest)]
        ahead = [(j, labels) for j, labels in ahead if labels]
        if ahead or not rest:
            for i in members(self.grid.everything ^ rest):
                row[i] = self._labels(rest, i, ahead)
        return row

    def _labels(self, rest: int, i: int, ahead: list[tuple[int, list[Label]]]) -> list[Label]:
        """The labels of i before ``rest``, of which ``ahead`` has those of each next item."""
        before = self.grid.everything ^ rest ^ 1 << i
        soonest = self.leavings.arrival(before, i) if before or self.grid.first in {None, i} else FAR
        if soonest >= FAR:
            return []
        travel_left = self.most_travel - self.travelled.at(before | 1 << i)[i]
        return undominated(self._arrivals(i, self._leavings_before(i, ahead, travel_left, not rest), soonest))

    def _leavings_before(
        self, i: int, ahead: list[tuple[int, list[Label]]], travel_left: int, is_last: bool
    ) -> list[Label]:
        if is_last:
            return [(self.finish, 0)] if self.grid.last in {None, i} and travel_left >= 0 else []
        row = self.grid.travel[i]
        return [
            (latest - row[j], travel + row[j])
            for j, labels in ahead
            for latest, travel in labels
            if travel + row[j] <= travel_left
        ]

    def _arrivals(self, i: int, labels: Iterable[Label], soonest: int) -> list[Label]:
        """Labels of leaving item i made into labels of reaching it, those out of reach left out."""
        stay, starts = self.grid.stays[i], self.grid.starts[i]
        arrivals = [(latest_begin(starts, latest - stay), travel) for latest, travel in labels if latest >= soonest]
        return [label for label in arrivals if label[0] >= soonest]

    def _is_done_in_time(self, path: list[int]) -> bool:
        now = self.grid.start
        for before, place in zip([None, *path], path, strict=False):
            now = self._leave(place, now + (0 if before is None else self.grid.travel[before][place]))
        return now <= self.finish

    def _leave(self, place: int, arrive: int) -> int:
        for earliest, latest in self.grid.starts[place]:
            if arrive <= latest:
                return max(arrive, earliest) + self.grid.stays[place]
        return FAR

    def _travel_of(self, path: list[int]) -> int:
        return sum(self.grid.travel[i][j] for i, j in pairwise(path))


def undominated(labels: list[Label]) -> list[Label]:
    """Those labels for which no other is both as late and as short."""
    if len(labels) < 2:
        return labels
    kept: list[Label] = []
    labels.sort(key=lambda label: (label[1], -label[0]))
    for label in labels:
        if not kept or label[0] > kept[-1][0]:
            kept.append(label)
    return kept
