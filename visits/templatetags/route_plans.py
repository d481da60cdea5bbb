"""For pages of lower apps, which can't import the plan but may show it."""

from django import template

from visits.planning.stations import hunt_stations

register = template.Library()


@register.simple_tag
def route_plans(hunt):
    """The stations of every route of ``hunt`` by the route's primary key, in two queries."""
    return {route.pk: stations for route, stations in hunt_stations(hunt)}


@register.filter
def stations_of(plans, route):
    return plans.get(route.pk, [])
