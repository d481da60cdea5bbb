"""The reading room: what people logged, as far as their authors agree to analysis."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from hunts.access import get_researched_programme
from reflections.models import Reflection
from reflections.research import choices
from reflections.research.directory import Directory
from reflections.research.entries import read_entries
from reflections.research.filters import ReflectionFilter
from reflections.research.paging import Page
from reflections.research.searching import mark_found


@require_safe
def desk(request, slug):
    programme = get_researched_programme(request.user, slug)
    directory = Directory(programme)
    found = filtered(request, programme, directory)
    problems = found.form.errors if found.is_bound else {}
    page = Page(found.qs, request.GET.get("before", ""), request.GET.get("after", ""))
    entries = page.turn(read_entries(page.rows, directory))
    mark_found(entries, request.GET.get("q", ""))
    groups = choices.groups(found, request.GET, directory)
    context = {
        "programme": programme,
        "entries": entries,
        "page": page,
        "groups": groups,
        "in_use": choices.in_use(request.GET, groups),
        "query": choices.query_of(request.GET).urlencode(),
        "q": request.GET.get("q", ""),
        "problems": problems,
        "has_errors": bool(problems),
    }
    return render(request, "reflections/desk.html", context)


def filtered(request, programme, directory):
    """The ReflectionFilter of the page: what the user may read of the programme, narrowed as the address says.

    It is bound only if something is asked for: putting its form together takes longer than reading the page's rows.
    """
    readable = Reflection.objects.readable_by_researcher(request.user).filter(programme=programme)
    asked = request.GET if choices.query_of(request.GET) else None
    return ReflectionFilter(asked, readable, programme=programme, directory=directory)
