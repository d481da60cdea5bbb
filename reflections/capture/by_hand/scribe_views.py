"""Pages for typing what somebody else said, or wrote on a card: first whose words they are, then the words."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from hunts.access import allowed, get_participation, get_visible_hunt
from reflections.capture.by_hand.paper import make_own_code, own_code
from reflections.capture.by_hand.scribe import CardForm, NoteForm, WhoseForm, now_there, planned_begin, unseal
from reflections.capture.intake import take_in_reflection
from reflections.capture.refusals import AlreadyKept, IdTaken

LAST_SHOWN = 5
MOST_COUNTED = 500


@require_http_methods(["GET", "POST"])
def scribe(request, slug):
    """Log on behalf of somebody who has agreed to it."""
    hunt = get_hunt_to_type_in(request.user, slug)
    whose = WhoseForm(first_step_of(request), hunt=hunt, user=request.user)
    form = second_step(request, hunt, whose, lambda person, visit: now_there(person))
    if form and form.is_valid() and take_in(form, request.user):
        messages.success(request, f"Logged for {form.person.name}. It is in their notebook, and theirs to change.")
        return redirect("reflections:scribe", slug)
    return show(request, "reflections/scribe.html", hunt, whose, form)


@require_http_methods(["GET", "POST"])
def paper_note(request, slug):
    """Type in a stack of cards, one after the other."""
    hunt = get_hunt_to_type_in(request.user, slug)
    whose = CardForm(first_step_of(request), hunt=hunt, user=request.user)
    form = second_step(request, hunt, whose, planned_begin)
    if form and form.is_valid() and take_in(form, request.user):
        count_card(request.session, hunt, form)
        messages.success(request, "Kept. Type the code of the next card.")
        return redirect("reflections:paper_note", slug)
    typed = request.session.get(typed_key(hunt), [])
    return show(
        request, "reflections/paper_note.html", hunt, whose, form, typed=len(typed), last=typed[: -1 - LAST_SHOWN : -1]
    )


def get_hunt_to_type_in(user, slug):
    """For who takes part or organises; who only researches is not the one to put words into notebooks."""
    hunt = get_visible_hunt(user, slug)
    return allowed(hunt, hunt.takes_part or hunt.organises)


def first_step_of(request):
    """What was sent by the form that asks whose words they are, or None."""
    return request.POST if request.method == "POST" and "whose" not in request.POST else None


def second_step(request, hunt, whose, local):
    """The NoteForm once it is known whose words they are, filled with what was sent if that was it; else None.
    ``local`` tells the time to suggest."""
    if not hunt.takes_reflections:
        return None
    if request.method == "POST" and "whose" in request.POST:
        found = unseal(request.user, hunt, request.POST["whose"])
        if found is None:
            messages.error(request, "It can no longer be told whose words these are. Type the code once more.")
            return None
        return note_form(request, *found, local, request.POST)
    if whose.is_valid():
        return note_form(request, whose.person, whose.visit, whose.valid_code, local)
    return None


def note_form(request, person, visit, code, local, data=None):
    return NoteForm(data, person=person, visit=visit, code=code, user=request.user, local=local(person, visit))


def take_in(form, user):
    """Keep what was typed and return the reflection, or put on the form why not."""
    typed_by = None if user == form.person.user else user
    try:
        return take_in_reflection(form.person, **form.said, typed_by=typed_by)
    except (AlreadyKept, IdTaken):
        form.take_new_id()
        form.refuse(
            ValidationError("Something was kept from this page before. If this is new, press the button again.")
        )
    except ValidationError as refusal:
        form.refuse(refusal)
    return None


def show(request, template, hunt, whose, form, **more):
    context = {"hunt": hunt, "whose": whose, "form": form, "has_errors": bool(whose.errors), **more}
    refused = request.method == "POST" and not hunt.takes_reflections
    return render(request, template, context, status=403 if refused else 200)


def count_card(session, hunt, form):
    """Remember which cards were typed in on this device, so that a stack can be laid down and taken up again."""
    place = form.places[form.cleaned_data["moment"]].label
    session[typed_key(hunt)] = [*session.get(typed_key(hunt), []), place][-MOST_COUNTED:]


def typed_key(hunt):
    return f"cards_typed_{hunt.pk}"


@cache_control(no_store=True, private=True)
@require_http_methods(["GET", "POST"])
def my_code(request, slug):
    """One's own code for whoever may log for one: made, and made anew, by a button."""
    participation = get_participation(request.user, slug)
    if request.method == "POST":
        had_one = own_code(participation)
        make_own_code(participation)
        messages.success(
            request, "You have a new code. The old one no longer works." if had_one else "This is your code."
        )
        return redirect("reflections:my_code", slug)
    context = {"participation": participation, "hunt": participation.hunt, "code": own_code(participation)}
    return render(request, "reflections/my_code.html", context)
