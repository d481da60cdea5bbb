"""Why nothing fits: a smallest set of stops, windows and bounds of the day that can't hold together.

A set of members is a set of stops and of the *rules* about them: their windows, the end, the fixed first and last.
For one set of stops fewer rules are never harder to keep, so the smallest set of rules they can't keep is a smallest
hitting set: each set of rules that can be kept leaves out a *gap*, and whatever can't be kept has a rule in every gap
(Ignatiev, Previti, Liffiton and Marques-Silva, 2015, "Smallest MUS extraction with minimal hitting set dualization").
Sets of stops are gone through one by one, the smallest first: fewer stops may be *harder* where a detour is shorter.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from visits.ordering.problem import Problem, check_number
from visits.ordering.repairs import Repair, find_repairs
from visits.ordering.tables import FAR, Grid, Leavings, members

BUDGET = 200_000  # sets of stops worked out (about 10 µs each) before the search settles for a minimal conflict
KEPT = 30_000  # sets of stops kept for another question, about 10 MB


@dataclass(frozen=True, slots=True)
class Member:
    """Part of a conflict. ``kind``: "stop" (it is called at), "window" (its hours), "first", "last", or "end"."""

    kind: str
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Conflict:
    """Members that can't hold together: taking any one out makes the others fit. Repairs come cheapest first.

    ``is_smallest``: no conflict of this problem has fewer members; False when the search ran out of its budget.
    """

    members: tuple[Member, ...]
    repairs: tuple[Repair, ...]
    is_smallest: bool


def explain(problem: Problem) -> Conflict:
    """Return why nothing fits and what would mend it. Raises ValueError when something fits, TooManyError beyond 12.

    A window is a member only beside its stop. The same problem always gets the same answer.
    """
    check_number(problem)
    rules = Rules(problem)
    if rules.fit(rules.everything, rules.about(rules.everything)):
        raise ValueError("There is an order that fits.")
    found, is_smallest = Search(rules).smallest()
    return Conflict(rules.named(*found), find_repairs(problem), is_smallest)


class Rules:
    """Whether a set of stops can be called at under a set of rules. Both are bits.

    Rule i is the window of stop i; then come the end, the first and the last.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem, self.size = problem, len(problem.items)
        self.everything = (1 << self.size) - 1
        self.end, self.first, self.last = (1 << self.size + place for place in range(3))
        self.windowed = sum(1 << place for place, item in enumerate(problem.items) if item.windows)
        self.tables: dict[int, Leavings] = {}
        self.forgotten = 0

    def about(self, stops: int) -> int:
        """Every rule that says something about these stops."""
        problem, rules = self.problem, stops & self.windowed
        if stops and problem.end is not None:
            rules |= self.end
        for rule, key in ((self.first, problem.first), (self.last, problem.last)):
            if key is not None and stops >> problem.place(key) & 1:
                rules |= rule
        return rules

    def fit(self, stops: int, rules: int) -> bool:
        if not stops:
            return True
        finish = self.table(rules).finish(stops)
        return finish < FAR and (not rules & self.end or finish <= (self.problem.end or 0))

    def path(self, stops: int, rules: int) -> list[int]:
        return self.table(rules).path(stops)

    def table(self, rules: int) -> Leavings:
        rules &= ~self.end
        if rules not in self.tables:
            self._forget()
            grid = Grid(self.problem, rules, first=bool(rules & self.first), last=bool(rules & self.last))
            self.tables[rules] = Leavings(grid)
        return self.tables[rules]

    def _forget(self) -> None:
        """Drop what was worked out, but for the table of all rules, when it is more than ``KEPT``."""
        if self.worked - self.forgotten > KEPT:
            whole = self.about(self.everything) & ~self.end
            kept = {rules: table for rules, table in self.tables.items() if rules == whole}
            self.forgotten = self.worked - sum(table.worked for table in kept.values())
            self.tables = kept

    @property
    def worked(self) -> int:
        """How many sets of stops were worked out so far."""
        return self.forgotten + sum(table.worked for table in self.tables.values())

    def keeps(self, path: list[int], rules: int) -> bool:
        """Whether this very order keeps the rules."""
        problem = self.problem
        now, before = problem.start, None
        for place in path:
            item = problem.items[place]
            now += 0 if before is None else problem.travel[before][place]
            if rules >> place & 1:
                begin = item.earliest_begin(now)
                if begin is None:
                    return False
                now = begin
            now, before = now + item.stay, place
        if rules & self.end and problem.end is not None and now > problem.end:
            return False
        keys = self.problem.keys
        is_first = not rules & self.first or keys[path[0]] == problem.first
        return is_first and (not rules & self.last or keys[path[-1]] == problem.last)

    def named(self, stops: int, rules: int) -> tuple[Member, ...]:
        named = []
        for place in members(stops):
            key = self.problem.items[place].key
            named.append(Member("stop", key))
            named += [Member("window", key)] if rules >> place & 1 else []
        named += [Member("first", self.problem.first)] if rules & self.first else []
        named += [Member("last", self.problem.last)] if rules & self.last else []
        return (*named, *([Member("end")] if rules & self.end else []))


class Search:
    """For the smallest conflict, by rising number of stops, cut short by the size of the best found so far."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.best: tuple[int, int] | None = None
        self.most = 2 * rules.size + 3  # members the next find may have

    def smallest(self) -> tuple[tuple[int, int], bool]:
        """Return the stops and rules found, and whether no conflict is smaller."""
        every_rule = self.rules.about(self.rules.everything)
        for stops in self._stops_by_number():
            if stops.bit_count() + 1 > self.most or self._is_over_budget():
                break
            if not self.rules.fit(stops, every_rule):
                self._look_at(stops)
        if self.best is None or self._is_over_budget():
            return self._reduced(), False
        return self.best, True

    def _is_over_budget(self) -> bool:
        return self.rules.worked > BUDGET

    def _stops_by_number(self) -> list[int]:
        return sorted(range(1, self.rules.everything + 1), key=lambda stops: (stops.bit_count(), stops))

    def _look_at(self, stops: int) -> None:
        """Find the fewest rules these stops can't keep, if with them the conflict is smaller than the best."""
        about = self.rules.about(stops)
        gaps, least = [about], 1
        while (rules := smallest_hitting(gaps, self.most - stops.bit_count(), least)) is not None:
            if not self.rules.fit(stops, rules):
                self.best, self.most = (stops, rules), stops.bit_count() + rules.bit_count() - 1
                return
            if self._is_over_budget():
                return
            path = self.rules.path(stops, rules)
            least = rules.bit_count()
            gaps.append(about & ~self._grown(path, rules, about))

    def _grown(self, path: list[int], rules: int, about: int) -> int:
        """As many rules as this order keeps, one after the other, beside those it is known to keep."""
        for rule in members(about & ~rules):
            if self.rules.keeps(path, rules | 1 << rule):
                rules |= 1 << rule
        return rules

    def _reduced(self) -> tuple[int, int]:
        """The best found, or everything, less all that can be spared: the rest fits as soon as one is taken out."""
        stops, rules = self.best or (self.rules.everything, self.rules.about(self.rules.everything))
        while True:
            spared = next((less for less in self._one_less(stops, rules) if not self.rules.fit(*less)), None)
            if spared is None:
                return stops, rules & self.rules.about(stops)
            stops, rules = spared

    def _one_less(self, stops: int, rules: int) -> Iterator[tuple[int, int]]:
        for place in members(stops):
            yield stops ^ 1 << place, rules
        for rule in members(rules & self.rules.about(stops)):
            yield stops, rules ^ 1 << rule


def smallest_hitting(gaps: list[int], most: int, least: int = 1) -> int | None:
    """A smallest set of bits, ``least`` to ``most`` of them, with one in each of ``gaps``; None if there is none."""
    tries = (hitting(gaps, size) for size in range(least, most + 1))
    return next((found for found in tries if found is not None), None)


def hitting(gaps: list[int], most: int) -> int | None:
    """At most ``most`` bits with one in each of ``gaps``; None if there are none."""
    if not gaps:
        return 0
    gaps = sorted(gaps, key=int.bit_count)
    if apart(gaps) > most:
        return None
    tried = 0
    for bit in members(gaps[0]):
        found = hitting([gap & ~tried for gap in gaps if not gap >> bit & 1], most - 1)
        if found is not None:
            return found | 1 << bit
        tried |= 1 << bit
    return None


def apart(gaps: list[int]) -> int:
    """How many of these have nothing in common, taken as they come: that many bits it takes at least."""
    number, taken = 0, 0
    for gap in gaps:
        if not gap & taken:
            number, taken = number + 1, taken | gap
    return number
