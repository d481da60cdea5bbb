"""What a participant does with reflections: log, read back, edit, withdraw, put back."""

from itertools import groupby

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hunts.access import get_participation
from reflections.capture.editing import edit_reflection
from reflections.capture.intake import take_in_reflection
from reflections.capture.log.forms import edit_page, log_page
from reflections.capture.moments import moments_of
from reflections.capture.own_data.withdrawing import withdrawn_together
from reflections.capture.refusals import AlreadyKept, IdTaken
from reflections.models import Reflection
from reflections.research.access import get_readable_reflection
from reflections.research.reading import render_reading

ENTRIES_A_PAGE = 20
MOST_WITHDRAWN = 100


@require_http_methods(["GET", "POST"])
def log(request, slug):
    participation = get_participation(request.user, slug)
    hunt = participation.hunt
    if not hunt.takes_reflections:
        return render(request, "reflections/log_closed.html", {"hunt": hunt}, status=403)
    moments = moments_of(participation)
    if request.method == "POST":
        page = log_page(participation, moments, request.POST, request.FILES)
        if page.is_valid() and take_in(page, participation):
            messages.success(request, "Logged. It is safe in your notebook.")
            return redirect("reflections:notebook", slug)
    else:
        page = log_page(participation, moments, moment=request.GET.get("moment"))
    context = {"participation": participation, "hunt": hunt, "page": page, "has_errors": bool(page.errors)}
    return render(request, "reflections/log.html", context)


def take_in(page, participation):
    """Keep what was sent and return the reflection, or put on the page why not."""
    try:
        return take_in_reflection(participation, **page.main.said, photos=page.photos, voices=page.voices)
    except AlreadyKept as refusal:
        page.kept = refusal.kept
        page.main.take_new_id()
        page.refuse(ValidationError("You have logged from this page before. That is kept, as it was then."))
    except IdTaken:
        page.main.take_new_id()
        page.refuse(ValidationError("This could not be kept. Press the button once more."))
    except ValidationError as refusal:
        page.refuse(refusal)
    return None


@require_safe
def notebook(request, slug):
    participation = get_participation(request.user, slug)
    own = participation.reflections.order_by("-noted_at", "-id")
    standing = own.standing().for_reading().with_who_brought_them().with_waiting_parts()
    page = Paginator(standing, ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "participation": participation,
        "hunt": participation.hunt,
        "page": page,
        "groups": grouped(page.object_list),
        "withdrawn": own.filter(withdrawn_at__isnull=False).for_reading()[:MOST_WITHDRAWN],
        "withdrawn_together": withdrawn_together(participation),
    }
    return render(request, "reflections/notebook.html", context)


def grouped(reflections):
    """Reflections that follow each other and are about the same moment, as one list each."""
    return [list(group) for _, group in groupby(reflections, key=moment_key)]


def moment_key(reflection):
    return reflection.moment, reflection.visit_id, reflection.leg_id, reflection.encounter_id


@require_safe
def reflection(request, pk):
    """For researchers of its programme the page they read and tag it on, for its author alone their own page of it."""
    own = Reflection.objects.logged_by(request.user).for_reading().with_who_brought_them().with_waiting_parts()
    own = own.filter(pk=pk).first()
    if own is None or Reflection.objects.readable_by_researcher(request.user).filter(pk=pk).exists():
        return render_reading(request, get_readable_reflection(request.user, pk))
    return render(request, "reflections/reflection.html", {"reflection": own, "hunt": own.hunt, "is_own": True})


@require_http_methods(["GET", "POST"])
def reflection_edit(request, pk):
    reflection = get_object_or_404(Reflection.objects.changeable_by(request.user).standing().for_reading(), pk=pk)
    if not reflection.hunt.takes_reflections:
        context = {"hunt": reflection.hunt, "reflection": reflection}
        return render(request, "reflections/log_closed.html", context, status=403)
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    page = edit_page(reflection, *sent)
    if sent and page.is_valid() and edit(page, reflection):
        messages.success(request, "Your changes are saved.")
        return redirect(reflection)
    context = {"hunt": reflection.hunt, "reflection": reflection, "page": page, "has_errors": bool(page.errors)}
    return render(request, "reflections/reflection_edit.html", context)


def edit(page, reflection):
    """Save what was sent and return the reflection, or put on the page why not."""
    main = page.main
    try:
        return edit_reflection(
            reflection,
            words=main.cleaned_data["words"],
            tags=main.tags,
            audience=main.cleaned_data["audience"],
            notes={form.photo.pk: form.note for form in page.kept_photos},
            transcripts={form.voice.pk: form.cleaned_data["transcript"] for form in page.kept_voices},
            remove=page.removed,
            add=page.photos,
            add_voices=page.voices,
        )
    except ValidationError as refusal:
        page.refuse(refusal)
    return None


@require_http_methods(["GET", "POST"])
def reflection_withdraw(request, pk):
    reflection = get_object_or_404(Reflection.objects.logged_by(request.user).standing().for_reading(), pk=pk)
    if request.method == "POST":
        reflection.withdraw()
        if reflection.participation.left_at:
            messages.success(request, "Withdrawn. Nobody else sees it any more.")
            return redirect(reflection)
        messages.success(request, "Withdrawn. Nobody else sees it any more; you can put it back below.")
        return redirect("reflections:notebook", reflection.hunt.slug)
    return render(request, "reflections/reflection_withdraw.html", {"hunt": reflection.hunt, "reflection": reflection})


@require_POST
def reflection_put_back(request, pk):
    reflection = get_object_or_404(Reflection.objects.changeable_by(request.user), pk=pk)
    if reflection.is_withdrawn:
        reflection.put_back()
        messages.success(request, "Put back: it stands as before.")
    return redirect(reflection)
