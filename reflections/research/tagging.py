"""Researchers' own tags, beside those of the author, which stay as they are."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from hunts.access import allowed
from reflections.models import Tag
from reflections.research.access import get_readable_reflection
from reflections.research.choices import query_of
from reflections.research.forms import TagForm
from reflections.research.reading import render_reading
from reflections.research.undoing import offer_undo


@require_POST
def tag_add(request, pk):
    """Tag a reflection, or take another stance on a conundrum one has tagged before."""
    reflection = get_readable_reflection(request.user, pk)
    allowed(reflection, is_open_to(request.user, reflection))
    form = TagForm(request.POST, programme=reflection.hunt.programme)
    if not form.is_valid():
        return render_reading(request, reflection, tag_form=form)
    conundrum, stance = form.cleaned_data["conundrum"], form.cleaned_data["stance"]
    Tag.objects.update_or_create(
        reflection=reflection, conundrum=conundrum, tagged_by=request.user, defaults={"stance": stance}
    )
    messages.success(request, f"Tagged: {conundrum}, {stance}.")
    return back_to(request, reflection)


@require_POST
def tag_remove(request, pk):
    tag = get_object_or_404(Tag.objects.select_related("conundrum"), pk=pk)
    reflection = get_readable_reflection(request.user, tag.reflection_id)
    allowed(tag, tag.tagged_by_id == request.user.pk and is_open_to(request.user, reflection))
    tag.delete()
    offer_undo(
        request,
        f"Removed your tag: {tag.conundrum}, {tag.stance}.",
        reflection,
        reverse("reflections:tag_add", args=[reflection.pk]),
        {"conundrum": tag.conundrum_id, "stance": tag.stance},
    )
    return back_to(request, reflection)


def is_open_to(user, reflection):
    """Whether the user's tags on it are a researcher's: those on what one logged oneself are its author's."""
    return reflection.participation.user_id != user.pk


def back_to(request, reflection):
    """The reading page, within the filter somebody came with."""
    query = query_of(request.GET).urlencode()
    return redirect(f"{reflection.get_absolute_url()}{'?' if query else ''}{query}")
