"""Cards to print, for people who would rather write by hand."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hunts.access import get_organised_hunt
from hunts.models import Stance
from reflections.capture.by_hand.paper import make_codes
from reflections.capture.by_hand.paper_cards import ForForm, sheets_of

MOST_LINES = 12  # of 9 mm, which is more than half a page has room for


@require_http_methods(["GET", "POST"])
def paper_cards(request, slug):
    """Choosing shows the cards; their codes are made by a button, once, and stay."""
    hunt = get_organised_hunt(request.user, slug)
    asked = request.POST if request.method == "POST" else request.GET
    form = ForForm(asked if "people" in asked else None, hunt=hunt)
    if request.method == "POST" and form.is_valid():
        make_codes(form.chosen)
        messages.success(request, "The cards are ready to print.")
        return redirect(f"{reverse('reflections:paper_cards', args=[slug])}?people={form.cleaned_data['people']}")
    chosen = form.chosen if form.is_valid() else []
    sheets, missing = sheets_of(hunt, chosen)
    context = {
        "hunt": hunt,
        "form": form,
        "sheets": sheets,
        "missing": missing,
        "stances": Stance.values,
        "lines": range(MOST_LINES),
    }
    return render(request, "reflections/paper_cards.html", context)
