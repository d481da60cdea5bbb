from django.contrib import messages
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hunts.access import allowed, get_organised_hunt, get_visible_hunt
from visits.forms import LegForm, VisitForm
from visits.maps import map_settings, plan_map
from visits.models import Mode, Stop, Visit
from visits.planning.stations import add_visit, hunt_stations, move_visit, remove_stop, remove_visit
from visits.views.places import stop_form


@require_safe
def plan(request, slug):
    """Every route with its stations and journeys, worked out, beside the map; the team reads, organisers change."""
    hunt = get_visible_hunt(request.user, slug)
    allowed(hunt, hunt.organises or hunt.researches)
    planned = hunt_stations(hunt)
    context = {
        "hunt": hunt,
        "planned": planned,
        "map": plan_map(hunt, planned),
        "stops": hunt.stops.select_related("host", "venue").prefetch_related("visits"),
        "modes": Mode.choices,
    }
    return render(request, "visits/plan.html", context)


@require_http_methods(["GET", "POST"])
def stop_new(request, slug):
    """A new stop; ``?route=2`` also puts it at the end of that route."""
    hunt = get_organised_hunt(request.user, slug)
    number = request.GET.get("route", "")
    route = get_object_or_404(hunt.routes, number=number) if number.isdecimal() and len(number) < 6 else None
    form = stop_form(request, hunt, Stop(hunt=hunt))
    if form.is_valid():
        stop = form.save()
        if route:
            add_visit(route, stop)
        messages.success(request, f"“{stop}” added{f' to {route}' if route else ''}.")
        return back_to_plan(hunt, route)
    context = {"hunt": hunt, "route": route, "form": form, "map": stop_map(hunt)}
    return render(request, "visits/stop_new.html", context)


@require_http_methods(["GET", "POST"])
def stop_edit(request, slug, pk):
    hunt = get_organised_hunt(request.user, slug)
    stop = get_object_or_404(hunt.stops, pk=pk)
    form = stop_form(request, hunt, stop)
    if form.is_valid():
        form.save()
        messages.success(request, "Stop saved.")
        return redirect("visits:plan", hunt.slug)
    return render(request, "visits/stop_edit.html", {"hunt": hunt, "stop": stop, "form": form, "map": stop_map(hunt)})


def stop_map(hunt):
    return map_settings([] if hunt.latitude is None else [(float(hunt.latitude), float(hunt.longitude))])


@require_http_methods(["GET", "POST"])
def stop_delete(request, slug, pk):
    hunt = get_organised_hunt(request.user, slug)
    stop = get_object_or_404(hunt.stops, pk=pk)
    if request.method == "GET":
        context = {"hunt": hunt, "stop": stop, "visits": stop.visits.select_related("route")}
        return render(request, "visits/stop_delete.html", context)
    try:
        remove_stop(stop)
        messages.success(request, f"“{stop}” removed.")
    except ProtectedError:
        messages.error(request, f"People logged reflections at “{stop}”, so it stays.")
    return redirect("visits:plan", hunt.slug)


@require_POST
def visit_add(request, slug, number):
    hunt = get_organised_hunt(request.user, slug)
    route = get_object_or_404(hunt.routes, number=number)
    form = VisitForm(request.POST, hunt=hunt)
    if form.is_valid():
        visit = add_visit(route, form.cleaned_data["stop"], form.cleaned_data["mode"])
        messages.success(request, f"“{visit.stop}” is now the last stop of {route}.")
    else:
        messages.error(request, "Choose one of the hunt's stops, and how to travel there.")
    return back_to_plan(hunt, route)


@require_POST
def visit_move(request, slug, pk):
    """Move a visit to the position given as ``to``, on its route."""
    hunt, visit = get_visit(request.user, slug, pk)
    to = request.POST.get("to", "")
    if to.isdecimal() and len(to) < 4:
        move_visit(visit, int(to))
    else:
        messages.error(request, "Say where the stop should go: 1 for first, 2 for second, and so on.")
    return back_to_plan(hunt, visit.route)


@require_POST
def visit_remove(request, slug, pk):
    hunt, visit = get_visit(request.user, slug, pk)
    try:
        remove_visit(visit)
        messages.success(request, f"“{visit.stop}” taken off {visit.route}. The stop itself is still there.")
    except ProtectedError:
        messages.error(request, f"People logged reflections at “{visit.stop}”, so it stays on {visit.route}.")
    return back_to_plan(hunt, visit.route)


@require_http_methods(["GET", "POST"])
def leg_edit(request, slug, pk):
    """How one gets to a visit from the one before."""
    hunt, visit = get_visit(request.user, slug, pk)
    form = LegForm(request.POST or None, instance=visit.leg)
    if form.is_valid():
        form.save()
        messages.success(request, "Journey saved.")
        return back_to_plan(hunt, visit.route)
    before = visit.route.visits.filter(position__lt=visit.position).select_related("stop").last()
    context = {"hunt": hunt, "visit": visit, "before": before, "form": form}
    return render(request, "visits/leg_edit.html", context)


def get_visit(user, slug, pk):
    hunt = get_organised_hunt(user, slug)
    visits = Visit.objects.filter(route__hunt=hunt).select_related("route", "stop", "leg")
    return hunt, get_object_or_404(visits, pk=pk)


def back_to_plan(hunt, route=None):
    return redirect(reverse("visits:plan", args=[hunt.slug]) + (f"#route-{route.number}" if route else ""))
