"""The shared plan to take along: calendars, tracks and paper."""

import hashlib
from subprocess import TimeoutExpired
from urllib.parse import urljoin

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from hunts.access import get_organised_hunt, get_participation, get_teams_hunt, get_visible_hunt
from hunts.models import Participation, Route
from hunts.models.hunts import make_key
from visits.outputs import building, tracks
from visits.outputs.calendar import calendar
from visits.outputs.print_pack import print_pack


@login_not_required
@cache_control(private=True, no_cache=True)
@require_safe
def route_calendar(request, key):
    """A route as a calendar, for whoever has its address."""
    route = get_by_key(Route.objects.select_related("hunt"), key)
    return calendar_response(request, building.calendar_itinerary(route.hunt, route))


@login_not_required
@cache_control(private=True, no_cache=True)
@require_safe
def persons_calendar(request, key):
    """The route of somebody on the hunt as a calendar; it follows them to another route, and ends when they leave."""
    person = get_by_key(Participation.objects.present().select_related("hunt", "route"), key)
    return calendar_response(request, building.persons_itinerary(person))


def get_by_key(rows, key):
    if len(key) > len(make_key()) or not key.isascii() or not key.isprintable():
        raise Http404
    return get_object_or_404(rows, calendar_key=key)


def calendar_response(request, itinerary):
    """Sent once: programs that ask again with the ETag are told that nothing changed.

    Last-Modified is for people's eyes: it cannot know of somebody who changed to another route, so it is not compared.
    """
    content = calendar(itinerary)
    headers = {
        "Content-Disposition": 'inline; filename="calendar.ics"',
        "ETag": quote_etag(hashlib.sha256(content).hexdigest()[:32]),
        "Last-Modified": http_date(max([itinerary.shared_at, *changes_of(itinerary)]).timestamp()),
        "X-Robots-Tag": "noindex",
    }
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
    return get_conditional_response(request, etag=headers["ETag"], response=response)


def changes_of(itinerary):
    return [call.changed_at for call in itinerary.calls]


def address_of(name, key):
    """The absolute address of a calendar."""
    return urljoin(settings.SITE_URL, reverse(name, args=[key]))


@require_safe
def route_gpx(request, slug, number):
    return track(request, slug, number, tracks.gpx, "application/gpx+xml", "gpx")


@require_safe
def route_geojson(request, slug, number):
    return track(request, slug, number, tracks.geojson, "application/geo+json", "geojson")


def track(request, slug, number, write, content_type, ending):
    """A route of the shared plan as a file, for everybody on the hunt and its team."""
    hunt = get_visible_hunt(request.user, slug)
    route = get_object_or_404(hunt.routes, number=number)
    day = building.shared_day(hunt)
    if day is None:
        return not_shared_yet(request, hunt)
    content = write(building.itinerary_of(day, route))
    return file_response(content, content_type, f"{hunt.slug}-route-{route.number}.{ending}")


@require_safe
def print_file(request, slug):
    """Itineraries, stop cards and hosts' sheets of the shared plan as one PDF."""
    hunt = get_teams_hunt(request.user, slug)
    day = building.shared_day(hunt)
    routes = [each for each in building.itineraries(day) if each.kept] if day else []
    if day is None or not routes:
        return not_shared_yet(request, hunt)
    try:
        content = print_pack(routes, building.host_sheets(day))
    except TimeoutExpired:
        messages.error(request, "This plan is too long to be set as one print pack.")
        return redirect("visits:plan_take", hunt.slug)
    return file_response(content, "application/pdf", f"{hunt.slug}-plan-{day.shared.number}.pdf", "inline")


def file_response(content, content_type, name, disposition="attachment"):
    headers = {"Content-Disposition": f'{disposition}; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def not_shared_yet(request, hunt):
    return render(request, "visits/share_not_yet.html", {"hunt": hunt}, status=404)


@require_safe
def plan_take(request, slug):
    """Everything that the shared plan can be taken along as."""
    hunt = get_teams_hunt(request.user, slug)
    routes = list(hunt.routes.all())
    for route in routes:
        route.calendar = address_of("visits:route_calendar", route.calendar_key)
    context = {"hunt": hunt, "shared": building.latest_shared(hunt), "routes": routes}
    return render(request, "visits/share_take.html", context)


@require_POST
def route_calendar_renew(request, slug, number):
    hunt = get_organised_hunt(request.user, slug)
    route = get_object_or_404(hunt.routes, number=number)
    renew_key(route)
    messages.success(request, f"{route} has a new calendar address. The old one no longer works.")
    return redirect("visits:plan_take", hunt.slug)


@cache_control(no_store=True, private=True)
@require_safe
def my_calendar(request, slug):
    """The address of one's own calendar."""
    participation = get_participation(request.user, slug)
    address = address_of("visits:persons_calendar", participation.calendar_key)
    context = {"participation": participation, "hunt": participation.hunt, "address": address}
    return render(request, "visits/share_my_calendar.html", context)


@require_POST
def my_calendar_renew(request, slug):
    participation = get_participation(request.user, slug)
    renew_key(participation)
    messages.success(request, "Your calendar has a new address. The old one no longer works.")
    return redirect("visits:my_calendar", slug)


def renew_key(row):
    row.calendar_key = make_key()
    row.save(update_fields=["calendar_key"])
