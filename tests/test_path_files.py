"""A walk's path from a GPX or GeoJSON file."""

import json
from itertools import pairwise
from math import cos, sin

import gpxpy.gpx
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from visits.path_files import read_path_file, thin

pytestmark = pytest.mark.once

LINE = [[-2.519, 53.4975], [-2.522, 53.499], [-2.53, 53.5]]
PATH = {"type": "LineString", "coordinates": LINE}
GPX = '<?xml version="1.0"?><gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{}</gpx>'
TRACK = GPX.format('<trk><trkseg><trkpt lat="{}" lon="-2.5"/><trkpt lat="53.5" lon="-2.4"/></trkseg></trk>')


def read(content):
    return read_path_file(ContentFile(content if isinstance(content, bytes) else content.encode(), "walk"))


def refusal(content):
    with pytest.raises(ValidationError) as refused:
        read(content)
    return refused.value.messages


def recorded(*segments):
    """A GPX file as a walker's app writes it, with heights and a waypoint that is not on the path."""
    gpx = gpxpy.gpx.GPX()
    gpx.waypoints.append(gpxpy.gpx.GPXWaypoint(51, 0, name="Home"))
    gpx.tracks.append(gpxpy.gpx.GPXTrack())
    for segment in segments:
        points = [gpxpy.gpx.GPXTrackPoint(latitude, longitude, elevation=30) for longitude, latitude in segment]
        gpx.tracks[0].segments.append(gpxpy.gpx.GPXTrackSegment(points))
    return gpx.to_xml()


def test_a_recorded_track_is_read_its_segments_joined_in_order():
    assert read(recorded(LINE[:2], LINE[1:])) == PATH


def test_a_route_is_read_when_there_is_no_track():
    gpx = gpxpy.gpx.GPX()
    gpx.routes.append(gpxpy.gpx.GPXRoute())
    gpx.routes[0].points = [gpxpy.gpx.GPXRoutePoint(latitude, longitude) for longitude, latitude in LINE]

    assert read(gpx.to_xml()) == PATH


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_a_file_is_read_in_whatever_encoding(encoding):
    named = recorded(LINE).replace("Home", "Café").replace('encoding="UTF-8"', f'encoding="{encoding}"')

    assert read(named.encode(encoding)) == PATH


@pytest.mark.parametrize(
    "thing",
    [
        PATH,
        {"type": "LineString", "coordinates": [[*position, 30.5] for position in LINE]},
        {"type": "MultiLineString", "coordinates": [LINE[:2], LINE[1:]]},
        {"type": "Feature", "properties": {}, "geometry": PATH},
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [0, 0]}},
                {"type": "Feature", "geometry": {"type": "LineString", "coordinates": LINE[:2]}},
                {"type": "Feature", "geometry": {"type": "LineString", "coordinates": LINE[2:]}},
            ],
        },
        {"type": "GeometryCollection", "geometries": [PATH]},
    ],
)
def test_geojson_is_read_in_each_of_its_forms(thing):
    assert read(json.dumps(thing)) == PATH


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("hello", "This file is neither GPX nor GeoJSON. Export the walk as one of the two."),
        ("[[1, 2], [3, 4]]", "This file is neither GPX nor GeoJSON. Export the walk as one of the two."),
        (b"\x89PNG\r\n\x1a\n\0\0", "This file is neither GPX nor GeoJSON. Export the walk as one of the two."),
        ("<gpx><trk>", "This file is not whole XML, so no path can be read from it."),
        ("<gpx>\0</gpx>", "This file is not whole XML, so no path can be read from it."),
        ("<kml/>", "This is an XML file, but not a GPX file."),
        (GPX.format('<wpt lat="1" lon="1"/>'), "This file holds no track or route."),
        (TRACK.format("north"), "Point 1 in the file is not on the globe."),
        (TRACK.format("nan"), "Point 1 in the file is not on the globe."),
        (TRACK.format("1e999"), "Point 1 in the file is not on the globe."),
        (GPX.format("<trk><trkseg><trkpt/></trkseg></trk>"), "Point 1 in the file is not on the globe."),
        (GPX.format('<trk><trkseg><trkpt lat="1" lon="1"/></trkseg></trk>'), "A path has 2 to 2,000 points."),
        ('{"type": ', "This file is not whole GeoJSON, so no path can be read from it."),
        ('{"a":' * 9000, "This file is not whole GeoJSON, so no path can be read from it."),
        ('{"type": "Point", "coordinates": [0, 0]}', "This file holds no line."),
        ('{"type": "LineString", "coordinates": {"0": 1}}', "This file holds no line."),
        ('{"type": "MultiLineString", "coordinates": [1, 2]}', "This file holds no line."),
        ('{"type": "LineString", "coordinates": [[0, 0], [0, 91]]}', "Point 2 in the file is not on the globe."),
        ('{"type": "LineString", "coordinates": [[0, 0], [NaN, 1]]}', "Point 2 in the file is not on the globe."),
        ('{"type": "LineString", "coordinates": [[0, 0], "north"]}', "Point 2 in the file is not on the globe."),
        ('{"type": "LineString", "coordinates": [[1, 1], [1, 1]]}', "A path has 2 to 2,000 points."),
        ("{" + " " * 1_000_000 + "}", "Choose a file smaller than 1 MB."),
    ],
)
def test_a_file_without_a_usable_path_is_refused_with_a_sentence(content, sentence):
    assert refusal(content) == [sentence]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_before_they_are_parsed(encoding):
    bomb = '<?xml version="1.0"?><!DOCTYPE gpx [<!ENTITY a "1"><!ENTITY b "&a;&a;">]><gpx><trk>&b;</trk></gpx>'

    assert refusal(bomb.encode(encoding)) == [
        "This GPX file carries a document type, which is refused. Export the walk anew."
    ]


def test_a_declared_encoding_cannot_hide_a_document_type():
    hidden = b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE gpx []><gpx/>".encode("cp037")

    assert refusal(hidden) == ["This file is not whole XML, so no path can be read from it."]


def test_a_long_walk_is_thinned_to_what_a_path_may_hold_and_keeps_its_shape():
    circle = [[round(sin(step / 4000), 6), round(cos(step / 4000), 6)] for step in range(20_000)]

    path = read(json.dumps({"type": "LineString", "coordinates": circle}))["coordinates"]

    assert len(path) == 2000
    assert (path[0], path[-1]) == (circle[0], circle[-1])
    assert max(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(path)) < 0.02


def test_thinning_drops_what_bends_the_line_least():
    corner = [[0, 0], [1, 0], [2, 0.000001], [3, 0], [3, 1], [3.000001, 2], [3, 3]]

    assert thin(corner, 3) == [[0, 0], [3, 0], [3, 3]]
    assert thin(corner, 7) == corner
    assert thin(corner[:1], 1) == corner[:1]
