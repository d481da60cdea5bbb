"""A walking tour's path from a file: GPX 1.0 and 1.1 (tracks, else routes), or GeoJSON (RFC 7946)."""

import heapq
import json
import re
from collections.abc import Iterator
from math import cos, inf, radians
from xml.etree import ElementTree

from django import forms
from django.core.exceptions import ValidationError

from visits.paths import MAX_POINTS, is_position, validate_path

MAX_BYTES = 1_000_000

Position = list[float]  # longitude, latitude


class PathFileField(forms.FileField):
    """A file with a path; cleans to a GeoJSON dict, or to None when no file was sent."""

    default_error_messages = {"empty": "This file is empty. Choose a GPX or GeoJSON file."}

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = ".gpx,.geojson,.json,application/gpx+xml,application/geo+json"

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return read_path_file(file) if file else None


def read_path_file(file) -> dict:
    """The path in an uploaded ``file`` as a GeoJSON LineString of 2 to 2,000 positions, its segments joined in order.

    Heights are left out, and a longer path is thinned. Raises ValidationError with a sentence for the page.
    """
    if file.size > MAX_BYTES:
        raise ValidationError("Choose a file smaller than 1 MB.")
    text = as_text(file.read())
    if text.startswith("<"):
        positions = read_gpx(text)
    elif text.startswith("{"):
        positions = read_geojson_file(text)
    else:
        raise ValidationError("This file is neither GPX nor GeoJSON. Export the walk as one of the two.")
    path = {"type": "LineString", "coordinates": thin(without_repeats(positions), MAX_POINTS)}
    validate_path(path)
    return path


def as_text(content: bytes) -> str:
    """UTF-16 when it says so, else UTF-8; a byte that is neither can only be in a name, which nobody reads here."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace").strip()
    return content.decode("utf-8-sig", errors="replace").strip()


def read_gpx(text: str) -> list[Position]:
    """Every point of the tracks, or of the routes when there is no track.

    Not through gpxpy, whose parser registers the prefixes that a file declares for all XML this process writes later.
    """
    if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
        raise ValidationError("This GPX file carries a document type, which is refused. Export the walk anew.")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - without a document type there are no entities to expand
    except (ElementTree.ParseError, ValueError):
        raise ValidationError("This file is not whole XML, so no path can be read from it.") from None
    if local_name(root) != "gpx":
        raise ValidationError("This is an XML file, but not a GPX file.")
    points = {"trkpt": [], "rtept": []}
    for element in root.iter():
        if (name := local_name(element)) in points:
            points[name].append(read_gpx_point(element))
    return checked(points["trkpt"] or points["rtept"], "track or route")


def local_name(element) -> str:
    return element.tag.rpartition("}")[2]


def read_gpx_point(element) -> list:
    try:
        return [float(element.get("lon", "")), float(element.get("lat", ""))]
    except ValueError:
        return [element.get("lon"), element.get("lat")]


def read_geojson_file(text: str) -> list[Position]:
    try:
        return checked([point for line in lines_of(json.loads(text)) for point in line], "line")
    except (ValueError, RecursionError):
        raise ValidationError("This file is not whole GeoJSON, so no path can be read from it.") from None


def lines_of(thing) -> Iterator[list]:
    """The coordinates of each line in a GeoJSON object; points and areas have none."""
    if not isinstance(thing, dict):
        return
    if thing.get("type") == "LineString":
        yield a_list(thing.get("coordinates"))
    elif thing.get("type") == "MultiLineString":
        yield from map(a_list, a_list(thing.get("coordinates")))
    for part in [thing.get("geometry"), *a_list(thing.get("features")), *a_list(thing.get("geometries"))]:
        yield from lines_of(part)


def a_list(value) -> list:
    return value if isinstance(value, list) else []


def checked(points: list, what: str) -> list[Position]:
    """``points`` without heights, to about ten centimetres; raises ValidationError when one is not on the globe."""
    if not points:
        raise ValidationError(f"This file holds no {what}.")
    flat = [point[:2] if isinstance(point, list) else point for point in points]
    for number, position in enumerate(flat, start=1):
        if not is_position(position):
            raise ValidationError(f"Point {number} in the file is not on the globe.")
    return [[round(longitude, 6), round(latitude, 6)] for longitude, latitude in flat]


def without_repeats(positions: list[Position]) -> list[Position]:
    return [at for before, at in zip([None, *positions], positions, strict=False) if at != before]


def thin(positions: list[Position], most: int) -> list[Position]:
    """At most ``most`` of the ``positions``, ends included: again and again the one that bends the line least goes.

    Visvalingam and Whyatt, "Line generalisation by repeated elimination of points" (1993), which, unlike Douglas and
    Peucker's method, takes n log n steps for any line.
    """
    last = len(positions) - 1
    before, after = list(range(-1, last)), list(range(1, last + 2))
    area = [inf, *(bend(*positions[at - 1 : at + 2]) for at in range(1, last)), inf][: last + 1]
    heap = [(size, at) for at, size in enumerate(area)]
    heapq.heapify(heap)
    left = len(positions)
    while left > most:
        size, at = heapq.heappop(heap)
        if area[at] != size:
            continue  # a neighbour went meanwhile; its newer size is in the heap, too
        left, area[at] = left - 1, -1
        after[before[at]], before[after[at]] = after[at], before[at]
        for near in (before[at], after[at]):
            if 0 < near < last:
                # Never less than what went before, or a slow curve would be eaten up from one end.
                area[near] = max(size, bend(positions[before[near]], positions[near], positions[after[near]]))
                heapq.heappush(heap, (area[near], near))
    return [position for position, size in zip(positions, area, strict=True) if size >= 0]


def bend(start: Position, middle: Position, end: Position) -> float:
    """Twice the triangle's area, in square degrees of latitude."""
    narrow = cos(radians(middle[1]))
    across, along = (middle[0] - start[0]) * narrow, middle[1] - start[1]
    return abs(across * (end[1] - start[1]) - along * (end[0] - start[0]) * narrow)
