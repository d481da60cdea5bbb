"""What was learnt, and the evidence for and against."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError, transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hunts.access import get_researched_programme
from reflections.models import Evidence, Finding, Reflection
from reflections.research.access import get_readable_reflection
from reflections.research.directory import Directory
from reflections.research.entries import read_entries
from reflections.research.forms import FindingForm
from reflections.research.reading import new_evidence_form, render_reading
from reflections.research.tagging import back_to
from reflections.research.undoing import offer_undo, take_undo

PAGE_SIZE = 50


@require_safe
def findings(request, slug):
    programme = get_researched_programme(request.user, slug)
    rows = with_counts(programme.findings.all(), request.user).prefetch_related("conundrums").order_by("pk")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "reflections/findings.html", {"programme": programme, "page": page})


def with_counts(findings, user):
    """Add ``count_for`` and ``count_against``: evidence that the user may read and that still stands."""
    standing = Evidence.objects.visible_to(user).standing().filter(finding=OuterRef("pk")).order_by()
    return findings.annotate(
        count_for=count_of(standing.filter(direction=Evidence.Direction.FOR)),
        count_against=count_of(standing.filter(direction=Evidence.Direction.AGAINST)),
    )


def count_of(evidence):
    return Coalesce(Subquery(evidence.values("finding").annotate(number=Count("pk")).values("number")), 0)


@require_safe
def finding(request, slug, pk):
    programme = get_researched_programme(request.user, slug)
    finding = get_object_or_404(programme.findings.select_related("written_by"), pk=pk)
    pieces = read_evidence(finding, request.user, Directory(programme))
    context = {
        "programme": programme,
        "finding": finding,
        "conundrums": finding.conundrums.order_by("number"),
        "sides": sides_of(pieces),
        "gone": finding.evidence.count() - len(pieces),
        "undo": take_undo(request),
    }
    return render(request, "reflections/finding.html", context)


def read_evidence(finding, user, directory):
    """The evidence the user may read: dicts of ``pk``, ``direction``, ``quote``, ``stands`` and the ``entry``."""
    visible = finding.evidence.visible_to(user).order_by("pk")
    reflections = Reflection.objects.filter(pk__in=visible.values("reflection"))
    entries = {entry["id"]: entry for entry in read_entries(reflections, directory)}
    return [
        piece(evidence, entries[evidence.reflection_id]) for evidence in visible if evidence.reflection_id in entries
    ]


def piece(evidence, entry):
    """A quote whose author has taken the words out is not handed on."""
    stands = evidence.quote in entry["words"]
    quote = evidence.quote if stands else ""
    return {"pk": evidence.pk, "direction": evidence.direction, "quote": quote, "stands": stands, "entry": entry}


def sides_of(pieces):
    return [
        {"name": name, "direction": direction, "pieces": [each for each in pieces if each["direction"] == direction]}
        for direction, name in Evidence.Direction.choices
    ]


@require_http_methods(["GET", "POST"])
def finding_new(request, slug):
    programme = get_researched_programme(request.user, slug)
    form = FindingForm(request.POST or None, instance=Finding(programme=programme, written_by=request.user))
    if form.is_valid():
        finding = form.save()
        messages.success(request, "The finding is written. Next: the evidence for and against it.")
        return redirect(finding)
    return render(request, "reflections/finding_new.html", {"programme": programme, "form": form})


@require_http_methods(["GET", "POST"])
def finding_edit(request, slug, pk):
    programme = get_researched_programme(request.user, slug)
    finding = get_object_or_404(programme.findings, pk=pk)
    form = FindingForm(request.POST or None, instance=finding)
    if form.is_valid():
        form.save()
        messages.success(request, "The finding is saved.")
        return redirect(finding)
    return render(request, "reflections/finding_edit.html", {"programme": programme, "finding": finding, "form": form})


@require_http_methods(["GET", "POST"])
def finding_delete(request, slug, pk):
    programme = get_researched_programme(request.user, slug)
    finding = get_object_or_404(programme.findings, pk=pk)
    if request.method == "POST":
        finding.delete()
        messages.success(request, "The finding is deleted. The reflections it rested on are as they were.")
        return redirect("reflections:findings", slug)
    context = {"programme": programme, "finding": finding, "pieces": finding.evidence.count()}
    return render(request, "reflections/finding_delete.html", context)


@require_POST
def evidence_add(request, pk):
    """Use a reflection, or a quote of it, as evidence."""
    reflection = get_readable_reflection(request.user, pk)
    form = new_evidence_form(request.user, reflection, request.POST)
    if not form.is_valid() or not save_evidence(form):
        return render_reading(request, reflection, evidence_form=form)
    finding = form.instance.finding
    messages.success(request, f"Now evidence {form.instance.direction}: “{finding}”")
    return redirect(finding) if request.GET.get("back") == "finding" else back_to(request, reflection)


def save_evidence(form):
    """Whether it could be saved; it can't when the same was added between the check and now."""
    try:
        with transaction.atomic():
            return form.save()
    except IntegrityError:
        form.add_error("quote", "This is already evidence for or against this finding.")


@require_POST
def evidence_remove(request, slug, pk, evidence_pk):
    programme = get_researched_programme(request.user, slug)
    finding = get_object_or_404(programme.findings, pk=pk)
    evidence = get_object_or_404(
        finding.evidence.visible_to(request.user).select_related("reflection"), pk=evidence_pk
    )
    evidence.delete()
    offer_undo(
        request,
        "Removed one piece of evidence.",
        evidence.reflection,
        reverse("reflections:evidence_add", args=[evidence.reflection_id]) + "?back=finding",
        {"finding": finding.pk, "direction": evidence.direction, "quote": evidence.quote},
    )
    return redirect(finding)
