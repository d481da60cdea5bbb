"""What a participant decides about themselves: how to come back, what they agree to, which way they go."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods, require_safe

from hunts.access import get_participation
from hunts.consent import record_consent
from hunts.joining import change_route
from hunts.joining_forms import ConsentChangeForm, MyRouteForm
from hunts.returning import returns_by_link


@cache_control(no_store=True, private=True)
@require_safe
def welcome(request, slug):
    participation = get_participation(request.user, slug)
    address = request.build_absolute_uri(reverse("hunts:personal_link", args=[participation.key]))
    context = {
        "participation": participation,
        "hunt": participation.hunt,
        "address": address if returns_by_link(request.user) else None,
    }
    return render(request, "hunts/welcome.html", context)


@require_http_methods(["GET", "POST"])
def consent(request, slug):
    participation = get_participation(request.user, slug)
    standing = {consent.use: consent for consent in participation.consents.current()}
    form = ConsentChangeForm(request.POST or None, standing=standing)
    if form.is_valid():
        record_consent(participation, form.answers)
        messages.success(request, "Your answers are saved. They count from now on.")
        return redirect("hunts:consent", slug)
    context = {"participation": participation, "hunt": participation.hunt, "form": form}
    return render(request, "hunts/consent.html", context)


@require_http_methods(["GET", "POST"])
def my_route(request, slug):
    participation = get_participation(request.user, slug)
    hunt = participation.hunt
    if not hunt.is_open_to_join:
        status = 403 if request.method == "POST" else 200
        return render(
            request, "hunts/my_route_fixed.html", {"participation": participation, "hunt": hunt}, status=status
        )
    form = MyRouteForm(request.POST or None, participation=participation)
    if form.is_valid() and move(participation, form):
        messages.success(request, f"Your route: {participation.route or 'none for now'}.")
        return redirect("visits:today", slug)
    return render(request, "hunts/my_route.html", {"participation": participation, "hunt": hunt, "form": form})


def move(participation, form):
    """Change the route, or say on the form why not; whether it worked."""
    try:
        change_route(participation, form.cleaned_data["route"])
    except ValidationError as refusal:
        form.add_error("route", refusal)
    return not form.errors
