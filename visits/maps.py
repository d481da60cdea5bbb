"""What a map page hands to its script: plain numbers and names, drawn from what the page shows beside it."""

from django.conf import settings

from visits.places import ATTRIBUTION, places_around


def map_settings(points):
    """Tiles and the paper layer for a map around ``points``, ``(latitude, longitude)`` each."""
    return {
        "tiles": settings.TILES_URL,
        "attribution": settings.TILES_ATTRIBUTION,
        "paperAttribution": ATTRIBUTION,
        "places": [[place.name, place.latitude, place.longitude] for place in places_around(points)],
    }


def plan_map(hunt, planned):
    """Routes of ``planned`` (pairs of a route and its stations) with numbered stops, walks as paths, and the base."""
    routes = [
        {"name": route.name, "number": route.number, "stops": stops_of(stations), "line": line_of(stations)}
        for route, stations in planned
    ]
    base = None if hunt.latitude is None else [float(hunt.latitude), float(hunt.longitude)]
    points = [point for route in routes for point in route["line"]] + ([base] if base else [])
    return map_settings(points) | {
        "routes": routes,
        "base": base,
        "baseName": hunt.base_name,
        "paths": [path_of(station.stop) for _, stations in planned for station in stations if station.stop.path],
    }


def stops_of(stations):
    return [
        {
            "visit": str(station.visit.uid),
            "number": number,
            "title": station.stop.title,
            "at": station.stop.points[0],
        }
        for number, station in enumerate(stations, start=1)
        if station.stop.points
    ]


def line_of(stations):
    """The route as straight lines from stop to stop, ``[latitude, longitude]`` each."""
    return [list(point) for station in stations if station.stop.points for point in dict.fromkeys(station.stop.points)]


def path_of(stop):
    return {
        "title": stop.title,
        "line": [[latitude, longitude] for longitude, latitude in stop.path["coordinates"]],
    }
