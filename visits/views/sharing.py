"""Sharing the working plan: what that changes, who is told, and every plan that was shared."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hunts.access import get_organised_hunt, get_teams_hunt
from visits.planning.events import kept
from visits.planning.sharing import preview, share_plan
from visits.planning.versions import Collision, NothingToDo, PeopleLogged
from visits.views.changing import number_in
from visits.warnings import Level


@require_http_methods(["GET", "POST"])
def plan_share(request, slug):
    """What sharing the working plan would change and whom it concerns; the button shares what this page showed."""
    hunt = get_organised_hunt(request.user, slug)
    if request.method == "GET":
        return show(request, hunt)
    try:
        shared = share_plan(
            hunt,
            request.user,
            base=number_in(request.POST, "base", -1),
            tell_people="tell_people" in request.POST,
            tell_hosts="tell_hosts" in request.POST,
        )
    except Collision as collision:
        return show(request, hunt, collision=collision)
    except PeopleLogged as refusal:
        return show(request, hunt, refusal=refusal)
    except NothingToDo:
        messages.info(request, "Everybody sees this plan already.")
    else:
        messages.success(request, f"Plan {shared.number} is shared.")
    return redirect("visits:plan_shared", hunt.slug)


def show(request, hunt, collision=None, refusal=None):
    shown = preview(hunt)
    context = {
        "hunt": hunt,
        "preview": shown,
        "problems": [each.sentence for each in shown.board.warnings if each.level == Level.PROBLEM],
        "collision": collision,
        "refusal": refusal,
        "tell_people": request.method == "GET" or "tell_people" in request.POST,
        "tell_hosts": "tell_hosts" in request.POST,
    }
    return render(request, "visits/share.html", context, status=409 if collision or refusal else 200)


@require_safe
def plan_shared(request, slug):
    """Every plan that was shared: when, by whom, and what it changed."""
    hunt = get_teams_hunt(request.user, slug)
    plans = hunt.shared_plans.select_related("shared_by").defer("document", "events")
    return render(request, "visits/share_history.html", {"hunt": hunt, "plans": plans})


@require_safe
def plan_shared_one(request, slug, number):
    """A plan as it was shared, as lists."""
    hunt = get_teams_hunt(request.user, slug)
    shared = get_object_or_404(hunt.shared_plans.select_related("shared_by"), number=number)
    routes = [(name, list(events)) for (_, name), events in groupby(kept(shared.events), route_of)]
    return render(request, "visits/share_one.html", {"hunt": hunt, "shared": shared, "routes": routes})


def route_of(event):
    return event["route"], event["route_name"]
