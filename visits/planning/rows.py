"""The plan and the rows of the database: the rows are what was shared last, and what people log at.

A row and its part of the plan are told to be the same by ``uid``.
"""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction
from django.db.models import F, QuerySet

from hunts.models import Hunt, Route
from visits.models import HostOrganisation, Leg, Stop, Venue, Visit
from visits.planning.plan import Plan, PlannedStop, PlannedVisit

FACTS = ["kind", "title", "stay_minutes", "meet", "prompts", "access_notes", "path"]
STOP_FIELDS = [*FACTS, "host", "venue", "fixed_start", "earliest_start", "latest_finish"]


def plan_of_rows(hunt: Hunt) -> Plan:
    """The plan that the rows of a hunt say, in two queries."""
    routes: dict[str, list[PlannedVisit]] = {}
    for visit in Visit.objects.filter(route__hunt=hunt).for_timeline():
        on_route = routes.setdefault(str(visit.route.uid), [])
        on_route.append(planned_visit(visit, on_route[-1].stop if on_route else ""))
    stops = tuple(planned_stop(stop) for stop in hunt.stops.select_related("hunt").order_by("pk"))
    return Plan(stops, {route: tuple(visits) for route, visits in routes.items()})


def planned_visit(visit: Visit, before: str) -> PlannedVisit:
    minutes = visit.leg.minutes
    return PlannedVisit(
        str(visit.stop.uid), str(visit.uid), visit.leg.mode, minutes, None if minutes is None else before
    )


def planned_stop(stop: Stop) -> PlannedStop:
    """A stop, saved or not, as a part of the plan."""
    fixed = stop.fixed_start.astimezone(stop.hunt.tzinfo).time() if stop.fixed_start else None
    return PlannedStop(
        uid=str(stop.uid),
        host=stop.host_id,
        venue=stop.venue_id,
        fixed_start=wall_time(fixed),
        earliest_start=wall_time(stop.earliest_start),
        latest_finish=wall_time(stop.latest_finish),
        **{name: one_kind_of_line_end(getattr(stop, name)) for name in FACTS},
    )


def one_kind_of_line_end(value):
    """Browsers send CR LF: without this, text that nobody touched would be a change."""
    return value.replace("\r\n", "\n") if isinstance(value, str) else value


def wall_time(moment: time | None) -> str | None:
    return f"{moment:%H:%M}" if moment else None


def read_time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


def unsaved_stop(
    hunt: Hunt, planned: PlannedStop, hosts: dict[int, HostOrganisation], venues: dict[int, Venue]
) -> Stop:
    """A stop as a model that is not saved. A host or venue that is no longer in the directory is left out."""
    fixed = read_time(planned.fixed_start)
    return Stop(
        uid=planned.uid,
        hunt=hunt,
        host=hosts.get(planned.host or 0),
        venue=venues.get(planned.venue or 0),
        fixed_start=datetime.combine(hunt.date, fixed, tzinfo=hunt.tzinfo) if fixed else None,
        earliest_start=read_time(planned.earliest_start),
        latest_finish=read_time(planned.latest_finish),
        **{name: getattr(planned, name) for name in FACTS},
    )


def unsaved_visits(hunt: Hunt, plan: Plan, routes: Iterable[Route], stops: dict[str, Stop]) -> dict[str, list[Visit]]:
    """For each route, by its uid, the visits with their legs as models that are not saved."""
    return {
        str(route.uid): [
            unsaved_visit(route, planned, place, stops[planned.stop], plan.minutes_to(str(route.uid), place))
            for place, planned in enumerate(plan.visits_on(str(route.uid)))
        ]
        for route in routes
    }


def unsaved_visit(route: Route, planned: PlannedVisit, place: int, stop: Stop, minutes: int | None) -> Visit:
    visit = Visit(uid=planned.uid, route=route, stop=stop, position=place + 1)
    Leg(visit=visit, mode=planned.mode, minutes=minutes)  # sets visit.leg
    return visit


@transaction.atomic
def write_rows(hunt: Hunt, plan: Plan) -> None:
    """Make the rows of ``hunt`` say what ``plan`` says; raises ProtectedError where people logged at what goes.

    Rows that stay keep their primary keys, so whatever belongs to them stays with them. The number of queries does not
    depend on how many there are.
    """
    hosts = {host.pk: host for host in hunt.programme.hosts.all()}
    venues = {venue.pk: venue for venue in hunt.programme.venues.all()}
    stops = {planned.uid: unsaved_stop(hunt, planned, hosts, venues) for planned in plan.stops}
    save_over(Stop.objects.filter(hunt=hunt), list(stops.values()), STOP_FIELDS)
    by_route = unsaved_visits(hunt, plan, list(hunt.routes.all()), stops)
    visits = [visit for on_route in by_route.values() for visit in on_route]
    rows = Visit.objects.filter(route__hunt=hunt)
    rows.exclude(uid__in=[visit.uid for visit in visits]).delete()
    # Positions are unique on a route: the rows that stay first move out of the way of the new numbers.
    rows.update(position=F("position") + 10_000)
    save_over(rows, visits, ["route", "stop", "position"])
    save_legs(rows, [visit.leg for visit in visits])
    hunt.stops.exclude(uid__in=stops).delete()


def save_stop_row(hunt: Hunt, planned: PlannedStop) -> Stop:
    """The row of a stop of the working plan, as it was shared, or a new one: nobody sees a stop without visits."""
    hosts = hunt.programme.hosts.in_bulk([planned.host] if planned.host else [])
    venues = hunt.programme.venues.in_bulk([planned.venue] if planned.venue else [])
    row, _ = Stop.objects.get_or_create(
        hunt=hunt, uid=planned.uid, defaults=facts_of_row(unsaved_stop(hunt, planned, hosts, venues))
    )
    return row


def facts_of_row(stop: Stop) -> dict:
    return {name: getattr(stop, name) for name in STOP_FIELDS}


def save_over(rows: QuerySet, wanted: list, fields: list[str]) -> None:
    """Save ``fields`` of each wanted row over the row of its uid, or the whole as a new one."""
    known = {str(uid): pk for uid, pk in rows.values_list("uid", "pk")}
    for row in wanted:
        row.pk = known.get(row.uid)
    rows.model.objects.bulk_update([row for row in wanted if row.pk], fields)
    rows.model.objects.bulk_create([row for row in wanted if not row.pk])


def save_legs(visits: QuerySet[Visit], wanted: list[Leg]) -> None:
    known = dict(visits.values_list("pk", "leg"))
    for leg in wanted:
        leg.visit = leg.visit  # its visit has a key by now
        leg.pk = known.get(leg.visit_id)
    Leg.objects.bulk_update([leg for leg in wanted if leg.pk], ["mode", "minutes"])
    Leg.objects.bulk_create([leg for leg in wanted if not leg.pk])
