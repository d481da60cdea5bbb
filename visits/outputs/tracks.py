"""A route for maps and walkers' devices: GPX 1.1 (topografix.com/GPX/1/1) and GeoJSON (RFC 7946). See docs/tracks.md.

WGS 84 degrees; cancelled calls are left out. Nothing draws the journeys: where a bus really goes isn't known.
"""

from collections.abc import Iterator
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from gpxpy.gpx import GPX, GPXRoute, GPXRoutePoint, GPXTrack, GPXTrackPoint, GPXTrackSegment, GPXWaypoint

from visits import wording
from visits.outputs.itinerary import Call, Itinerary

Position = list[float]


def place_of(call: Call) -> Position | None:
    """``[longitude, latitude]`` of where the party gets to: the place, else the start of the walk, else None."""
    if call.latitude is not None and call.longitude is not None:
        return [call.longitude, call.latitude]
    return list(call.path["coordinates"][0]) if call.path else None


def gpx(itinerary: Itinerary) -> bytes:
    """Return GPX: a numbered waypoint a call, one route through them, and each walking tour's path as a track.

    Calls whose place isn't known are left out, but keep their number.
    """
    made = GPX()
    made.creator = "Own Turf"
    made.name = wording.one_line(f"{itinerary.hunt_title}: {itinerary.route_name}")
    made.description = wording.one_line(itinerary.treasure) or None
    made.time = itinerary.shared_at.astimezone(UTC)
    made.link = itinerary.url or None
    zone = ZoneInfo(itinerary.zone)
    placed = [call for call in itinerary.kept if place_of(call)]
    made.waypoints = [waypoint(GPXWaypoint, call, zone) for call in placed]
    if placed:
        route = GPXRoute(name=wording.one_line(itinerary.route_name), number=itinerary.route_number)
        route.points = [waypoint(GPXRoutePoint, call, zone) for call in placed]
        made.routes = [route]
    made.tracks = [track(call) for call in placed if call.path]
    return made.to_xml(version="1.1").encode()


def waypoint(kind: type, call: Call, zone: ZoneInfo) -> Any:
    """Return a waypoint or route point; its time is when the call is planned to begin."""
    longitude, latitude = on_the_gpx_globe(place_of(call))
    made = kind(
        latitude=latitude,
        longitude=longitude,
        time=call.begin.astimezone(UTC),
        name=numbered(call),
        description=described(call, zone),
        type=call.kind_label,
    )
    made.link = call.url or None
    return made


def numbered(call: Call) -> str:
    return f"{call.number}. {wording.one_line(call.title)}"


def described(call: Call, zone: ZoneInfo) -> str:
    when = f"{wording.clock(call.begin, zone)} to {wording.clock(call.leave, zone)}"
    where = wording.where(call.place, call.address)
    access = wording.access(call.step_free, call.access_notes)
    return "\n".join(line for line in (when, where, access) if line)


def track(call: Call) -> GPXTrack:
    made: Any = GPXTrack(name=numbered(call), number=call.number)
    made.type = call.kind_label
    points = [on_the_gpx_globe(position) for position in call.path["coordinates"]] if call.path else []
    made.segments = [GPXTrackSegment([GPXTrackPoint(latitude, longitude) for longitude, latitude in points])]
    return made


def on_the_gpx_globe(position: Position | None) -> tuple[float, float]:
    """Longitude and latitude; GPX ends longitudes just short of 180, which is the same meridian as -180."""
    longitude, latitude = position or (0.0, 0.0)
    return (-180.0 if longitude == 180 else float(longitude)), float(latitude)


def geojson(itinerary: Itinerary) -> bytes:
    """Return a FeatureCollection: a Point a call (geometry null where the place isn't known), a LineString a path."""
    zone = ZoneInfo(itinerary.zone)
    collection = {
        "type": "FeatureCollection",
        "name": wording.one_line(f"{itinerary.hunt_title}: {itinerary.route_name}"),
        "route": itinerary.route_uid,
        "plan": itinerary.version,
        "shared_at": itinerary.shared_at.astimezone(zone).isoformat(),
        "zone": itinerary.zone,
        "features": [feature for call in itinerary.kept for feature in features(call, zone)],
    }
    return orjson.dumps(collection, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def features(call: Call, zone: ZoneInfo) -> Iterator[dict[str, Any]]:
    place = place_of(call)
    point = {"type": "Point", "coordinates": place} if place else None
    yield {"type": "Feature", "id": call.uid, "geometry": point, "properties": properties(call, zone)}
    if call.path:
        line = {"type": "LineString", "coordinates": call.path["coordinates"]}
        told = {"number": call.number, "title": call.title, "kind": call.kind}
        yield {"type": "Feature", "id": f"{call.uid}-path", "geometry": line, "properties": told}


def properties(call: Call, zone: ZoneInfo) -> dict[str, Any]:
    """What docs/tracks.md promises about a call: words as they were typed, times with the zone's offset."""
    return {
        "number": call.number,
        "title": call.title,
        "kind": call.kind,
        "arrive": call.arrive.astimezone(zone).isoformat(),
        "begin": call.begin.astimezone(zone).isoformat(),
        "leave": call.leave.astimezone(zone).isoformat(),
        "place": call.place,
        "address": call.address,
        "step_free": call.step_free,
        "access_notes": call.access_notes,
        "host": call.host,
        "meet": call.meet,
        "prompts": call.prompts,
        "conundrums": [number for number, _, _ in call.conundrums],
        "journey_mode": call.mode,
        "journey_minutes": call.journey_minutes,
        "journey_estimated": call.journey_estimated,
        "url": call.url,
    }
