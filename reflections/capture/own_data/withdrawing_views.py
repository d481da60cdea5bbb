"""What one takes back: everything at once, and one's place in the hunt."""

from datetime import UTC

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.views.decorators.http import require_http_methods, require_POST

from hunts.access import get_participation
from hunts.leaving import has_no_way_back_in
from reflections.capture.own_data.withdrawing import put_back_together, take_leave, withdraw_all


@require_http_methods(["GET", "POST"])
def everything_withdraw(request, slug):
    participation = get_participation(request.user, slug)
    if request.method == "POST":
        number = withdraw_all(participation)
        messages.success(request, f"Withdrawn: {entries(number)}. Nobody else sees them; you can put them back below.")
        return redirect("reflections:notebook", slug)
    context = {
        "participation": participation,
        "hunt": participation.hunt,
        "number": participation.reflections.standing().count(),
    }
    return render(request, "reflections/withdraw_all.html", context)


@require_POST
def everything_put_back(request, slug):
    participation = get_participation(request.user, slug)
    moment = moment_of(request.POST.get("withdrawn_at", ""))
    number = put_back_together(participation, moment) if moment else 0
    if number:
        messages.success(request, f"Put back: {entries(number)}. They stand as before.")
    else:
        messages.info(request, "There was nothing left to put back.")
    return redirect("reflections:notebook", slug)


def entries(number):
    return f"{number} entr{'y' if number == 1 else 'ies'}"


def moment_of(text):
    """The aware datetime that a page of ours sent, or None for anything else, such as one that in UTC, in which
    databases compare, lies before the first year or after the last."""
    try:
        moment = parse_datetime(text)
        return moment.astimezone(UTC) if moment and is_aware(moment) else None
    except (ValueError, OverflowError):
        return None


class LeaveForm(forms.Form):
    logged = forms.ChoiceField(
        label="What should happen to what you logged?",
        widget=forms.RadioSelect,
        choices=[
            ("keep", "Keep it: what I agreed to still stands"),
            ("withdraw", "Withdraw all of it: nobody else sees it any more"),
        ],
        error_messages={
            "required": "Choose whether what you logged is kept or withdrawn.",
            "invalid_choice": "Choose whether what you logged is kept or withdrawn.",
        },
    )


@require_http_methods(["GET", "POST"])
def leave(request, slug):
    """Leave the hunt. The personal link's page says goodbye, and is the way back."""
    participation = get_participation(request.user, slug)
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        number = take_leave(participation, withdrawing=form.cleaned_data["logged"] == "withdraw")
        if has_no_way_back_in(participation):
            logout(request)
        messages.success(request, f"You have left. {farewell(form.cleaned_data['logged'], number)}")
        return redirect("hunts:personal_link", participation.key)
    context = {
        "participation": participation,
        "hunt": participation.hunt,
        "form": form,
        "number": participation.reflections.standing().count(),
    }
    return render(request, "reflections/leave.html", context)


def farewell(logged, number):
    if logged == "keep":
        return "What you logged is kept as you agreed."
    return f"Withdrawn: {entries(number)}." if number else "There was nothing to withdraw."
