"""Earlier versions of what one logged, for oneself alone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from reflections.capture.own_data.history import restore, versions_of
from reflections.models import Reflection

VERSIONS_A_PAGE = 10


@require_safe
def reflection_history(request, pk):
    reflection = get_object_or_404(Reflection.objects.logged_by(request.user).for_reading(), pk=pk)
    page = Paginator(reflection.revisions.all(), VERSIONS_A_PAGE).get_page(request.GET.get("page"))
    # One more than is shown: the earliest on the page is told apart from the one before it.
    first = page.start_index() - 1 if page.paginator.count else 0
    revisions = list(reflection.revisions.all()[max(first, 0) : first + VERSIONS_A_PAGE + 1])
    shown, before = revisions[:VERSIONS_A_PAGE], revisions[VERSIONS_A_PAGE:]
    versions = versions_of(reflection, shown, before[0] if before else None)
    context = {
        "reflection": reflection,
        "hunt": reflection.hunt,
        "page": page,
        "versions": versions if page.number == 1 else versions[1:],
    }
    return render(request, "reflections/reflection_history.html", context)


@require_POST
def reflection_restore(request, pk, revision):
    reflection = get_object_or_404(Reflection.objects.changeable_by(request.user).standing().for_reading(), pk=pk)
    try:
        restore(reflection, get_object_or_404(reflection.revisions, pk=revision))
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "It says again what it said then. What stood until now is kept below.")
    return redirect("reflections:reflection_history", pk)
