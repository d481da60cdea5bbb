"""Changing the working plan from a page: which version a request was made on, and what becomes of it."""

from dataclasses import dataclass

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from hunts.access import get_organised_hunt
from hunts.models import Hunt, Route
from visits.planning.changes import Change, NoLongerFits
from visits.planning.plan import Plan, PlannedStop, PlannedVisit
from visits.planning.versions import Collision, PeopleLogged, Working, change_plan, plan_at, working_plan


@dataclass(frozen=True, slots=True)
class MadeOn:
    """The version that a page showed, the plan as it was then, and as it is now."""

    base: int
    plan: Plan
    now: Working


def made_on(request, hunt: Hunt) -> MadeOn:
    """The version that a form names in ``base``; the newest for one that names none, or none there was.

    From here on the hunt knows its routes: a change asks for them more than once.
    """
    prefetch_related_objects([hunt], "routes")
    now = working_plan(hunt)
    base = number_in(request.POST, "base")
    if base is not None and base != now.number and (before := plan_at(hunt, base)):
        return MadeOn(base, before, now)
    return MadeOn(now.number, now.plan, now)


def number_in(data, name: str, otherwise: int | None = None) -> int | None:
    """The whole number that a form sent, of six digits at most."""
    text = data.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else otherwise


def route_in(data, hunt: Hunt, name: str = "route") -> Route | None:
    """The hunt's route whose number a form sent, if it sent one."""
    number = number_in(data, name)
    return None if number is None else the_route(hunt, number=number)


def the_route(hunt: Hunt, **called) -> Route:
    """The hunt's route with this ``number`` or ``uid``, without a query where the routes are known."""
    ((name, value),) = called.items()
    for route in hunt.routes.all():
        if str(getattr(route, name)) == str(value):
            return route
    raise Http404


def the_stop(plan: Plan, uid) -> PlannedStop:
    if stop := plan.stop(str(uid)):
        return stop
    raise Http404


def the_visit(plan: Plan, uid) -> tuple[str, int, PlannedVisit]:
    if found := plan.find(str(uid)):
        return found
    raise Http404


def title_of(plan: Plan, visit: PlannedVisit) -> str:
    stop = plan.stop(visit.stop)
    return stop.title if stop else ""


def make(request, hunt: Hunt, change: Change, made: MadeOn, summary: str, route: Route | None = None):
    """Make the change and go back to the plan, or show why it could not be made."""
    try:
        change_plan(hunt, request.user, change, base=made.base, summary=summary, known=made.now)
    except Collision as collision:
        return show_collision(request, hunt, collision, summary)
    except (NoLongerFits, PeopleLogged) as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, f"{summary}.", extra_tags="plan")
    return back_to_plan(hunt, route)


def show_collision(request, hunt: Hunt, collision: Collision, summary: str):
    """What the others did since, and what was wanted: it can be sent again as it was, knowing that."""
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in {"base", "csrfmiddlewaretoken"}
        for value in values
    ]
    context = {
        "hunt": get_organised_hunt(request.user, hunt.slug),  # with every role, which the page's tabs ask for
        "collision": collision,
        "summary": summary,
        "sent": sent,
        "base": working_plan(hunt).number,
    }
    return render(request, "visits/plan_collision.html", context, status=409)


def back_to_plan(hunt: Hunt, route: Route | None = None):
    return redirect(reverse("visits:plan", args=[hunt.slug]) + (f"#route-{route.number}" if route else ""))
