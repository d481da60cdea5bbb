"""A new stop from the host directory, or from another hunt of the programme."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from hunts.access import get_organised_hunt
from visits.choosing_forms import FindHostsForm
from visits.planning.changes import AddStop
from visits.planning.choosing import (
    boroughs_of,
    host_choices,
    hosts_wanted,
    is_closed_that_day,
    nearest_first,
    points_of,
    stop_again,
    stop_at,
    usual_mode,
)
from visits.planning.versions import working_plan
from visits.planning.working import stops_of
from visits.views.changing import made_on, make, route_in, the_stop

HOSTS_A_PAGE = 20
MOST_HUNTS = 100


@require_http_methods(["GET", "POST"])
def stop_choose(request, slug):
    """Hosts of the directory, or with ``?from=`` the stops of another hunt; choosing one adds it to the plan.

    ``?route=2`` puts it at the end of that route as well.
    """
    hunt = get_organised_hunt(request.user, slug)
    made = made_on(request, hunt)
    route = route_in(request.GET, hunt)
    source = other_hunt(hunt, request.GET.get("from", ""))
    if request.method == "POST":
        return add_chosen(request, hunt, route, source, made)
    context = {"hunt": hunt, "route": route, "base": made.base, "source": source}
    if source:
        context |= stops_to_choose(hunt, source, made.plan)
    elif "from" in request.GET:
        context |= {"hunts": hunt.programme.hunts.exclude(pk=hunt.pk).order_by("-starts_at")[:MOST_HUNTS]}
    else:
        context |= hosts_to_choose(request, hunt, route, made.plan)
    return render(request, "visits/stop_choose.html", context)


def other_hunt(hunt, slug):
    """The hunt of the same programme that is called ``slug``; None for an empty one."""
    if "\0" in slug:  # which PostgreSQL can't even look for
        raise Http404
    return get_object_or_404(hunt.programme.hunts.exclude(pk=hunt.pk), slug=slug) if slug else None


def hosts_to_choose(request, hunt, route, plan):
    form = FindHostsForm(request.GET, boroughs=boroughs_of(hunt.programme))
    wanted = form.wanted()
    points = points_of(hunt, plan, route)
    found = nearest_first(hosts_wanted(hunt.programme, wanted), points, wanted.within)
    page = Paginator(found, HOSTS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "find": form,
        "page": page,
        "choices": host_choices(hunt, plan, page.object_list, points),
        "is_filtered": any((wanted.words, wanted.kind, wanted.borough, wanted.within)),
        "nothing_to_measure_from": not points,
        "on_route": {visit.stop for visit in plan.visits_on(str(route.uid))} if route else set(),
        "mode": usual_mode(plan, route),
    }


def stops_to_choose(hunt, source, plan):
    stops = stops_of(source, working_plan(source).plan).values()
    titles = {stop.title.casefold() for stop in plan.stops}
    rows = [
        {
            "stop": stop,
            "is_planned": stop.title.casefold() in titles,
            "is_closed": bool(stop.venue) and is_closed_that_day(hunt, stop.venue),
        }
        for stop in stops
    ]
    return {"rows": rows}


def add_chosen(request, hunt, route, source, made):
    stop = stop_of_hunt(request.POST, source) if source else stop_with_host(request.POST, hunt)
    if stop is None:
        messages.error(request, "Choose one of the hosts, and at which of its venues you meet.")
        return redirect(request.get_full_path())
    summary = f"Added “{stop.title}”{f' to {route}' if route else ''}"
    change = AddStop(stop, str(route.uid) if route else None, usual_mode(made.plan, route))
    response = make(request, hunt, change, made, summary, route)
    if "edit" in request.POST and working_plan(hunt).plan.stop(stop.uid):
        return redirect("visits:stop_edit", hunt.slug, stop.uid)
    return response


def stop_of_hunt(data, source):
    return stop_again(the_stop(working_plan(source).plan, data.get("stop")))


def stop_with_host(data, hunt):
    """A stop with the host and at the venue that a form names; None when it leaves open which."""
    if not data.get("host"):
        return None
    host = get_object_or_404(hunt.programme.hosts.prefetch_related("venues"), pk=key_in(data, "host"))
    venues = {venue.pk: venue for venue in host.venues.all()}
    if data.get("venue"):
        return stop_at(host, the_one(venues, key_in(data, "venue")))
    return stop_at(host, next(iter(venues.values()), None)) if len(venues) < 2 else None


def the_one(venues, key):
    if key in venues:
        return venues[key]
    raise Http404


def key_in(data, name):
    """The primary key that a form sent; 404 for what can be none."""
    text = data.get(name, "")
    if text.isascii() and text.isdecimal() and len(text) < 12:
        return int(text)
    raise Http404
