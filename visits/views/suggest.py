"""The best order of a route, what would make an impossible day fit, and stops split over routes."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from hunts.access import get_organised_hunt
from visits.models import Mode
from visits.ordering import MOST_ITEMS
from visits.planning.changes import Arrange, NoLongerFits, SplitStops
from visits.planning.dividing import divide, dividing, why_not
from visits.planning.fitting import RouteDay, fits, route_day
from visits.planning.mending import make_mend, mending, mends
from visits.planning.reasons import reason
from visits.planning.suggesting import arrangement, suggest
from visits.planning.working import Board, RoutePlan, working_board
from visits.split_form import SplitForm
from visits.views.changing import made_on, make, number_in

KEEP = ("keep_first", "keep_last")


@require_http_methods(["GET", "POST"])
def suggest_order(request, slug, number):
    """The route as it is and as suggested, side by side, or why no order fits; a post puts it into an order."""
    hunt = get_organised_hunt(request.user, slug)
    board = working_board(hunt)
    planned = route_of(board, number)
    if request.method == "POST":
        return put_in_order(request, board, planned)
    return render(request, "visits/suggest.html", suggestion_of(board, planned, kept(request.GET)))


def route_of(board: Board, number: int) -> RoutePlan:
    for each in board.routes:
        if each.route.number == number:
            return each
    raise Http404


def kept(data) -> dict[str, bool]:
    """Which ends the form wants to keep in their place, where it says so: a checkbox comes after a hidden "no"."""
    return {name: data[name] == "yes" for name in KEEP if name in data}


def suggestion_of(board: Board, planned: RoutePlan, keep: dict) -> dict:
    context = {
        "hunt": board.hunt, "board": board, "route": planned.route, "planned": planned, "most": MOST_ITEMS,
        "without_point": [station.stop for station in planned.stations if not station.stop.points],
    }  # fmt: skip
    if len(planned.stations) > MOST_ITEMS:
        return context
    suggestion = suggest(board, planned, **keep)
    day, conflict = suggestion.day, suggestion.conflict
    context |= {"suggestion": suggestion, "keep_first": day.first is not None, "keep_last": day.last is not None}
    if conflict:
        context |= {"reason": reason(day, conflict), "mends": mends(day, conflict)}
    return context


def put_in_order(request, board: Board, planned: RoutePlan):
    route = planned.route
    keys = request.POST.getlist("order")
    try:
        change = arrangement(route_day(board, planned, **kept(request.POST)), keys)
    except NoLongerFits:  # somebody changed the route meanwhile, which making the change will say
        change = Arrange({str(route.uid): keys})
    return make(request, board.hunt, change, made_on(request, board.hunt), f"Put {route} into its best order", route)


@require_POST
def mend(request, slug, number):
    """Make one of the repairs that were offered, and put the route into the order that it makes possible."""
    hunt = get_organised_hunt(request.user, slug)
    board = working_board(hunt)
    planned = route_of(board, number)
    keep = kept(request.POST)
    day = route_day(board, planned, **keep)
    wanted = wanted_mend(request.POST, day) if is_impossible(day) else None
    if wanted is None:
        messages.error(request, "As the plan is now, that would mend nothing. Here is how it stands.")
        return back_to_suggestion(hunt, number, keep)
    sentence, change = wanted
    return make(request, hunt, change, made_on(request, hunt), f"{sentence}, on {planned.route}", planned.route)


def is_impossible(day: RouteDay) -> bool:
    """Whether no order fits, as far as that can be worked out."""
    return len(day.visits) <= MOST_ITEMS and not fits(day.problem)


def wanted_mend(data, day: RouteDay):
    """The repair that a form names, in words and as a change, tried on the plan as it is now."""
    keys = tuple(dict.fromkeys(data.getlist("visit")))
    chosen = make_mend(day, data.get("kind", ""), keys, number_in(data, "value") or 0)
    change = mending(day, chosen) if chosen else None
    return (chosen.sentence, change) if chosen and change else None


def back_to_suggestion(hunt, number, keep):
    query = urlencode({name: "yes" if value else "no" for name, value in keep.items()})
    return redirect(reverse("visits:suggest", args=[hunt.slug, number]) + (f"?{query}" if query else ""))


@require_http_methods(["GET", "POST"])
def split(request, slug):
    """Stops split over routes so that every party is back by the end; a post makes the plan so."""
    hunt = get_organised_hunt(request.user, slug)
    board = working_board(hunt)
    if request.method == "POST":
        return split_up(request, board)
    asked = request.GET if "work" in request.GET else None
    form = SplitForm(asked, board=board, route=number_in(request.GET, "route"))
    context = {"hunt": hunt, "board": board, "form": form}
    if form.is_valid():
        division = divide(board, form.wish)
        context |= {"division": division, "why_not": [] if division.found else why_not(division)}
    return render(request, "visits/split.html", context)


def split_up(request, board: Board):
    """The stops of each route come as ``route-1`` and so on, in order."""
    made = made_on(request, board.hunt)
    stops_of = {
        str(each.route.uid): request.POST.getlist(f"route-{each.route.number}")
        for each in board.routes
        if f"route-{each.route.number}" in request.POST or str(each.route.number) in request.POST.getlist("empty")
    }
    mode = request.POST.get("mode")
    if not stops_of or mode not in Mode.values:
        messages.error(request, "Say which stops go onto which route.")
        return redirect("visits:split", board.hunt.slug)
    try:
        change = dividing(board, stops_of, mode)
    except NoLongerFits:  # a stop is gone, which making the change will say
        change = SplitStops(stops_of)
    routes = [str(each.route) for each in board.routes if str(each.route.uid) in stops_of]
    return make(request, board.hunt, change, made, f"Split the stops over {' and '.join(routes)}")
