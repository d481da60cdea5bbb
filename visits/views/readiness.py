"""Everything that still stands between a plan and its day, on one page."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from hunts.access import allowed, get_visible_hunt
from visits.answer_forms import form_of
from visits.models import Invitation
from visits.planning.working import working_board
from visits.readiness import Item, count, what_is_fine
from visits.readiness import readiness as left_to_do
from visits.warnings import Level


@require_safe
def readiness(request, slug):
    """One list, the worst first, by what to do; organisers mend, researchers read."""
    hunt = get_visible_hunt(request.user, slug)
    allowed(hunt, hunt.organises or hunt.researches)
    board = working_board(hunt)
    items = left_to_do(hunt, board)
    context = {
        "hunt": hunt,
        "board": board,
        "groups": grouped(items, answer_forms(hunt, board, items) if hunt.organises else {}),
        "problems": count(items, Level.PROBLEM),
        "cautions": count(items, Level.CAUTION),
        "fine": what_is_fine(board, items),
    }
    return render(request, "visits/readiness.html", context)


def grouped(items: list[Item], forms) -> dict[str, list]:
    """The items with their forms by group; the group with the worst comes first, as ``items`` does."""
    groups: dict[str, list] = {}
    for item in items:
        groups.setdefault(item.group, []).append((item, forms.get(item.answer_of)))
    return groups


def answer_forms(hunt, board, items):
    """A form for each stop whose host has not agreed, by the stop's uid."""
    invitations = {(str(each.stop.uid), each.host_id): each for each in invitations_of(hunt)}
    stops = [board.stops[item.answer_of] for item in items if item.answer_of]
    return {
        str(stop.uid): form_of(hunt, invitations.get((str(stop.uid), stop.host_id)), name=f"answer-{number}")
        for number, stop in enumerate(stops, 1)
    }


def invitations_of(hunt):
    return Invitation.objects.filter(stop__hunt=hunt).select_related("stop")
