"""A list of stops split over several routes so that every party is back by the end of the day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import pairwise, permutations

from hunts.models import Route
from visits.models import Stop
from visits.ordering import Problem, Split, split
from visits.ordering.problem import MOST_ITEMS
from visits.planning.changes import Change, EditStop, Replace, Several, SplitStops, TravelBy
from visits.planning.fitting import Clock, RouteDay, fits, is_free_meal, journey_minutes, make_item
from visits.planning.plan import Plan
from visits.planning.reasons import duration_of
from visits.planning.rows import wall_time
from visits.planning.stations import Station, opening_of
from visits.planning.working import Board
from visits.warnings import MEAL_FROM

MOST_PARTIES = 4

Known = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Wish:
    """What to split: the ``stops`` (uids) over which ``routes``, which of them all parties ``share``, and how all
    journeys are made."""

    routes: tuple[Route, ...]
    stops: tuple[str, ...]
    shared: frozenset[str]
    mode: str = "foot"


@dataclass(frozen=True)
class Division:
    """``found`` is the best split, or None when provably nothing fits."""

    board: Board
    wish: Wish
    problem: Problem
    found: Split | None

    @property
    def clock(self) -> Clock:
        return Clock(self.board.hunt)

    @cached_property
    def stops_of(self) -> dict[str, tuple[str, ...]]:
        """The stops of each route, by its uid, in order; nothing when nothing fits."""
        routes = [str(route.uid) for route in self.wish.routes]
        orders = [order.keys for order in self.found.routes] if self.found else []
        return dict(zip(routes, likest(self.board.plan, routes, orders), strict=True)) if orders else {}

    @cached_property
    def change(self) -> Change | None:
        return dividing(self.board, self.stops_of, self.wish.mode) if self.found else None

    @cached_property
    def before(self) -> list["Party"]:
        return parties(self.board, self.wish.routes, self.board.plan)

    @cached_property
    def after(self) -> list["Party"]:
        return parties(self.board, self.wish.routes, self.change.apply(self.board.plan)) if self.change else []

    @property
    def side_by_side(self) -> list[tuple["Party", "Party"]]:
        return list(zip(self.before, self.after, strict=True))

    @property
    def to_send(self) -> list[tuple[int, tuple[str, ...]]]:
        """The number of each route with the stops it is to have."""
        return [(route.number, self.stops_of[str(route.uid)]) for route in self.wish.routes]

    @property
    def back(self) -> datetime | None:
        """When the last party is done."""
        return back(self.after)

    @property
    def back_before(self) -> datetime | None:
        return back(self.before)

    @property
    def minutes(self) -> int:
        """How long all parties are out, one after the other."""
        return sum(party.minutes for party in self.after)

    @property
    def minutes_before(self) -> int:
        return sum(party.minutes for party in self.before)

    @property
    def told_to_wait(self) -> list[str]:
        """Titles of the meals that the split tells to wait for meal time."""
        after = self.change.apply(self.board.plan).stops if self.change else ()
        return [stop.title for stop, was in zip(after, self.board.plan.stops, strict=False) if stop != was]

    @property
    def is_no_better(self) -> bool:
        """Whether the routes as they are call at all those stops in time, are back as early and out for no longer."""
        stations = [station for party in self.before for station in party.stations]
        in_time = not any(station.times.outside or station.late_minutes for station in stations)
        if not self.back_before or not self.back or not in_time:
            return False
        called = {str(station.stop.uid) for station in stations}
        is_as_good = (self.back_before, self.minutes_before) <= (self.back, self.minutes)
        return is_as_good and called >= set(self.wish.stops)

    @property
    def left_off(self) -> list[Stop]:
        """Stops that the routes call at now and would not any more."""
        calls = [visit.stop for route in self.wish.routes for visit in self.board.plan.visits_on(str(route.uid))]
        return [self.board.stops[uid] for uid in dict.fromkeys(calls) if uid not in self.wish.stops]


@dataclass(frozen=True, slots=True)
class Party:
    """A route with its timetable."""

    route: Route
    stations: list[Station]

    @property
    def minutes(self) -> int:
        """From the start to the end of the last stop."""
        if not self.stations:
            return 0
        return round((self.stations[-1].leave - self.route.hunt.starts_at).total_seconds() / 60)


def back(parties: Sequence[Party]) -> datetime | None:
    return max((party.stations[-1].leave for party in parties if party.stations), default=None)


def divide(board: Board, wish: Wish) -> Division:
    """Return the best split. Raises TooManyError for more than 12 stops."""
    problem = problem_of(board, wish)
    return Division(board, wish, problem, split(problem, len(wish.routes)))


def problem_of(board: Board, wish: Wish) -> Problem:
    first, last = (the_end(board, wish, place) for place in (0, -1))
    clock, known = Clock(board.hunt), known_minutes(board.plan, wish.mode)
    stops = {uid: board.stops[uid] for uid in wish.stops}
    return Problem(
        items=tuple(
            make_item(
                clock,
                uid,
                stop,
                opening_of(board.hunt, stop.venue),
                at_meal_time=clock.has_meal_time and is_free_meal(stop),
                shared=uid in wish.shared,
            )
            for uid, stop in stops.items()
        ),
        travel=tuple(
            tuple(minutes(known, wish.mode, left, reached) for reached in stops.values()) for left in stops.values()
        ),
        start=0,
        end=clock.end,
        first=first,
        last=None if last == first else last,
    )


def minutes(known: Known, mode: str, left: Stop, reached: Stop) -> int:
    if left is reached:
        return 0
    way = str(left.uid), str(reached.uid)
    return known[way] if way in known else journey_minutes(mode, left, reached)


def known_minutes(plan: Plan, mode: str) -> dict[tuple[str, str], int]:
    """What journeys between two stops take by ``mode`` where the plan says it."""
    return {
        (visit.minutes_from, visit.stop): visit.minutes
        for _, _, visit in plan.visits()
        if visit.mode == mode and visit.minutes is not None and visit.minutes_from
    }


def the_end(board: Board, wish: Wish, place: int) -> str | None:
    """The shared gathering with which all the routes begin (0) or end (-1) as they are."""
    calls = [board.plan.visits_on(str(route.uid)) for route in wish.routes]
    ends = {visits[place].stop for visits in calls if visits}
    uid = ends.pop() if len(ends) == 1 else None
    is_kept = uid is not None and uid in wish.shared and board.stops[uid].kind == Stop.Kind.GATHERING
    return uid if is_kept else None


def likest(plan: Plan, routes: Sequence[str], orders: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """The orders so that most stops stay on the route that they are on."""
    now = [{visit.stop for visit in plan.visits_on(route)} for route in routes]
    padded = [tuple(keys) for keys in orders] + [()] * (len(routes) - len(orders))
    best = max(permutations(padded), key=lambda each: sum(len(on & set(to)) for on, to in zip(now, each, strict=True)))
    return list(best)


def dividing(board: Board, stops_of: Mapping[str, Sequence[str]], mode: str) -> Change:
    """The stops on their routes, every journey made by ``mode`` in the minutes that are known or estimated, and meals
    that would begin before meal time told to wait. Raises NoLongerFits when a stop is gone."""
    change = splitting(board.plan, stops_of, mode)
    routes = [each.route for each in board.routes if str(each.route.uid) in stops_of]
    early = early_meals(Clock(board.hunt), parties(board, routes, change.apply(board.plan)))
    return Several((change, *(EditStop(uid, {"earliest_start": wall_time(MEAL_FROM)}) for uid in early)))


def splitting(plan: Plan, stops_of: Mapping[str, Sequence[str]], mode: str) -> Change:
    known = known_minutes(plan, mode)
    ways = {way for stops in stops_of.values() for way in pairwise(stops)}
    minutes = {way: known[way] for way in ways if way in known}
    visits = tuple(visit.uid for route in stops_of for visit in plan.visits_on(route))
    return Several((SplitStops(dict(stops_of)), TravelBy(tuple(stops_of), mode, minutes, visits)))


def early_meals(clock: Clock, parties: Sequence[Party]) -> list[str]:
    """Meals without a time of their own that some party would begin before meal time."""
    if not clock.has_meal_time:
        return []
    stations = [station for party in parties for station in party.stations if is_free_meal(station.stop)]
    begins, _ = clock.meal_time
    return list(dict.fromkeys(str(station.stop.uid) for station in stations if station.begin < begins))


def parties(board: Board, routes: Sequence[Route], plan: Plan) -> list[Party]:
    days = [RouteDay(Clock(board.hunt), route, board.plan, board.stops) for route in routes]
    return [Party(day.route, day.changed(Replace(plan)).stations) for day in days]


def why_not(division: Division) -> list[str]:
    """What is too much, when nothing fits: stops that can't be done even alone, else how much there is to do."""
    problem, parties = division.problem, len(division.wish.routes)
    shared = [item.key for item in problem.items if item.shared]
    if not fits(problem.only(shared)):
        return ["What all parties share does not fit into the day, even by itself."]
    others = " but what all share" if shared else ""
    alone = [item.title for item in problem.items if not fits(problem.only([*shared, item.key]))]
    too_much = [
        f"“{title}” does not fit into the day, even for a party that does nothing else{others}." for title in alone
    ]
    return too_much or [how_much(division), enough(problem, parties)]


def how_much(division: Division) -> str:
    items, parties = division.problem.items, len(division.wish.routes)
    stays = sum(item.stay * (parties if item.shared else 1) for item in items)
    day = duration_of(division.clock.end)
    return f"The stays alone come to {duration_of(stays)}, for {parties} parties that have {day} each."


def enough(problem: Problem, parties: int) -> str:
    """With how many parties it would work."""
    for number in range(parties + 1, MOST_ITEMS + 1):
        if split(problem, number):
            return f"With {number} parties it would fit."
    return "More parties would not help."
