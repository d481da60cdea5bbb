"""The export page and its files, for the researchers of a programme."""

from django.http import Http404, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from hunts.access import get_researched_programme
from reflections.exports import formats
from reflections.exports.selection import Selection
from reflections.exports.tables import Tables
from reflections.models import Reflection
from reflections.research.filters import ReflectionFilter


@require_safe
def export(request, slug):
    programme = get_researched_programme(request.user, slug)
    return render_export(request, programme, filter_of(request, programme))


@require_safe
def export_file(request, slug, what, format):
    programme = get_researched_programme(request.user, slug)
    if not formats.is_offered(what, format):
        raise Http404
    asked = filter_of(request, programme)
    if not asked.form.is_valid():
        return render_export(request, programme, asked, status=400)
    tables = Tables(Selection(programme, asked.qs), asked.described())
    return download(formats.stream(tables, what, format), format, f"{programme.slug}-{what}")


def filter_of(request, programme):
    readable = Reflection.objects.readable_by_researcher(request.user).filter(programme=programme)
    return ReflectionFilter(request.GET, readable, programme=programme)


def render_export(request, programme, asked, status=200):
    selection = Selection(programme, asked.qs)
    context = {
        "programme": programme,
        "filter": asked,
        "has_errors": bool(asked.form.errors),
        "filter_words": asked.described(),
        "leaving": selection.count(),
        "held_back": selection.held_back(),
        "findings": selection.findings.count(),
        "offers": formats.OFFERS,
        "query": request.GET.urlencode(),
    }
    return render(request, "reflections/export.html", context, status=status)


def download(pieces, format, stem):
    response = StreamingHttpResponse(pieces, content_type=formats.CONTENT_TYPES[format])
    response["Content-Disposition"] = f'attachment; filename="{stem}-{timezone.localdate():%Y-%m-%d}.{format}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
