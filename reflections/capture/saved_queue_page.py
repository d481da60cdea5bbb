"""The page on which a saved queue is handed in: by the person themselves, or by an organiser whom they gave it."""

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from hunts.access import get_visible_hunt
from hunts.models import Participation
from reflections.capture.saved_queue import NotAQueue, read_queue, take_in_queue


class SavedQueueForm(forms.Form):
    file = forms.FileField(
        label="Which file?",
        allow_empty_file=True,
        help_text="It ends in .ownturf. Sending it twice does no harm: what is here already stays as it is.",
        widget=forms.FileInput({"accept": ".ownturf,application/octet-stream"}),
        error_messages={"required": "Choose the file that was saved on the phone."},
    )


@require_http_methods(["GET", "POST"])
def queue_import(request, slug):
    hunt = get_visible_hunt(request.user, slug)
    if not (hunt.takes_part or hunt.organises):
        raise PermissionDenied
    form = SavedQueueForm(request.POST or None, request.FILES or None)
    outcomes, owner = None, None
    if form.is_valid():
        try:
            queue = read_queue(form.cleaned_data["file"])
            owner = owner_of(queue, request.user, hunt)
            brought_by = None if owner.user_id == request.user.pk else request.user
            outcomes = take_in_queue(owner, queue, brought_by)
        except ValidationError as refusal:
            form.add_error("file", refusal)
    context = {
        "hunt": hunt,
        "form": form,
        "outcomes": outcomes,
        "left": [outcome for outcome in outcomes or [] if outcome.problems],
        "is_withdrawn": owner is not None and owner.withdrew_all_at is not None,
        "is_own": owner is not None and owner.user_id == request.user.pk,
    }
    return render(request, "reflections/queue_import.html", context)


def owner_of(queue, user, hunt):
    """Whose phone saved the file: the user's own place in the hunt or, for its organisers, anybody's, also of somebody
    who has left since: handing the file over is then the way on."""
    uid = queue.participation
    places = Participation.objects.visible_to(user).select_related("hunt__programme", "user")
    place = places.filter(hunt=hunt, uid=uid).first()
    if place is None:
        raise NotAQueue("This queue was saved by somebody else, or on another hunt.")
    return place
