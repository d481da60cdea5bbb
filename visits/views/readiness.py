"""Everything that still stands between a plan and its day, on one page."""

from dataclasses import dataclass, field

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hunts.access import get_teams_hunt
from visits.answer_forms import form_of
from visits.models import Invitation
from visits.planning.working import working_board
from visits.readiness import Item, count, what_is_fine
from visits.readiness import readiness as left_to_do
from visits.warnings import Level


@require_safe
def readiness(request, slug):
    """One list, the worst first, by what to do; organisers mend, researchers read."""
    hunt = get_teams_hunt(request.user, slug)
    board = working_board(hunt)
    items = left_to_do(hunt, board)
    context = {
        "hunt": hunt,
        "board": board,
        "sections": sections_of(items, answer_forms(hunt, board, items) if hunt.organises else {}),
        "problems": count(items, Level.PROBLEM),
        "cautions": count(items, Level.CAUTION),
        "fine": what_is_fine(board, items),
        "is_over": hunt.ends_at < timezone.now(),
    }
    return render(request, "visits/readiness.html", context)


@dataclass
class Section:
    """What to do of one kind, each with the form that does it or None; ``notes`` can wait."""

    title: str
    rows: list[tuple] = field(default_factory=list)
    notes: list[tuple] = field(default_factory=list)


def sections_of(items: list[Item], forms) -> list[Section]:
    """The section with the worst comes first, as ``items`` does."""
    sections: dict[str, Section] = {}
    for item in items:
        section = sections.setdefault(item.group, Section(item.group))
        kept = section.notes if item.level == Level.NOTE else section.rows
        kept.append((item, forms.get(item.answer_of)))
    return list(sections.values())


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
