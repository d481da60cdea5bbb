"""Hosts in bulk: a file is read, shown as what it would change, and imported with one press."""

import re

from django.contrib import messages
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hunts.access import get_organised_programme
from visits.directory import template_files
from visits.directory.columns import COLUMNS
from visits.directory.forms import HostFileForm
from visits.directory.importing import NotAgreedError, carry_out
from visits.directory.proposal import Proposal
from visits.models import HostImport, HostOrganisation


@require_http_methods(["GET", "POST"])
def host_import(request, slug):
    programme = get_organised_programme(request.user, slug)
    form = HostFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        HostImport.objects.left_over().delete()
        return redirect(
            HostImport.objects.create(programme=programme, uploaded_by=request.user, **form.cleaned_data["file"])
        )
    context = {"programme": programme, "form": form, "columns": COLUMNS, "kinds": HostOrganisation.Kind.labels}
    return render(request, "visits/host_import.html", context)


@require_safe
def host_import_template(request, slug, format):
    """An empty file with the columns, ``csv`` or ``xlsx``."""
    programme = get_organised_programme(request.user, slug)
    if format not in template_files.WRITERS:
        raise Http404
    content = template_files.WRITERS[format]()
    return FileResponse(content, as_attachment=True, filename=f"hosts-of-{programme.slug}.{format}")


@require_http_methods(["GET", "POST"])
def host_import_check(request, slug, pk):
    """What the file would change; a POST keeps the choices made, or imports what was shown with them."""
    programme = get_organised_programme(request.user, slug)
    found = get_object_or_404(HostImport.objects.visible_to(request.user).filter(programme=programme), pk=pk)
    if request.method == "POST":
        return keep_choices(request, found) or import_hosts(request, found)
    proposal = Proposal(programme, found.rows, found.choices)
    by_status = {status: proposal.with_status(status) for status in ("error", "choose", "new", "changed", "same")}
    context = {"programme": programme, "host_import": found, "proposal": proposal, "rows": by_status}
    return render(request, "visits/host_import_check.html", context)


def keep_choices(request, found):
    """Redirect to the preview with choices that it has not shown yet; None when there are none."""
    posted = {name[4:]: value for name, value in request.POST.items() if re.fullmatch(r"row-\d{1,7}", name)}
    lines = {str(row["line"]) for row in found.rows}
    choices = found.choices | {line: value[:20] for line, value in posted.items() if line in lines}
    if choices == found.choices:
        return None
    found.choices = choices
    found.save(update_fields=["choices"])
    messages.info(request, "Your choices are taken in below. Look once more, then import.")
    return redirect(found)


def import_hosts(request, found):
    try:
        proposal = carry_out(found, request.POST.get("agreed", ""))
    except NotAgreedError:
        messages.error(request, "Nothing is imported yet. Choose where it says so, and look at the changes once more.")
        return redirect(found)
    except HostImport.DoesNotExist:
        messages.info(request, "This file has been imported already.")
    else:
        messages.success(request, summary(proposal))
    return redirect("visits:hosts", found.programme.slug)


def summary(proposal: Proposal) -> str:
    counts = {status: len(proposal.with_status(status)) for status in ("new", "changed", "same", "error")}
    words = {"new": "new", "changed": "changed", "same": "the same as before", "error": "left out with errors"}
    return f"Imported. Rows: {', '.join(f'{counts[status]} {words[status]}' for status in counts if counts[status])}."


@require_POST
def host_import_drop(request, slug, pk):
    programme = get_organised_programme(request.user, slug)
    get_object_or_404(HostImport.objects.visible_to(request.user).filter(programme=programme), pk=pk).delete()
    messages.info(request, "The file is forgotten. Nothing was imported.")
    return redirect("visits:host_import", programme.slug)
