"""The site, and the bare views that its pages are measured against."""

from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.template import Context, Template
from django.urls import path

from config.urls import urlpatterns as pages
from hunts.models import Programme
from reflections.models import Reflection
from reflections.research.directory import Directory
from reflections.research.entries import read_entries
from reflections.research.paging import PAGE_SIZE
from visits.models import Visit


@login_not_required
def bare(request, slug):
    """The list of the desk's first page by one query and one template: nobody is signed in, no role and no consent is
    looked up, nothing stands around it. What is the same for every request is kept."""
    directory = directory_of(slug)
    newest = Reflection.objects.filter(programme=directory.programme).order_by("-noted_at", "-id")[:PAGE_SIZE]
    return render(request, "reflections/_entries.html", {"entries": read_entries(newest, directory)})


STOPS = Template(
    "<ol>{% for visit in visits %}<li>{{ visit.position }}. {{ visit.stop.title }}, {{ visit.stop.stay_minutes }} min,"
    " {{ visit.stop.venue.name }}, {{ visit.leg.get_mode_display }}</li>{% endfor %}</ol>"
)


@login_not_required
def bare_plan(request, slug):
    """Every stop of a hunt in order, by one query and one template."""
    visits = Visit.objects.filter(route__hunt__slug=slug).select_related("leg", "stop__venue")
    return HttpResponse(STOPS.render(Context({"visits": visits.order_by("route__number", "position")})))


@cache
def directory_of(slug):
    return Directory(Programme.objects.get(slug=slug))


urlpatterns = [path("bare/<slug:slug>/", bare), path("bare-plan/<slug:slug>/", bare_plan), *pages]
