"""The facts of a stop and the journey to it, in the working plan."""

from dataclasses import asdict

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from hunts.access import get_organised_hunt
from visits.answer_forms import form_of
from visits.forms import LegForm, StopForm
from visits.maps import map_settings
from visits.models import Leg, Stop
from visits.planning.answers import invitation_to
from visits.planning.changes import AddStop, EditLeg, EditStop, NoLongerFits, RemoveStop
from visits.planning.plan import Plan, PlannedStop
from visits.planning.rows import planned_stop
from visits.planning.versions import Collision, change_plan, working_plan
from visits.planning.working import stops_of
from visits.views.changing import made_on, make, route_in, show_collision, the_route, the_stop, the_visit, title_of
from visits.views.places import stop_form, with_search


@require_http_methods(["GET", "POST"])
def stop_new(request, slug):
    """A new stop; ``?route=2`` also puts it at the end of that route."""
    hunt = get_organised_hunt(request.user, slug)
    route = route_in(request.GET, hunt)
    made = made_on(request, hunt)
    form = stop_form(request, hunt, Stop(hunt=hunt))
    if form.is_valid():
        form.save_place()
        stop = planned_stop(form.instance)
        summary = f"Added “{stop.title}”{f' to {route}' if route else ''}"
        return make(request, hunt, AddStop(stop, str(route.uid) if route else None), made, summary, route)
    context = {"hunt": hunt, "route": route, "form": form, "base": made.base, "map": stop_map(hunt)}
    return render(request, "visits/stop_new.html", context)


@require_http_methods(["GET", "POST"])
def stop_edit(request, slug, uid):
    hunt = get_organised_hunt(request.user, slug)
    made = made_on(request, hunt)
    before = the_stop(made.plan, uid)
    form = stop_form(request, hunt, unsaved(hunt, before))
    if not form.is_valid():
        return show_stop(request, hunt, before, form, made.base)
    try:
        save_stop(request, hunt, before, form, made.base)
    except Collision as collision:
        return show_stop_again(request, hunt, before, form, collision)
    except NoLongerFits as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, "Stop saved.")
    return redirect("visits:plan", hunt.slug)


@transaction.atomic
def save_stop(request, hunt, before, form, base):
    """Keep what the form changed; a new place is in the directory only if that can be done."""
    form.save_place()
    old, new = asdict(before), asdict(planned_stop(form.instance))
    facts = {name: value for name, value in new.items() if old[name] != value}
    change_plan(hunt, request.user, EditStop(before.uid, facts), base=base, summary=f"Changed “{before.title}”")


def unsaved(hunt, planned: PlannedStop) -> Stop:
    return stops_of(hunt, Plan((planned,)))[planned.uid]


def show_stop(request, hunt, stop, form, base, collision=None, theirs=()):
    context = {
        "hunt": hunt, "stop": stop, "form": form, "base": base, "collision": collision, "theirs": theirs,
        "map": stop_map(hunt), "answer": form_of(hunt, invitation_to(hunt, stop)) if stop.host else None,
    }  # fmt: skip
    return render(request, "visits/stop_edit.html", context, status=409 if collision else 200)


def show_stop_again(request, hunt, before, form, collision):
    """Somebody else changed the same: the form as it was typed, what they changed elsewhere taken over, and beside it
    what they made of the fields that both changed."""
    now = working_plan(hunt)
    stop = now.plan.stop(before.uid)
    if stop is None:
        return show_collision(request, hunt, collision, f"Change “{before.title}”")
    was, current = (StopForm(instance=unsaved(hunt, each), hunt=hunt) for each in (before, stop))
    theirs = [
        (current[name].label, current.shown(name))
        for name in form.changed_data
        if current[name].value() != was[name].value()
    ]
    data = {name: "" if (value := current[name].value()) is None else value for name in current.fields}
    data |= {name: request.POST.get(name, "") for name in form.changed_data}
    again = with_search(StopForm(data, instance=unsaved(hunt, stop), hunt=hunt), hunt)
    return show_stop(request, hunt, stop, again, now.number, collision, theirs)


@require_http_methods(["GET", "POST"])
def stop_delete(request, slug, uid):
    """Remove a stop from every route and from the hunt."""
    hunt = get_organised_hunt(request.user, slug)
    made = made_on(request, hunt)
    stop = the_stop(made.plan, uid)
    if request.method == "POST":
        return make(request, hunt, RemoveStop(stop.uid), made, f"Removed “{stop.title}”")
    calling = [route for route, _, visit in made.plan.visits() if visit.stop == stop.uid]
    context = {"hunt": hunt, "stop": stop, "base": made.base, "routes": hunt.routes.filter(uid__in=calling)}
    return render(request, "visits/stop_delete.html", context)


@require_http_methods(["GET", "POST"])
def leg_edit(request, slug, uid):
    """How one gets to a visit from the one before."""
    hunt = get_organised_hunt(request.user, slug)
    made = made_on(request, hunt)
    on_route, place, visit = the_visit(made.plan, uid)
    route = the_route(hunt, uid=on_route)
    before = made.plan.visits_on(on_route)[place - 1] if place else None
    leg = Leg(mode=visit.mode, minutes=made.plan.minutes_to(on_route, place))
    form = LegForm(request.POST or None, instance=leg)
    title = title_of(made.plan, visit)
    if form.is_valid():
        change = EditLeg(visit.uid, form.cleaned_data["mode"], form.cleaned_data["minutes"])
        return make(request, hunt, change, made, f"Changed the journey to “{title}” on {route}", route)
    context = {
        "hunt": hunt, "route": route, "title": title, "base": made.base, "form": form,
        "before": title_of(made.plan, before) if before else "",
    }  # fmt: skip
    return render(request, "visits/leg_edit.html", context)


def stop_map(hunt):
    return map_settings([] if hunt.latitude is None else [(float(hunt.latitude), float(hunt.longitude))])
