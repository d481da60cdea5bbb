"""What we hold of somebody, in plain words and to take along."""

from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from hunts.access import get_participation
from reflections.capture.own_data.my_data import stream_my_data, what_we_hold


@require_safe
def my_data(request, slug):
    participation = get_participation(request.user, slug)
    context = {"participation": participation, "hunt": participation.hunt, "held": what_we_hold(participation)}
    return render(request, "reflections/my_data.html", context)


@require_safe
def my_data_zip(request, slug):
    participation = get_participation(request.user, slug)
    response = StreamingHttpResponse(stream_my_data(participation), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="my-data-{participation.hunt.slug}.zip"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
