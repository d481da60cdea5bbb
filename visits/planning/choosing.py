"""What a new stop can be made of: a host of the directory, or a stop of another hunt of the programme."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from django.db.models import Q, QuerySet

from hunts.models import Hunt, Programme, Route
from visits.journeys import Point, metres_between
from visits.models import HostOrganisation, Stop, Venue
from visits.planning.plan import Plan, PlannedStop, new_uid
from visits.planning.stations import hours_of
from visits.planning.working import stops_of

STAY_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which hosts to show; ``within`` is kilometres from the route."""

    words: str = ""
    kind: str = ""
    borough: str = ""
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A venue, how far it is from the route in metres (None: not known), and when it is open on the day, in words."""

    venue: Venue
    metres: float | None
    hours: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class HostChoice:
    """A host with its places, the nearest first, and the stops of the plan that are with it."""

    host: HostOrganisation
    places: list[Place]
    planned: list[PlannedStop] = field(default_factory=list)

    @property
    def metres(self) -> float | None:
        return self.places[0].metres if self.places else None


def hosts_wanted(programme: Programme, wanted: Wanted) -> QuerySet[HostOrganisation]:
    """Hosts of the directory, wherever they are: ``within`` is for ``nearest_first``."""
    hosts = programme.hosts.named_like(wanted.words)
    if wanted.kind:
        hosts = hosts.filter(kind=wanted.kind)
    if wanted.borough:
        there = Venue.objects.filter(borough__iexact=wanted.borough, host__isnull=False).values("host")
        hosts = hosts.filter(Q(borough__iexact=wanted.borough) | Q(pk__in=there))
    return hosts.order_by("name")


def boroughs_of(programme: Programme) -> list[str]:
    """Where the hosts of the directory and their venues are, each once however it is written."""
    found = {
        *programme.hosts.values_list("borough", flat=True),
        *programme.venues.filter(host__isnull=False).values_list("borough", flat=True),
    }
    once = {name.strip().casefold(): name.strip() for name in sorted(found, reverse=True)}
    return [once[key] for key in sorted(once) if key]


def nearest_first(hosts: QuerySet[HostOrganisation], points: Sequence[Point], within: int | None) -> list[int]:
    """The keys of ``hosts``, the nearest to any of ``points`` first, those nowhere on the map last; two queries.

    With ``within`` kilometres only those that are not farther away, unless there is nothing to measure from.
    """
    metres: dict[int | None, float] = {}
    for venue in Venue.objects.filter(host__in=hosts).only("host", "latitude", "longitude"):
        away = distance(venue.point, points)
        metres[venue.host_id] = min(metres.get(venue.host_id, math.inf), math.inf if away is None else away)
    keys = sorted(hosts.values_list("pk", flat=True), key=lambda key: metres.get(key, math.inf))
    if within is None or not points:
        return keys
    return [key for key in keys if metres.get(key, math.inf) <= within * 1000]


def distance(point: Point | None, points: Sequence[Point]) -> float | None:
    """Metres to the nearest of ``points``; None when there is nothing to measure."""
    return min((metres_between(point, other) for other in points), default=None) if point else None


def points_of(hunt: Hunt, plan: Plan, route: Route | None) -> list[Point]:
    """Where the stops of ``route`` are, or of the whole plan, and the base: what is known of it."""
    visits = plan.visits_on(str(route.uid)) if route else ()
    wanted = {visit.stop for visit in visits} if route else {stop.uid for stop in plan.stops}
    stops = stops_of(hunt, Plan(tuple(stop for stop in plan.stops if stop.uid in wanted)))
    ends = [Stop(hunt=hunt).points, *(stop.points for stop in stops.values())]
    return list(dict.fromkeys(point for pair in ends if pair for point in pair))


def host_choices(hunt: Hunt, plan: Plan, keys: Iterable[int], points: Sequence[Point]) -> list[HostChoice]:
    """What a page needs to know of the hosts ``keys``, in their order; three queries."""
    keys = list(keys)
    hosts = hunt.programme.hosts.prefetch_related("venues__opening_times").in_bulk(keys)
    return [
        HostChoice(
            hosts[key],
            places_of(hunt, hosts[key].venues.all(), points),
            [stop for stop in plan.stops if stop.host == key],
        )
        for key in keys
    ]


def places_of(hunt: Hunt, venues: Iterable[Venue], points: Sequence[Point]) -> list[Place]:
    """The venues, the nearest first."""
    places = [
        Place(venue, distance(venue.point, points), hours_that_day(hunt, venue), is_closed_that_day(hunt, venue))
        for venue in venues
    ]
    return sorted(places, key=lambda place: math.inf if place.metres is None else place.metres)


def hours_that_day(hunt: Hunt, venue: Venue) -> str:
    """When a venue, whose opening times are fetched, is open on the hunt's weekday; "" when nothing is known."""
    if is_closed_that_day(hunt, venue):
        return f"not known to be open on {hunt.date:%A}s"
    hours = [each for each in hours_of(venue) if each.weekday == hunt.date.weekday()]
    spans = " and ".join(f"{each.opens:%H:%M} to {each.closes:%H:%M}" for each in hours)
    return f"open {spans} on {hunt.date:%A}s" if spans else ""


def is_closed_that_day(hunt: Hunt, venue: Venue) -> bool:
    hours = hours_of(venue)
    return bool(hours) and all(each.weekday != hunt.date.weekday() for each in hours)


def stop_at(host: HostOrganisation, venue: Venue | None) -> PlannedStop:
    """A new stop with a host; without a venue it is at the base."""
    return PlannedStop(host.name, host=host.pk, venue=venue.pk if venue else None, stay_minutes=STAY_MINUTES)


def stop_again(stop: PlannedStop) -> PlannedStop:
    """The same stop for another hunt: its place, path and prompts, but not the times, which were of that day."""
    return replace(stop, uid=new_uid(), fixed_start=None, earliest_start=None, latest_finish=None)


def usual_mode(plan: Plan, route: Route | None) -> str:
    """How a route mostly travels between its stops; on foot where nothing tells."""
    journeys = plan.visits_on(str(route.uid))[1:] if route else ()
    return max(Counter(visit.mode for visit in journeys).items(), key=lambda found: found[1], default=("foot", 0))[0]
