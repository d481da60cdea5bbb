"""The planner: the board with every route, and the changes that its buttons make."""

from django.contrib import messages
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from hunts.access import get_hunt_to_change, get_teams_hunt
from visits.forms import VisitForm
from visits.maps import plan_map
from visits.models import Mode
from visits.planning import versions
from visits.planning.changes import AddVisit, MoveVisit, RemoveVisit
from visits.planning.plan import Plan, PlannedVisit
from visits.planning.working import working_board
from visits.views.changing import (
    back_to_plan,
    made_on,
    make,
    number_in,
    route_in,
    show_collision,
    the_route,
    the_visit,
    title_of,
)


@require_safe
def plan(request, slug):
    """Every route of the working plan with its stations and journeys beside the map; organisers change it."""
    hunt = get_teams_hunt(request.user, slug)
    board = working_board(hunt)
    context = {
        "hunt": hunt,
        "board": board,
        "map": plan_map(hunt, board.planned),
        "modes": Mode.choices,
        "undoable": versions.undoable(hunt),
        "redoable": versions.redoable(hunt),
    }
    return render(request, "visits/plan.html", context)


@require_POST
def visit_add(request, slug, number):
    """Put one of the hunt's stops onto a route: at its end, or at position ``to``."""
    hunt = get_hunt_to_change(request.user, slug)
    made = made_on(request, hunt)
    route = the_route(hunt, number=number)
    form = VisitForm(request.POST, plan=made.plan)
    if not form.is_valid():
        messages.error(request, "Choose one of the hunt's stops, and how to travel there.")
        return back_to_plan(hunt, route)
    visit = PlannedVisit(form.cleaned_data["stop"], mode=form.cleaned_data["mode"])
    before = anchor(made.plan, str(route.uid), visit.uid, number_in(request.POST, "to"))
    summary = f"Put “{title_of(made.plan, visit)}” on {route}"
    return make(request, hunt, AddVisit(str(route.uid), visit, before), made, summary, route)


@require_POST
def visit_move(request, slug, uid):
    """Move a visit to position ``to`` (1 is first; past the end means last) of its route, or of route ``route``."""
    hunt = get_hunt_to_change(request.user, slug)
    made = made_on(request, hunt)
    from_route, _, visit = the_visit(made.plan, uid)
    route = route_in(request.POST, hunt) or the_route(hunt, uid=from_route)
    to = number_in(request.POST, "to")
    if to is None:
        messages.error(request, "Say where the stop should go: 1 for first, 2 for second, and so on.")
        return back_to_plan(hunt, route)
    before = anchor(made.plan, str(route.uid), visit.uid, to)
    summary = f"Moved “{title_of(made.plan, visit)}” {where(made.plan, route, visit, to)}"
    return make(request, hunt, MoveVisit(visit.uid, str(route.uid), before), made, summary, route)


def anchor(plan: Plan, route: str, uid: str, to: int | None) -> str | None:
    """The visit that the one called ``uid`` will stand before at position ``to`` of ``route``; None at the end."""
    others = [visit.uid for visit in plan.visits_on(route) if visit.uid != uid]
    place = len(others) if to is None else max(to - 1, 0)
    return others[place] if place < len(others) else None


def where(plan: Plan, route, visit, to) -> str:
    """In words: "to place 2 on Leigh"."""
    others = sum(each.uid != visit.uid for each in plan.visits_on(str(route.uid)))
    return f"to place {min(max(to, 1), others + 1)} on {route}"


@require_POST
def visit_remove(request, slug, uid):
    """Take a visit off its route; the stop stays in the hunt."""
    hunt = get_hunt_to_change(request.user, slug)
    made = made_on(request, hunt)
    on_route, _, visit = the_visit(made.plan, uid)
    route = the_route(hunt, uid=on_route)
    summary = f"Took “{title_of(made.plan, visit)}” off {route}"
    return make(request, hunt, RemoveVisit(visit.uid), made, summary, route)


@require_POST
def undo(request, slug):
    return go_back(request, slug, versions.undo, "Take back the last change", "Taken back: {}.")


@require_POST
def redo(request, slug):
    return go_back(request, slug, versions.redo, "Bring the last change again", "Brought again: {}.")


def go_back(request, slug, step, wanted, done):
    hunt = get_hunt_to_change(request.user, slug)
    base = number_in(request.POST, "base", versions.working_plan(hunt).number)
    try:
        version = step(hunt, request.user, base=base)
    except versions.Collision as collision:
        return show_collision(request, hunt, collision, wanted)
    except versions.NothingToDo:
        messages.error(request, "There is nothing more to take back or to bring again.")
    except versions.PeopleLogged as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, done.format(version.summary), extra_tags="plan")
    return back_to_plan(hunt)


@require_safe
def history(request, slug):
    """Every version of the working plan: what was changed, by whom and when."""
    hunt = get_teams_hunt(request.user, slug)
    made = hunt.plan_versions.filter(number__gt=0).select_related("made_by").defer("document").order_by("-number")
    return render(request, "visits/plan_history.html", {"hunt": hunt, "versions": made[:200]})
