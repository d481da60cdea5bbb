"""From the shared plan to what leaves the app: the rows in, itineraries and hosts' sheets out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse

from hunts.models import Hunt, Participation, Route
from visits.models import HostOrganisation, Mode, SharedPlan, Stop
from visits.outputs.itinerary import Call, HostCall, HostSheet, Itinerary, Question
from visits.planning.events import Event, calendar_of, event_of, events_of, kept, moment_of, numbered
from visits.planning.stations import Station, hunt_stations

# Where conundrums are put to the test; at meals and pauses people rest from them.
TESTED_AT = {Stop.Kind.VISIT, Stop.Kind.WALKING_TOUR}


@dataclass(frozen=True, slots=True)
class SharedDay:
    """The plan that was shared last, as the rows say it now: addresses and the hunt's date may have changed since.

    ``events`` carry on the numbers of that plan.
    """

    hunt: Hunt
    shared: SharedPlan
    planned: list[tuple[Route, list[Station]]]
    events: list[Event]
    questions: tuple[Question, ...]

    @property
    def url(self) -> str:
        """The absolute address of the page Today."""
        return urljoin(settings.SITE_URL, reverse("visits:today", args=[self.hunt.slug]))


def latest_shared(hunt: Hunt) -> SharedPlan | None:
    """The plan that was shared last, if one ever was."""
    return hunt.shared_plans.order_by("-number").first()


def shared_day(hunt: Hunt, shared: SharedPlan | None = None) -> SharedDay | None:
    """The shared plan as it leaves the app, in a number of queries that does not depend on its size; None before the
    first sharing."""
    shared = shared or latest_shared(hunt)
    if shared is None:
        return None
    planned = hunt_stations(hunt)
    changed_at = max(shared.shared_at, hunt.rescheduled_at or shared.shared_at)
    events = numbered(events_of(hunt, planned), shared.events, changed_at)
    questions = tuple(Question(each.number, each.label, each.question) for each in hunt.conundrums.all())
    return SharedDay(hunt, shared, planned, events, questions)


def itineraries(day: SharedDay) -> list[Itinerary]:
    return [itinerary(day, route, stations) for route, stations in day.planned]


def itinerary_of(day: SharedDay, route: Route) -> Itinerary:
    return next(each for each in itineraries(day) if each.route_uid == str(route.uid))


def itinerary(day: SharedDay, route: Route, stations: Sequence[Station]) -> Itinerary:
    """A route as it was shared; calls that were taken off it since the first sharing are among them as cancelled."""
    at = {str(station.visit.uid): (number, station) for number, station in enumerate(stations, start=1)}
    events = calendar_of(day.events, str(route.uid))
    coming = [call(day, event, *at[event["uid"]]) for event in kept(events)]
    gone = [plain_call(day, event) for event in events if event["cancelled"]]
    return Itinerary(
        hunt_title=day.hunt.title,
        hunt_uid=day.hunt.slug,
        route_uid=str(route.uid),
        route_name=route.name,
        route_number=route.number,
        zone=day.hunt.zone,
        starts_at=day.hunt.local_start,
        ends_at=day.hunt.local_end,
        shared_at=day.shared.shared_at,
        version=day.shared.number,
        base_name=day.hunt.base_name,
        treasure=day.hunt.treasure,
        people=route.party_size,
        calls=(*coming, *gone),
        url=day.url,
    )


def empty_itinerary(hunt: Hunt, route: Route | None) -> Itinerary:
    """What the calendar tells before the first sharing, and somebody who is on no route: the name of the hunt."""
    return Itinerary(
        hunt_title=hunt.title,
        hunt_uid=hunt.slug,
        route_uid=str(route.uid) if route else hunt.slug,
        route_name=route.name if route else "no route yet",
        route_number=route.number if route else 0,
        zone=hunt.zone,
        starts_at=hunt.local_start,
        ends_at=hunt.local_end,
        shared_at=hunt.created_at,
        version=0,
    )


def calendar_itinerary(hunt: Hunt, route: Route | None) -> Itinerary:
    """What the calendar of a route, or of somebody on it, tells now."""
    day = shared_day(hunt) if route else None
    return itinerary_of(day, route) if day and route else empty_itinerary(hunt, route)


def persons_itinerary(participation: Participation) -> Itinerary:
    return calendar_itinerary(participation.hunt, participation.route)


def call(day: SharedDay, event: Event, number: int, station: Station) -> Call:
    stop = station.stop
    return replace(
        plain_call(day, event),
        number=number,
        about_host=stop.host.about if stop.host else "",
        conundrums=day.questions if stop.kind in TESTED_AT else (),
        path=stop.path,
        url=day.url,
    )


def plain_call(day: SharedDay, event: Event) -> Call:
    """What the event alone knows, which is all that is left of a cancelled one."""
    return Call(
        uid=event["uid"],
        number=0,
        title=event["title"],
        kind=event["kind"],
        kind_label=Stop.Kind(event["kind"]).label,
        arrive=moment_of(day.hunt, event, "arrive"),
        begin=moment_of(day.hunt, event, "begin"),
        leave=moment_of(day.hunt, event, "leave"),
        place=event["place"],
        changed_at=changed_at(day.hunt, event),
        address=event["address"],
        latitude=event["latitude"],
        longitude=event["longitude"],
        access_notes=event["access_notes"],
        step_free=event["step_free"],
        host=event["host"],
        meet=event["meet"],
        prompts=tuple(event["prompts"]),
        mode=event["mode"],
        mode_label=Mode(event["mode"]).label,
        journey_minutes=event["journey_minutes"],
        journey_estimated=event["journey_estimated"],
        sequence=event["sequence"] + day.hunt.revision,
        is_cancelled=event["cancelled"],
    )


def changed_at(hunt: Hunt, event: Event) -> datetime:
    """When the event was changed last: by itself, or with its whole day."""
    itself = datetime.fromisoformat(event["changed_at"])
    return max(itself, hunt.rescheduled_at or itself)


def host_sheets(day: SharedDay) -> list[HostSheet]:
    """A sheet for each host that is visited, by name."""
    hosts = {station.stop.host for _, stations in day.planned for station in stations if station.stop.host}
    return [host_sheet(day, host) for host in sorted(hosts, key=lambda host: (host.name, host.pk))]


def host_sheet(day: SharedDay, host: HostOrganisation) -> HostSheet:
    """Who comes to ``host``, when and what for, in the order of the day; without calls if nobody does any more."""
    calls = [
        host_call(day, route, station)
        for route, stations in day.planned
        for station in stations
        if station.stop.host_id == host.pk
    ]
    return HostSheet(
        host=host.name,
        hunt_title=day.hunt.title,
        zone=day.hunt.zone,
        shared_at=day.shared.shared_at,
        version=day.shared.number,
        treasure=day.hunt.treasure,
        calls=tuple(sorted(calls, key=lambda call: call.begin)),
    )


def host_call(day: SharedDay, route: Route, station: Station) -> HostCall:
    event = event_of(day.hunt, route, station)
    return HostCall(
        party=route.name,
        people=route.party_size,
        begin=station.begin,
        leave=station.leave,
        title=event["title"],
        place=event["place"],
        address=event["address"],
        access_notes=event["access_notes"],
        step_free=event["step_free"],
        meet=event["meet"],
        prompts=tuple(event["prompts"]),
        conundrums=day.questions,
    )
