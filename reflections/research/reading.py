"""One reflection, read closely: the researchers' part of its page."""

from django.shortcuts import render

from hunts.models import Programme
from reflections.models import Evidence
from reflections.research import choices
from reflections.research.desk import filtered
from reflections.research.directory import Directory
from reflections.research.forms import EvidenceForm, TagForm
from reflections.research.paging import Place
from reflections.research.undoing import take_undo


def render_reading(request, reflection, tag_form=None, evidence_form=None):
    """The page of a reflection from ``get_readable_reflection``; a form comes as it was sent if it has errors."""
    programme = Programme.objects.with_roles_of(request.user).get(pk=reflection.programme_id)
    older, newer = neighbours(filtered(request, programme, Directory(programme)).qs, reflection)
    author = reflection.participation.user_id
    context = {
        "programme": programme,
        "hunt": reflection.hunt,
        "reflection": reflection,
        "is_own": author == request.user.pk,
        "is_researched": True,
        "researcher_tags": reflection.tags.exclude(tagged_by=author).select_related("conundrum", "tagged_by"),
        "evidence": Evidence.objects.visible_to(request.user).filter(reflection=reflection).select_related("finding"),
        "tag_form": tag_form or TagForm(programme=programme),
        "evidence_form": evidence_form or new_evidence_form(request.user, reflection),
        "has_errors": any(form and form.errors for form in (tag_form, evidence_form)),
        "older": older,
        "newer": newer,
        "query": choices.query_of(request.GET).urlencode(),
        "undo": take_undo(request),
    }
    return render(request, "reflections/reading.html", context)


def neighbours(reflections, reflection):
    """The ids of the next older and the next newer of the reflections, None where there is none."""
    ids, place = reflections.values_list("pk", flat=True), Place(reflection.noted_at, reflection.pk)
    older = ids.filter(place.older()).order_by("-noted_at", "-id").first()
    newer = ids.filter(place.newer()).order_by("noted_at", "id").first()
    return older, newer


def new_evidence_form(user, reflection, data=None):
    """Begins with the finding somebody used last, as evidence is gathered for one after the other."""
    instance = Evidence(reflection=reflection, added_by=user)
    used = Evidence.objects.filter(added_by=user, finding__programme=reflection.programme_id)
    last = None if data else used.order_by("-pk").values_list("finding", flat=True).first()
    return EvidenceForm(data, instance=instance, initial={"finding": last})
