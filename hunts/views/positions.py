"""Where do you stand? Asked at the start and at the end of the day, in under a minute, and never in the way."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from hunts.access import get_participation
from hunts.models import Position
from hunts.positions import moves, put_off, state_positions, stated, takes_positions
from hunts.positions_form import PositionsForm

SAVED = "Your answers are saved. You can change them until the hunt closes."


@require_http_methods(["GET", "POST"])
def positions(request, slug, when):
    participation = get_asked(request, slug, when)
    hunt = participation.hunt
    may_change = takes_positions(hunt)
    standing = stated(participation, when)
    form = PositionsForm(request.POST or None, conundrums=hunt.conundrums.all(), standing=standing)
    if may_change and form.is_valid():
        state_positions(participation, when, form.stances)
        messages.success(request, SAVED)
        return redirect("hunts:positions", slug, when)
    if "saved" in request.GET and standing:
        messages.success(request, SAVED)
    context = {
        "participation": participation,
        "hunt": hunt,
        "form": form,
        "when": when,
        "standing": standing,
        "may_change": may_change,
        "moves": moves(participation) if when == Position.When.AFTER and standing else [],
    }
    refused = request.method == "POST" and not may_change
    return render(request, "hunts/positions.html", context, status=403 if refused else 200)


@require_POST
def positions_later(request, slug, when):
    """Not now: Today asks no more on this phone; the page stays within reach."""
    put_off(request.session, get_asked(request, slug, when), when)
    return redirect("visits:today", slug)


def get_asked(request, slug, when):
    if when not in Position.When.values:
        raise Http404
    return get_participation(request.user, slug)
