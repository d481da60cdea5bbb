"""The best order of a route: what it changes and gains, or why no order holds. docs/ordering.md explains it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from visits.ordering import Conflict, Order, Problem, best_order, schedule
from visits.ordering.problem import keeps_the_day
from visits.planning.changes import Arrange, Change, EditStop, Several
from visits.planning.fitting import RouteDay, route_day
from visits.planning.rows import wall_time
from visits.planning.working import Board, RoutePlan
from visits.warnings import MEAL_FROM


@dataclass(frozen=True)
class Suggestion:
    """``found`` is the best order of ``day``, or the conflict. ``before`` are the times of the plan as it is: its
    ``missed`` are visits whose stay lies outside their windows. Keys are visit uids, minutes count from the start."""

    day: RouteDay
    before: Order
    found: Order | Conflict

    @property
    def problem(self) -> Problem:
        return self.day.problem

    @property
    def order(self) -> Order | None:
        return self.found if isinstance(self.found, Order) else None

    @property
    def conflict(self) -> Conflict | None:
        return self.found if isinstance(self.found, Conflict) else None

    @cached_property
    def change(self) -> Change | None:
        """What makes the plan so; None without an order."""
        return arrangement(self.day, self.order.keys) if self.order else None

    @cached_property
    def after(self) -> RouteDay | None:
        return self.day.changed(self.change) if self.change else None

    @property
    def is_as_planned(self) -> bool:
        """Whether the plan is the best order already."""
        return self.after is not None and self.after.plan == self.day.plan

    @property
    def missed_stops(self) -> list[str]:
        """Titles of the stops that, as planned, lie outside the times they may be at."""
        return [self.day.stop_at(key).title for key in self.before.missed]

    @property
    def waits_for_meal(self) -> bool:
        """Whether the order is kept only if the meal is told not to begin before meal time."""
        return isinstance(self.change, Several)

    @property
    def gained_minutes(self) -> int:
        """By how much the day is over earlier; less than zero when it is later, for what is missed as it is."""
        return self.before.finish - self.order.finish if self.order else 0

    @property
    def travel_gained(self) -> int:
        return self.before.travel_total - self.order.travel_total if self.order else 0

    @property
    def waiting_gained(self) -> int:
        return self.before.waiting_total - self.order.waiting_total if self.order else 0


def suggest(
    board: Board, route_plan: RoutePlan, keep_first: bool | None = None, keep_last: bool | None = None
) -> Suggestion:
    """Return the best order of a route of the board. Raises TooManyError for more than 12 stops.

    The first and the last stop keep their places if they are gatherings, or as ``keep_first`` and ``keep_last`` say.
    """
    day = route_day(board, route_plan, keep_first, keep_last)
    return Suggestion(day, as_planned(day), best_order(day.problem))


def as_planned(day: RouteDay) -> Order:
    """The order of the plan with the times of its timetable."""
    clock, problem, stations = day.clock, day.problem, day.stations
    begins = tuple(clock.minute(station.begin) for station in stations)
    missed = tuple(
        item.key
        for item, begin in zip(problem.items, begins, strict=True)
        if item.windows and not any(opens <= begin and begin + item.stay <= ends for opens, ends in item.windows)
    )
    order = schedule(problem, day.keys)
    if stations:
        waiting = sum(station.wait_minutes for station in stations)
        finish = clock.minute(stations[-1].leave)
        order = replace(order, begins=begins, finish=finish, waiting_total=waiting)
    return replace(order, missed=missed, fits=not missed and keeps_the_day(problem, day.keys, order.finish))


def arrangement(day: RouteDay, keys: Sequence[str]) -> Change:
    """The change that puts the visits in this order. A meal that would begin before meal time is told to wait."""
    arrange = Arrange({day.uid: tuple(keys)})
    meal = next((key for key in keys if day.is_at_meal_time(key)), None)
    if meal is None:
        return arrange
    begin = next(station.begin for station in day.changed(arrange).stations if str(station.visit.uid) == meal)
    if begin >= day.clock.meal_time[0]:
        return arrange
    return Several((arrange, EditStop(str(day.stop_at(meal).uid), {"earliest_start": wall_time(MEAL_FROM)})))
