from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from hunts.access import get_organised_programme
from visits.forms import OpeningTimesForm, VenueForm
from visits.maps import map_settings
from visits.models import Venue
from visits.planning.usage import hunts_that_plan_venue
from visits.wording import listed

GREAT_BRITAIN = [(50.5, -4.0), (56.0, 0.0)]


@require_http_methods(["GET", "POST"])
def venue_new(request, slug):
    """A venue of the host named by ``?host=``, or a place of its own."""
    programme = get_organised_programme(request.user, slug)
    host_pk = request.GET.get("host", "")
    host = get_object_or_404(programme.hosts, pk=host_pk) if host_pk.isdecimal() and len(host_pk) < 12 else None
    venue = Venue(programme=programme, host=host, borough=host.borough if host else "")
    return edit_venue(request, venue, "visits/venue_new.html")


@require_http_methods(["GET", "POST"])
def venue_edit(request, slug, pk):
    programme = get_organised_programme(request.user, slug)
    venue = get_object_or_404(programme.venues.select_related("host", "programme"), pk=pk)
    return edit_venue(request, venue, "visits/venue_edit.html")


def edit_venue(request, venue, template):
    form = VenueForm(request.POST or None, instance=venue)
    opening_times = OpeningTimesForm(request.POST or None, venue=venue)
    if form.is_valid() and opening_times.is_valid():
        with transaction.atomic():
            form.save()
            opening_times.save()
        messages.success(request, f"{venue} saved.")
        return redirect(venue.host) if venue.host else redirect("visits:hosts", venue.programme.slug)
    points = [venue.point] if venue.pk and venue.point else GREAT_BRITAIN
    context = {
        "programme": venue.programme,
        "host": venue.host,
        "venue": venue,
        "form": form,
        "opening_times": opening_times,
        "has_errors": bool(opening_times.errors),
        "map": map_settings(points),
    }
    return render(request, template, context)


@require_http_methods(["GET", "POST"])
def venue_delete(request, slug, pk):
    programme = get_organised_programme(request.user, slug)
    venue = get_object_or_404(programme.venues.select_related("host", "programme"), pk=pk)
    if request.method == "GET":
        return render(request, "visits/venue_delete.html", {"programme": programme, "venue": venue})
    try:
        if planning := hunts_that_plan_venue(venue):
            messages.error(
                request, f"{venue} is in the plan of {listed(planning)}. Give the stop another place first."
            )
        else:
            venue.delete()
            messages.success(request, f"{venue} is no longer in the directory.")
    except (ProtectedError, IntegrityError):  # the latter when it was put into a plan just now
        messages.error(request, f"{venue} is where a stop happens. Give the stop another place first.")
    return redirect(venue.host) if venue.host else redirect("visits:hosts", programme.slug)
