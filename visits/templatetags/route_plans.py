"""For pages of lower apps, which can't import the plan but may show it."""

from django import template
from django.conf import settings

from visits.planning.stations import hunt_stations
from visits.planning.working import working_board
from visits.readiness import count, readiness
from visits.warnings import Level

register = template.Library()


@register.simple_tag
def route_plans(hunt):
    """The stations of every route of ``hunt`` by the route's primary key, in three queries."""
    return {route.pk: stations for route, stations in hunt_stations(hunt)}


@register.simple_tag
def can_measure_journeys():
    """Whether the site has a routing engine."""
    return bool(settings.ROUTING_URL)


@register.simple_tag
def problems_left(hunt):
    """How many problems still stand between the hunt's plan and its day."""
    return count(readiness(hunt, working_board(hunt)), Level.PROBLEM)


@register.filter
def stations_of(plans, route):
    return plans.get(route.pk, [])
