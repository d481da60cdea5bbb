"""A route's day as a problem for ``visits.ordering``: in whole minutes after the hunt starts.

Times come out as ``visits.planning.stations`` would show them, so an order that fits is a plan that fits.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property

from hunts.models import Hunt, Route
from visits.journeys import estimate_minutes
from visits.models import Stop
from visits.ordering import Item, Problem
from visits.ordering.problem import LONGEST
from visits.ordering.tables import Grid, Leavings
from visits.planning.changes import Change
from visits.planning.plan import Plan, PlannedVisit
from visits.planning.rows import unsaved_stop, unsaved_visits, wall_time
from visits.planning.stations import Station, opening_of, own_window, stations
from visits.planning.working import Board, RoutePlan
from visits.timetable import Window, alternatives, instant
from visits.warnings import MEAL_FROM, MEAL_UNTIL, OUT_AT_MEAL_TIME

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Clock:
    """Minutes after the start of a hunt, and what the clocks show then."""

    hunt: Hunt

    @cached_property
    def start(self) -> datetime:
        return self.hunt.starts_at.astimezone(UTC)

    @cached_property
    def end(self) -> int:
        return (self.hunt.ends_at - self.start) // MINUTE

    @cached_property
    def meal_time(self) -> tuple[datetime, datetime]:
        """From when to when a meal may begin (UTC)."""
        return self.on_the_day(MEAL_FROM), self.on_the_day(MEAL_UNTIL)

    @property
    def has_meal_time(self) -> bool:
        """Whether the hunt is out at meal time for so long that a meal belongs into it."""
        begins, ends = self.meal_time
        return min(self.hunt.ends_at, ends) - max(self.start, begins) >= OUT_AT_MEAL_TIME

    def on_the_day(self, wall) -> datetime:
        return instant(self.hunt.date, wall, self.hunt.tzinfo)

    def minute(self, moment: datetime) -> int:
        """The first whole minute that is not before ``moment``."""
        return -((self.start - moment) // MINUTE)

    def moment(self, minute: int) -> datetime:
        return self.start + minute * MINUTE

    def wall(self, minute: int) -> str:
        """What clocks show then."""
        return f"{self.moment(minute).astimezone(self.hunt.tzinfo):%H:%M}"

    def written(self, minute: int) -> str | None:
        """The minute as a plan keeps it, "HH:MM"; None when that would be read as another instant."""
        local = self.moment(minute).astimezone(self.hunt.tzinfo)
        same = self.on_the_day(local.time()) == self.moment(minute)
        return wall_time(local.time()) if same else None

    def span(self, window: Window) -> tuple[int, int]:
        """A window in whole minutes that lie inside it; one that holds nothing has no length."""
        opens = -LONGEST if window.opens is None else self.minute(window.opens)
        closes = LONGEST if window.closes is None else (window.closes - self.start) // MINUTE
        return opens, max(opens, closes)


def windows_of(clock: Clock, stop: Stop, opening: tuple[Window, ...], at_meal_time: bool) -> tuple[Window, ...]:
    """When a stay may be: the stop's own window, its fixed start, meal time, and the ``opening`` of its venue."""
    windows = alternatives(own_window(clock.hunt, stop), opening)
    stay = stop.stay_minutes * MINUTE
    if stop.fixed_start:
        begin = stop.fixed_start.astimezone(UTC)
        return alternatives(Window(begin, begin + stay), windows)
    if at_meal_time:
        begins, ends = clock.meal_time
        return alternatives(Window(begins, ends + stay), windows)
    return windows


def is_free_meal(stop: Stop) -> bool:
    """A meal for which nobody has set a time."""
    return stop.kind == Stop.Kind.MEAL and not (stop.fixed_start or stop.earliest_start or stop.latest_finish)


def make_item(
    clock: Clock, key: str, stop: Stop, opening: tuple[Window, ...], *, at_meal_time: bool, shared: bool = False
) -> Item:
    windows = windows_of(clock, stop, opening, at_meal_time)
    return Item(
        key,
        stop.title,
        stop.stay_minutes,
        tuple(clock.span(window) for window in windows),
        is_meal=stop.kind == Stop.Kind.MEAL,
        shared=shared,
    )


def journey_minutes(mode: str, left: Stop, reached: Stop) -> int:
    """The estimate from where one leaves a stop to where one reaches the next; 0 when a place is not known."""
    start, end = left.points, reached.points
    return estimate_minutes(mode, start and start[1], end and end[0])


def fits(problem: Problem) -> bool:
    """Whether any order does, in a fraction of the time it takes to find the best."""
    if not problem.items:
        return True
    grid = Grid(problem)
    return Leavings(grid).finish(grid.everything) <= grid.end


@dataclass(frozen=True)
class RouteDay:
    """One route of a plan. ``first`` and ``last`` are visits that keep their place, ``meal`` the one that has to begin
    at meal time; ``opening`` says, by stop, when a venue is open other than the directory does."""

    clock: Clock
    route: Route
    plan: Plan
    stops: Mapping[str, Stop]
    first: str | None = None
    last: str | None = None
    meal: str | None = None
    opening: Mapping[str, tuple[Window, ...]] = field(default_factory=dict)

    @property
    def hunt(self) -> Hunt:
        return self.clock.hunt

    @property
    def uid(self) -> str:
        return str(self.route.uid)

    @property
    def visits(self) -> tuple[PlannedVisit, ...]:
        return self.plan.visits_on(self.uid)

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(visit.uid for visit in self.visits)

    def stop_at(self, key: str) -> Stop:
        return self.stops[next(visit.stop for visit in self.visits if visit.uid == key)]

    def opening_of(self, stop: Stop) -> tuple[Window, ...]:
        uid = str(stop.uid)
        return self.opening[uid] if uid in self.opening else opening_of(self.hunt, stop.venue)

    def is_at_meal_time(self, key: str) -> bool:
        return key == self.meal and is_free_meal(self.stop_at(key))

    @cached_property
    def problem(self) -> Problem:
        keys = self.keys
        return Problem(
            items=tuple(self._item(visit) for visit in self.visits),
            travel=tuple(tuple(self._minutes(before, visit) for visit in self.visits) for before in self.visits),
            start=0,
            end=self.clock.end,
            first=self.first if self.first in keys else None,
            last=self.last if self.last in keys else None,
        )

    def _item(self, visit: PlannedVisit) -> Item:
        stop = self.stops[visit.stop]
        meal = self.is_at_meal_time(visit.uid)
        return make_item(self.clock, visit.uid, stop, self.opening_of(stop), at_meal_time=meal)

    def _minutes(self, before: PlannedVisit, visit: PlannedVisit) -> int:
        minutes = visit.minutes_after(before.stop)
        if minutes is not None:
            return minutes
        return 0 if before is visit else journey_minutes(visit.mode, self.stops[before.stop], self.stops[visit.stop])

    @cached_property
    def stations(self) -> list[Station]:
        """The timetable, with the opening times of the directory."""
        visits = unsaved_visits(self.hunt, self.plan, [self.route], dict(self.stops))
        return stations(self.hunt, visits[self.uid])

    def changed(self, *changes: Change) -> "RouteDay":
        """The day after some changes of the plan. Raises NoLongerFits as they do."""
        plan = self.plan
        for change in changes:
            plan = change.apply(plan)
        return replace(self, plan=plan, stops={**self.stops, **self._anew(plan)})

    def _anew(self, plan: Plan) -> dict[str, Stop]:
        """The stops that the plan changes."""
        before = {stop.uid: stop for stop in self.plan.stops}
        hosts = {stop.host.pk: stop.host for stop in self.stops.values() if stop.host}
        venues = {stop.venue.pk: stop.venue for stop in self.stops.values() if stop.venue}
        return {
            stop.uid: unsaved_stop(self.hunt, stop, hosts, venues)
            for stop in plan.stops
            if stop != before.get(stop.uid)
        }


def route_day(
    board: Board, route_plan: RoutePlan, keep_first: bool | None = None, keep_last: bool | None = None
) -> RouteDay:
    """The day of a route of the board. The first and the last stop keep their places when they are gatherings, unless
    ``keep_first`` and ``keep_last`` say otherwise."""
    clock = Clock(board.hunt)
    planned = route_plan.stations
    first, last = (str(planned[place].visit.uid) if planned else None for place in (0, -1))
    return RouteDay(
        clock=clock,
        route=route_plan.route,
        plan=board.plan,
        stops=board.stops,
        first=first if kept(keep_first, planned[:1]) else None,
        last=last if kept(keep_last, planned[-1:]) else None,
        meal=the_meal(clock, planned),
    )


def kept(wanted: bool | None, station: list[Station]) -> bool:
    if wanted is None:
        return any(each.stop.kind == Stop.Kind.GATHERING for each in station)
    return wanted


def the_meal(clock: Clock, planned: Iterable[Station]) -> str | None:
    """The visit that has to begin at meal time: the meal that does as planned, else the first without a set time."""
    if not clock.has_meal_time:
        return None
    meals = [station for station in planned if station.stop.kind == Stop.Kind.MEAL]
    begins, ends = clock.meal_time
    in_time = [station for station in meals if begins <= station.begin <= ends]
    chosen = in_time or [station for station in meals if is_free_meal(station.stop)]
    return str(chosen[0].visit.uid) if chosen else None
