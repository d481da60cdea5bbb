"""The board of a hunt: its working plan with times worked out and what is wrong with it, for pages and commands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from hunts.models import Hunt, Route
from visits.models import Invitation, Stop, Venue, Visit
from visits.planning.plan import Plan
from visits.planning.rows import unsaved_stop, unsaved_visits
from visits.planning.stations import Station, hours_of, opening_of, own_window, stations
from visits.planning.versions import Working, working_plan
from visits.timetable import Window
from visits.warnings import CallFacts, Level, Party, PlanWarning, find_warnings


@dataclass(frozen=True, slots=True)
class Halt:
    """A station with the warnings that point at it, and the other routes that call at its stop."""

    station: Station
    warnings: list[PlanWarning]
    also: list[Route]

    @property
    def worst_first(self) -> list[PlanWarning]:
        return sorted(self.warnings, key=lambda warning: warning.level.rank)


@dataclass(frozen=True, slots=True)
class RoutePlan:
    """A route with its halts in order and the warnings about the route as a whole."""

    route: Route
    halts: list[Halt]
    warnings: list[PlanWarning]

    @property
    def stations(self) -> list[Station]:
        return [halt.station for halt in self.halts]

    @property
    def back(self) -> datetime | None:
        """When the last stop is over."""
        return self.halts[-1].station.leave if self.halts else None

    @property
    def minutes_to_spare(self) -> int:
        """From then to the end of the day; less than 0 when it is over before."""
        return round((self.route.hunt.ends_at - self.back).total_seconds() / 60) if self.back else 0

    @property
    def minutes_over(self) -> int:
        return max(-self.minutes_to_spare, 0)

    @property
    def all_warnings(self) -> list[PlanWarning]:
        """Those of the route and of its halts, each once."""
        return list(dict.fromkeys([*self.warnings, *(each for halt in self.halts for each in halt.warnings)]))

    @property
    def problems(self) -> int:
        return sum(each.level == Level.PROBLEM for each in self.all_warnings)


@dataclass(frozen=True)
class Board:
    """``number`` is the version that changes are made on; ``stops`` are all of the hunt, by uid."""

    hunt: Hunt
    number: int
    plan: Plan
    stops: dict[str, Stop]
    routes: list[RoutePlan]
    warnings: list[PlanWarning]

    @cached_property
    def unplaced(self) -> list[Stop]:
        """Stops that are on no route yet."""
        placed = {visit.stop for _, _, visit in self.plan.visits()}
        return [stop for uid, stop in self.stops.items() if uid not in placed]

    @property
    def planned(self) -> list[tuple[Route, list[Station]]]:
        return [(each.route, each.stations) for each in self.routes]

    @property
    def places(self) -> range:
        """Every place that a stop can be moved to on some route, from 1."""
        return range(1, max((len(each.halts) for each in self.routes), default=0) + 2)

    @property
    def problems(self) -> int:
        return self.count(Level.PROBLEM)

    @property
    def cautions(self) -> int:
        return self.count(Level.CAUTION)

    def count(self, level: str) -> int:
        return sum(each.level == level for each in self.warnings)


def working_board(hunt: Hunt) -> Board:
    """The board of the plan as it is being worked on, in a number of queries that does not depend on its size."""
    return board_of(hunt, working_plan(hunt))


def board_of(hunt: Hunt, working: Working) -> Board:
    """The board of any version of the plan."""
    plan = working.plan
    stops = stops_of(hunt, plan)
    routes = list(hunt.routes.with_party_sizes())
    visits = unsaved_visits(hunt, plan, routes, stops)
    planned = [(route, stations(hunt, visits[str(route.uid)])) for route in routes]
    warnings = warnings_of(hunt, planned)
    calling = routes_at(planned)
    return Board(
        hunt, working.number, plan, stops, [route_plan(*each, warnings, calling) for each in planned], warnings
    )


def routes_at(planned: Sequence[tuple[Route, list[Station]]]) -> dict[str, list[Route]]:
    """Which routes call at each stop, by its uid."""
    calling: dict[str, list[Route]] = {}
    for route, halts in planned:
        for uid in dict.fromkeys(str(station.stop.uid) for station in halts):
            calling.setdefault(uid, []).append(route)
    return calling


def stops_of(hunt: Hunt, plan: Plan) -> dict[str, Stop]:
    """Every stop of the plan, by uid, as a model that is not saved, with its host, venue and the venue's hours."""
    hosts = hunt.programme.hosts.in_bulk({stop.host for stop in plan.stops if stop.host})
    wanted = {stop.venue for stop in plan.stops if stop.venue}
    venues = hunt.programme.venues.select_related("host").prefetch_related("opening_times").in_bulk(wanted)
    return {planned.uid: unsaved_stop(hunt, planned, hosts, venues) for planned in plan.stops}


def route_plan(
    route: Route, planned: list[Station], warnings: Sequence[PlanWarning], calling: Mapping[str, list[Route]]
) -> RoutePlan:
    halts = [
        Halt(
            station,
            [each for each in warnings if is_about(each, station.visit)],
            [other for other in calling[str(station.stop.uid)] if other != route],
        )
        for station in planned
    ]
    whole = [each for each in warnings if each.route == str(route.uid) and not each.visit and not each.stop]
    return RoutePlan(route, halts, whole)


def is_about(warning: PlanWarning, visit: Visit) -> bool:
    if warning.visit:
        return warning.visit == str(visit.uid)
    same_route = warning.route in {None, str(visit.route.uid)}
    return same_route and warning.stop == str(visit.stop.uid)


def warnings_of(hunt: Hunt, planned: list[tuple[Route, list[Station]]]) -> list[PlanWarning]:
    answers = answers_of_hosts(hunt)
    parties = [
        Party(
            route=str(route.uid),
            name=route.name,
            number=route.number,
            people=route.party_size,
            places=route.places,
            needs_step_free=route.needs_step_free,
            calls=tuple(facts_of(hunt, station, answers) for station in stations),
        )
        for route, stations in planned
    ]
    return find_warnings(parties, hunt.starts_at, hunt.ends_at, hunt.tzinfo)


def answers_of_hosts(hunt: Hunt) -> dict[tuple[str, int], str]:
    """What each host that was asked for a stop has said, by the stop's uid and the host's key."""
    asked = Invitation.objects.filter(stop__hunt=hunt).values_list("stop__uid", "host", "status")
    return {(str(stop), host): status for stop, host, status in asked}


def facts_of(hunt: Hunt, station: Station, answers: dict[tuple[str, int], str]) -> CallFacts:
    stop = station.stop
    own = own_window(hunt, stop)
    hours = hours_of(stop.venue)
    return CallFacts(
        visit=str(station.visit.uid),
        stop=str(stop.uid),
        title=stop.title,
        kind=stop.kind,
        times=station.times,
        stay=station.times.leave - station.times.begin,
        journey=timedelta(minutes=station.journey_minutes),
        mode=station.leg.mode,
        fixed_start=stop.fixed_start,
        windows=() if own == Window() else (own,),
        opening=opening_of(hunt, stop.venue),
        opening_known=bool(hours),
        open_that_weekday=any(each.weekday == hunt.date.weekday() for each in hours),
        host=stop.host.name if stop.host else "",
        host_key=stop.host_id,
        host_status=answers.get((str(stop.uid), stop.host_id)),
        **facts_of_venue(stop.venue, hunt),
        journey_known=station.is_first or station.metres is not None or station.leg.minutes is not None,
    )


def facts_of_venue(venue: Venue | None, hunt: Hunt) -> dict:
    if venue is None:
        return {"venue_name": hunt.base_name}
    return {
        "venue_key": venue.pk, "venue_name": venue.name, "capacity": venue.capacity, "step_free": venue.step_free
    }  # fmt: skip
