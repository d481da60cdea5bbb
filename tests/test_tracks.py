"""A route as GPX, held against the rules of the GPX 1.1 schema, and as GeoJSON, held against RFC 7946."""

import re
from datetime import UTC
from xml.etree import ElementTree

import gpxpy
import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.itineraries import PATH, make_call, make_itinerary, make_walk
from visits.outputs.tracks import geojson, gpx

pytestmark = pytest.mark.once

SPACE = "{http://www.topografix.com/GPX/1/1}"
# The sequences of the schema's types, www.topografix.com/GPX/1/1/gpx.xsd; a child may only follow its elder siblings.
POINT = ["ele", "time", "magvar", "geoidheight", "name", "cmt", "desc", "src", "link", "sym", "type", "fix", "sat"]
POINT += ["hdop", "vdop", "pdop", "ageofdgpsdata", "dgpsid"]
ORDER = {
    "gpx": ["metadata", "wpt", "rte", "trk", "extensions"],
    "metadata": ["name", "desc", "author", "copyright", "link", "time", "keywords", "bounds", "extensions"],
    "wpt": [*POINT, "extensions"],
    "rtept": [*POINT, "extensions"],
    "trkpt": [*POINT, "extensions"],
    "rte": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "rtept"],
    "trk": ["name", "cmt", "desc", "src", "link", "number", "type", "extensions", "trkseg"],
    "trkseg": ["trkpt", "extensions"],
    "link": ["text", "type"],
}
MANY = {"wpt", "rte", "trk", "link", "rtept", "trkseg", "trkpt"}
ATTRIBUTES = {"gpx": {"version", "creator"}, "link": {"href"}}
ATTRIBUTES |= {tag: {"lat", "lon"} for tag in ("wpt", "rtept", "trkpt")}
DECIMAL = re.compile(r"[+-]?\d+(\.\d*)?|[+-]?\.\d+")
DATE_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?")


def faults(element):
    """Every way in which ``element`` and what is in it break the schema's rules."""
    tag = element.tag.removeprefix(SPACE)
    names = [child.tag.removeprefix(SPACE) for child in element]
    known = ORDER.get(tag, [])
    found = [f"{tag} may not hold {name}" for name in names if name not in known]
    places = [known.index(name) for name in names if name in known]
    found += [f"{tag} is out of order: {names}"] * (places != sorted(places))
    found += [f"{tag} has two of {name}" for name in set(names) - MANY if names.count(name) > 1]
    attributes = {name for name in element.attrib if not name.startswith("{")}
    found += [f"{tag} has {attributes}"] * (attributes != ATTRIBUTES.get(tag, set()))
    found += wrong_values(tag, element)
    return found + [fault for child in element for fault in faults(child)]


def wrong_values(tag, element):
    if tag in {"wpt", "rtept", "trkpt"}:
        latitude, longitude = element.attrib["lat"], element.attrib["lon"]
        if not (DECIMAL.fullmatch(latitude) and DECIMAL.fullmatch(longitude)):
            yield f"{latitude}, {longitude} are not decimals"
        elif not (-90 <= float(latitude) <= 90 and -180 <= float(longitude) < 180):
            yield f"{latitude}, {longitude} is not on the globe"
    if tag == "time" and not DATE_TIME.fullmatch(element.text):
        yield f"{element.text} is not a dateTime"
    if tag == "number" and not element.text.isdigit():
        yield f"{element.text} is not a nonNegativeInteger"


def faults_of(itinerary):
    root = ElementTree.fromstring(gpx(itinerary))
    assert root.tag == f"{SPACE}gpx"
    assert root.attrib["version"] == "1.1"
    return faults(root)


BRIEFING = make_call(1, title="Briefing", latitude=53.483, longitude=-2.334, url="https://turf.example/stops/1/")
DAY_OUT = make_itinerary(BRIEFING, make_walk(2), url="https://turf.example/routes/north/")


def test_the_gpx_keeps_the_rules_of_the_schema():
    assert faults_of(DAY_OUT) == []


def test_the_rules_are_really_checked():
    broken = (
        gpx(DAY_OUT)
        .replace(b'lat="53.483"', b'lat="91"', 1)
        .replace(b"<name>", b"<nom>")
        .replace(b"</name>", b"</nom>")
    )

    assert {fault.split(" may")[0] for fault in faults(ElementTree.fromstring(broken))} == {
        "91, -2.334 is not on the globe",
        *("metadata", "wpt", "rte", "rtept", "trk"),
    }


def test_waypoints_are_numbered_and_say_when_where_and_how_to_get_in():
    read = gpxpy.parse(gpx(DAY_OUT).decode())

    assert [(w.name, w.latitude, w.longitude, w.type, w.link) for w in read.waypoints] == [
        ("1. Briefing", 53.483, -2.334, "Visit to a host", "https://turf.example/stops/1/"),
        ("2. Walking tour of Leigh West", 53.4975, -2.519, "Walking tour", None),
    ]
    assert read.waypoints[1].description == (
        "11:20 to 13:20\nLeigh library, Civic Square, Leigh\nStep-free. Ring the bell by the side door."
    )
    assert read.waypoints[1].time.astimezone(UTC).isoformat() == "2026-07-07T10:20:00+00:00"
    assert (read.name, read.link, read.creator) == (
        "Summer hunt: North",
        "https://turf.example/routes/north/",
        "Own Turf",
    )


def test_the_route_goes_through_the_calls_in_order_and_a_walk_is_a_track():
    read = gpxpy.parse(gpx(DAY_OUT).decode())

    assert [(route.name, route.number, [p.name for p in route.points]) for route in read.routes] == [
        ("North", 1, ["1. Briefing", "2. Walking tour of Leigh West"])
    ]
    assert [(t.name, [[p.longitude, p.latitude] for p in t.segments[0].points]) for t in read.tracks] == [
        ("2. Walking tour of Leigh West", PATH["coordinates"])
    ]


def test_calls_that_are_cancelled_or_nowhere_are_left_out_and_numbers_stay():
    nowhere, gone = make_call(1), make_walk(2, is_cancelled=True)
    read = gpxpy.parse(gpx(make_itinerary(nowhere, gone, make_walk(3, latitude=None, longitude=None))).decode())

    assert [(w.name, w.latitude, w.longitude) for w in read.waypoints] == [
        ("3. Walking tour of Leigh West", 53.4975, -2.519)
    ]
    assert len(read.tracks) == 1


def test_a_route_of_no_known_place_is_still_a_gpx_file():
    itinerary = make_itinerary(make_call())

    assert faults_of(itinerary) == []
    assert gpxpy.parse(gpx(itinerary).decode()).routes == []


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90.0, 180.0), (-90.0, -180.0), (0.00000123, -0.00000123), (0, 0)]
)
def test_places_at_the_edges_of_the_globe_are_written_as_the_schema_wants(latitude, longitude):
    assert faults_of(make_itinerary(make_call(latitude=latitude, longitude=longitude))) == []


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_any_words_make_a_readable_gpx(words):
    call = make_walk(1, title=words, place=words, address=words, access_notes=words)
    itinerary = make_itinerary(call, hunt_title=words, route_name=words)

    assert faults_of(itinerary) == []
    assert gpxpy.parse(gpx(itinerary).decode()).waypoints[0].name.startswith("1. ")


def test_markup_in_a_title_stays_words():
    title = "<script>alert(1)</script> & ]]> \"tea\" 'cake' 🍵"
    read = gpxpy.parse(gpx(make_itinerary(make_walk(1, title=title))).decode())

    assert read.waypoints[0].name == f"1. {title}"


def test_the_geojson_has_a_point_a_call_and_a_line_a_walk():
    read = orjson.loads(geojson(make_itinerary(make_call(1), make_walk(2), make_call(3, is_cancelled=True))))

    assert {name: value for name, value in read.items() if name != "features"} == {
        "type": "FeatureCollection",
        "name": "Summer hunt: North",
        "route": "20000000-0000-4000-8000-000000000001",
        "plan": 3,
        "shared_at": "2026-01-12T16:05:00+00:00",
        "zone": "Europe/London",
    }
    walk = "00000000-0000-4000-8000-000000000002"
    assert [(f["type"], f["id"], f["geometry"]) for f in read["features"]] == [
        ("Feature", "00000000-0000-4000-8000-000000000001", None),
        ("Feature", walk, {"type": "Point", "coordinates": [-2.519, 53.4975]}),
        ("Feature", f"{walk}-path", PATH),
    ]


def test_the_properties_are_those_of_the_docs():
    feature = orjson.loads(geojson(make_itinerary(make_walk(2))))["features"][0]

    assert feature["properties"] == {
        "number": 2,
        "title": "Walking tour of Leigh West",
        "kind": "walking-tour",
        "arrive": "2026-07-07T11:10:00+01:00",
        "begin": "2026-07-07T11:20:00+01:00",
        "leave": "2026-07-07T13:20:00+01:00",
        "place": "Leigh library",
        "address": "Civic Square, Leigh",
        "step_free": True,
        "access_notes": "Ring the bell by the side door.",
        "host": "Leigh Neighbours",
        "meet": "the support worker, who leads the walk",
        "prompts": ["What is looked after here?", "Who goes first?"],
        "conundrums": [1, 2],
        "journey_mode": "minibus",
        "journey_minutes": 40,
        "journey_estimated": True,
        "url": "",
    }


def test_docs_name_every_property():
    with open("docs/tracks.md", encoding="utf-8") as page:
        documented = set(re.findall(r"`([a-z_]+)`", page.read()))
    feature = orjson.loads(geojson(make_itinerary(make_walk(2))))["features"][0]

    assert set(feature["properties"]) <= documented


def test_the_same_route_makes_the_same_bytes():
    assert (gpx(DAY_OUT), geojson(DAY_OUT)) == (gpx(DAY_OUT), geojson(DAY_OUT))
