"""A plan as a file: the same plan comes back, and every error is told with its place in the file."""

import json
import re
import uuid
from contextlib import suppress
from datetime import UTC, datetime, time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hunts.models import Conundrum, Hunt, Programme, Route
from visits.models import HostOrganisation, Mode, OpeningTime, Stop, Venue
from visits.plan_files.errors import NotAPlan
from visits.plan_files.keys import SECTIONS, Parts
from visits.plan_files.matching import Keys, matched, plan_in
from visits.plan_files.parsing import MAX_BYTES
from visits.plan_files.reading import read_document, read_plan_file
from visits.plan_files.writing import Directory, as_bytes, document, tidied
from visits.planning.plan import Plan, PlannedStop, PlannedVisit

pytestmark = pytest.mark.once

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "plan-format.md").read_text(encoding="utf-8")
EXAMPLE = (DOCS / "plan-example.json").read_bytes()
WALK = {"type": "LineString", "coordinates": [[-2.519, 53.4975], [-2.5236, 53.4983]]}


# There and back ---------------------------------------------------------------

odd_words = [
    "مسيرة",
    "שלום לכולם",
    "🚶‍♀️🌳",
    "[\n1,\n2\n]",
    '"quoted" \\ and / slashed',
    "e\u0301",
    "\u202ereversed",
    "&<b>",
    " x ",
]
letters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
words = st.one_of(st.sampled_from(odd_words), st.text(letters, max_size=30))
titles = words.filter(str.strip)
lines = titles.map(str.strip).filter(lambda line: len(line.splitlines()) == 1)
degrees = st.decimals(-90, 90, places=6)
uids = st.uuids(version=4).map(str)
clocks = st.times().map(lambda moment: f"{moment:%H:%M}")
walks = st.lists(st.tuples(st.floats(-180, 180), st.floats(-90, 90)).map(list), min_size=2, max_size=5)


@st.composite
def planned_stops(draw):
    kind = draw(st.sampled_from(Stop.Kind.values))
    is_walk = kind == Stop.Kind.WALKING_TOUR
    window = draw(st.sampled_from([(None, None), ("10:00", None), (None, "09:30"), ("00:00", "23:59")]))
    return PlannedStop(
        uid=draw(uids),
        title=draw(titles),
        kind=kind,
        host=draw(st.sampled_from([None, 7, 8])),
        venue=draw(st.sampled_from([None, 4, 5, 6])),
        stay_minutes=draw(st.integers(5, 720)),
        fixed_start=draw(st.none() | clocks),
        earliest_start=window[0],
        latest_finish=window[1],
        meet=draw(words),
        prompts="\n".join(draw(st.lists(lines, max_size=3))),
        access_notes=draw(words),
        path={"type": "LineString", "coordinates": draw(walks)} if is_walk else None,
    )


@st.composite
def plans(draw):
    stops = draw(st.lists(planned_stops(), max_size=6, unique_by=lambda stop: stop.uid))
    if not stops:
        return Plan()
    any_stop = st.sampled_from([stop.uid for stop in stops])
    minutes = st.tuples(st.integers(0, 720), st.none() | any_stop) | st.just((None, None))
    visits = st.builds(
        lambda stop, uid, mode, set_by_hand: PlannedVisit(stop, uid, mode, *set_by_hand),
        any_stop, uids, st.sampled_from(Mode.values), minutes,
    )  # fmt: skip
    drawn = draw(st.lists(visits, max_size=8, unique_by=lambda visit: visit.uid))
    cut = draw(st.integers(0, len(drawn)))
    routes = zip(draw(st.lists(uids, min_size=2, max_size=2, unique=True)), (drawn[:cut], drawn[cut:]), strict=True)
    return Plan(tuple(stops), {uid: tuple(visits) for uid, visits in routes if visits})


def make_plan(number):
    """A plan of so many stops, each called at by two routes."""
    stops = tuple(PlannedStop(f"Stop {each % 7}", uid=str(uuid.UUID(int=each))) for each in range(number))
    return Plan(
        stops,
        {
            str(uuid.UUID(int=1000 + route)): tuple(
                PlannedVisit(stop.uid, str(uuid.UUID(int=(2 + route) * 1000 + each)))
                for each, stop in enumerate(stops)
            )
            for route in range(2)
        },
    )


def make_directory(programme, name="Sample", degree=None):
    hosts = {pk: HostOrganisation(pk=pk, programme=programme, name=f"{name} {pk}", kind="other") for pk in (7, 8)}
    venues = {
        pk: Venue(pk=pk, programme=programme, name=name, latitude=degree, longitude=degree, host_id=host)
        for pk, host in ((4, None), (5, 7), (6, 8))
    }
    opening = OpeningTime(venue_id=5, weekday=1, opens=time(9, 30), closes=time(17))
    return Directory(hosts, venues, {5: [opening]})


def written(plan, name="Sample", degree=None):
    """The bytes of a file with ``plan``, in a hunt and a directory called ``name``, and the directory. Nothing of it
    is in a database."""
    programme = Programme(name=name, slug="canal-voices", mission=name)
    hunt = Hunt(
        programme=programme, title=name, slug="canal-hunt", zone="Europe/London", treasure=name, base_name=name,
        latitude=degree, longitude=degree,
        starts_at=datetime(2026, 7, 7, 8, 30, tzinfo=UTC), ends_at=datetime(2026, 7, 7, 16, tzinfo=UTC),
    )  # fmt: skip
    routes = [Route(uid=uid, number=place, name=f"Route {place}") for place, uid in enumerate(plan.routes, start=1)]
    directory = make_directory(programme, name, degree)
    conundrums = [Conundrum(number=3, label="Spaces", question=name)]
    return as_bytes(document(hunt, plan, routes, directory, conundrums)), directory


def read_back(content, plan, directory):
    file = read_plan_file(content)
    by_name = {host.name: pk for pk, host in directory.hosts.items()}
    venues = [pk for pk in directory.venues if pk in {stop.venue for stop in plan.stops}]
    keys = Keys(
        {host["id"]: by_name[host["name"]] for host in file.hosts},
        {venue["id"]: pk for venue, pk in zip(file.venues, venues, strict=True)},
    )
    return file, plan_in(file, keys, [route["uid"] for route in file.routes])


@given(plans(), titles, st.none() | degrees)
@example(Plan(), "Sample", None)
@example(make_plan(200), "Sample", None)
@settings(max_examples=60, deadline=None)
def test_a_plan_comes_back_as_it_was(plan, name, degree):
    content, directory = written(plan, name, degree)

    file, back = read_back(content, plan, directory)

    assert back == plan
    assert file.hunt["title"] == file.hunt["treasure"] == file.hunt["base"]["name"] == name
    assert file.hunt["base"]["point"] == (None if degree is None else {"latitude": degree, "longitude": degree})
    assert written(back, name, degree)[0] == content


def test_a_file_is_utf_8_indented_by_two_with_a_newline_at_the_end():
    content, _ = written(Plan((PlannedStop("مسيرة", uid=str(uuid.UUID(int=1)), kind="walking-tour", path=WALK),)))

    assert content.startswith(b'{\n  "format": "own-turf-plan",\n  "version": 1,\n')
    assert content.endswith(b"\n}\n")
    assert "مسيرة".encode() in content
    assert b"          [-2.519, 53.4975],\n          [-2.5236, 53.4983]\n" in content


def test_what_says_nothing_any_more_is_left_out():
    stop = PlannedStop("Hall", uid=str(uuid.UUID(int=1)), host=99, venue=99, prompts=" One\r\n\r\nTwo ")
    visit = PlannedVisit(stop.uid, str(uuid.UUID(int=2)), "bus", 20, minutes_from=str(uuid.UUID(int=3)))
    gone = PlannedVisit(stop.uid, str(uuid.UUID(int=4)))
    route = Route(uid=uuid.UUID(int=5))

    plan = tidied(
        Plan((stop,), {str(route.uid): (visit,), str(uuid.UUID(int=6)): (gone,)}), [route], Directory({}, {}, {})
    )

    (kept,) = plan.stops
    assert (kept.host, kept.venue, kept.prompts) == (None, None, "One\nTwo")
    assert plan.routes == {str(route.uid): (PlannedVisit(stop.uid, visit.uid, "bus"),)}


# Errors -----------------------------------------------------------------------


def errors_of(content):
    with pytest.raises(NotAPlan) as refused:
        read_plan_file(content)
    return [str(error) for error in refused.value.errors]


def edited(*changes):
    """The example with values put in places such as ``stops[0].title``; ... takes the key away."""
    plan = json.loads(EXAMPLE)
    for at, value in changes:
        *way, last = [int(step) if step.isdecimal() else step for step in re.findall(r"\w+", at)]
        part = plan
        for step in way:
            part = part[step]
        if value is ...:
            del part[last]
        else:
            part[last] = value
    return plan


def errors_in(*changes):
    return errors_of(json.dumps(edited(*changes)).encode())


def test_the_example_is_a_plan():
    file = read_plan_file(EXAMPLE)

    assert [stop["title"] for stop in file.stops][:2] == ["Briefing", "Walking tour of Leigh West"]
    assert file.stops[0]["uid"] is None


WORDS_TOO_MANY = "x" * 121


@pytest.mark.parametrize(
    ("at", "value", "said"),
    [
        ("hunt.title", ..., "This is missing."),
        ("hunt.title", 7, "This has to be text, not a number."),
        ("hunt.title", None, "This has to be text, not null."),
        ("hunt.title", "  ", "This must not be empty."),
        ("hunt.title", WORDS_TOO_MANY, "Use at most 120 characters; these are 121."),
        ("hunt.title", "a\0b", "This holds a character that is none (U+0000)."),
        ("hunt.title", "\ud83d", "This holds half a character: \\ud800 to \\udfff come in pairs."),
        ("hunt.slug", "Two words", "Use letters a to z, digits, hyphens and underscores alone."),
        ("hunt.slug", "new", "“new” is the address of the page that makes one. Choose another short name."),
        ("hunt.zone", "Europe/Eccles", "This is no time zone. Use a name such as Europe/London."),
        ("hunt.date", "2026-02-29", "There is no 2026-02-29 in the calendar."),
        ("hunt.date", "7.7.2026", "Write the day as YYYY-MM-DD, such as 2026-07-07."),
        ("hunt.date", "1066-10-14", "Choose a day from 1950 on and before 2150."),
        ("hunt.start", "25:00", "Write the time as HH:MM, from 00:00 to 23:59."),
        ("hunt.end", "09:30", "The hunt has to end after it starts, on the same day."),
        ("hunt.base", [], "This has to be an object, not a list."),
        ("hunt.base.point.latitude", 91, "This is not on the globe: give -90 to 90."),
        ("hunt.base.point.longitude", 1e308, "This is not on the globe: give -180 to 180."),
        ("hunt.base.point.longitude", "2 W", "This has to be a number of degrees, not text."),
        ("hunt.base.point.longitude", ..., "This is missing."),
        ("conundrums[0].number", 0, "Give 1 or more."),
        ("conundrums[0].label", "x" * 25, "Use at most 24 characters; these are 25."),
        ("hosts", {}, "This has to be a list, not an object."),
        ("hosts[0]", "leigh", "This has to be an object, not text."),
        ("hosts[0].about", "x" * 2001, "Use at most 2,000 characters; these are 2,001."),
        ("hosts[0].website", "lnpb", "Enter a valid URL."),
        ("hosts[1].name", "Leigh Neighbours", "hosts[0].name says the same; each needs one of its own."),
        ("venues[0].host", "nobody", "None of the hosts has the id “nobody”."),
        ("venues[0].step_free", "yes", "This has to be true or false, not text."),
        ("venues[1].capacity", 5001, "Give 5000 or less."),
        ("venues[1].opening_times.tuesday[0].closes", "09:30", "It has to close after it opens."),
        ("stops[0].id", "", "Use 1 to 80 characters, such as leigh-walk."),
        ("stops[0].uid", "1", "This is no UUID. Leave the key out, and one is made."),
        ("stops[0].kind", "party", "“party” is not known. Use one of: gathering, visit, walking-tour, meal, pause."),
        ("stops[0].stay_minutes", 4, "Give 5 or more."),
        ("stops[0].stay_minutes", 721, "Give 720 or less."),
        ("stops[0].stay_minutes", 60.5, "This has to be a whole number, not a number with a fraction."),
        ("stops[0].stay_minutes", True, "This has to be a whole number, not true."),
        ("stops[0].path", WALK, "Only a walking tour has a path."),
        ("stops[1].path", ..., "Give the walking tour its path."),
        ("stops[1].path", {"type": "Point"}, "Give the path as a GeoJSON LineString."),
        ("stops[1].path", WALK | {"bbox": []}, "Leave “bbox” out: a path has type and coordinates."),
        ("stops[1].latest_finish", "10:00", "It has to be over after its earliest start."),
        ("stops[1].latest_finish", "12:00", "A stay of 120 minutes does not fit between the two times."),
        ("stops[1].venue", "bluesci", "None of the venues has the id “bluesci”."),
        ("stops[1].prompts", "Who?", "This has to be a list of lines, not text."),
        ("stops[1].prompts", ["x" * 1000, "x" * 1000], "Use at most 2,000 characters; these are 2,001."),
        ("routes[0].number", 2, None),
        ("routes[1].name", "Leigh", "routes[0].name says the same; each needs one of its own."),
        ("routes[0].places", 501, "Give 500 or less."),
        ("routes[1].visits[3].stop", "share", "None of the stops has the id “share”."),
        ("routes[1].visits[3].mode", "raft", f"“raft” is not known. Use one of: {', '.join(Mode.values)}."),
        ("routes[1].visits[2].minutes", 721, "Give 720 or less."),
        ("routes[1].visits[3].minutes_from", "lunch", "Say how many minutes the journey from there takes."),
    ],
)  # fmt: skip
def test_an_error_is_told_with_its_place(at, value, said):
    expected = (
        f"{at}: {said}" if said else "routes[1].number: routes[0].number says the same; each needs one of its own."
    )

    assert errors_in((at, value)) == [expected]


def test_a_line_of_the_prompts_is_named():
    found = errors_in(("stops[1].prompts", ["Who?", 3, "a\nb"]))

    assert found == ["stops[1].prompts[1]: This has to be text, not a number."]


def test_a_key_nobody_knows_is_told_with_those_that_are_known():
    assert errors_in(("hosts[0].contacts", [])) == [
        "hosts[0].contacts: This key is not known. Known here are: id, name, kind, borough, about, website."
    ]


def test_every_error_is_told_at_once():
    found = errors_in(
        ("hunt.date", "soon"),
        ("hunt.zone", "Nowhere"),
        ("stops[0].titel", "Briefing"),
        ("stops[1].host", "nobody"),
        ("routes[0].visits[0].stop", ...),
        ("routes[1].number", 1),
    )

    assert found == [
        "hunt.date: Write the day as YYYY-MM-DD, such as 2026-07-07.",
        "hunt.zone: This is no time zone. Use a name such as Europe/London.",
        "stops[0].titel: This key is not known. Did you mean “title”?",
        "routes[0].visits[0].stop: This is missing.",
        "routes[1].number: routes[0].number says the same; each needs one of its own.",
        "stops[1].host: None of the hosts has the id “nobody”.",
    ]


def test_a_name_that_is_no_word_is_written_as_in_json():
    plan = edited()
    plan["hunt"]["the day"] = "Tuesday"

    (error,) = errors_of(json.dumps(plan).encode())
    assert error.startswith('hunt["the day"]: This key is not known. ')


@pytest.mark.parametrize(("at", "day"), [("hunt.start", "2026-03-29"), ("stops[0].fixed_start", "2026-03-29")])
def test_a_time_the_clocks_skip_is_refused(at, day):
    found = errors_in(("hunt.date", day), ("hunt.start", "00:30"), (at, "01:30"))

    assert found == [f"{at}: There is no 01:30 on this day: the clocks go forward. Choose another time."]


def test_a_time_the_clocks_show_twice_will_do():
    plan = edited(("hunt.date", "2026-10-25"), ("hunt.start", "01:30"), ("stops[0].fixed_start", "01:30"))

    assert read_document(plan).hunt["start"] == time(1, 30)


@pytest.mark.parametrize("key", ["stops", "routes"])
def test_a_uid_is_given_once(key):
    one = "00000000-0000-4000-8000-00000000000A"

    found = errors_in((f"{key}[0].uid", one), (f"{key}[1].uid", one.lower()))

    assert found == [f"{key}[1].uid: {key}[0].uid says the same; each needs one of its own."]


def test_too_many_stops():
    stop = {"id": "x", "title": "x"}

    assert errors_in(("stops", [stop] * 1001), ("routes", [])) == ["stops: There are 1,001 here: give 1,000 or fewer."]


def test_more_calls_than_a_page_can_show_are_refused():
    routes = [{"number": each, "name": f"Route {each}", "visits": [{"stop": "walk"}] * 251} for each in range(1, 5)]

    assert "routes: There are 1,004 calls on all routes together: give 1,000 or fewer." in errors_in(
        ("routes", routes)
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Line 1, column 1: this is not JSON. Expecting value."),
        (b'{"format":\n "own-turf-plan" 1}', "Line 2, column 18: this is not JSON. Expecting ',' delimiter."),
        (b"\xff\xfe{}", "The file is not text in UTF-8: byte 1 is none."),
        (b"[" * 100_000, "The file is nested too deeply to be a plan."),
        (b" " * (MAX_BYTES + 1), "The file is larger than 5 MB."),
        (b"[]", "A plan file is an object, not a list."),
        (b"{}", "format: This is not a plan file: it has to say “own-turf-plan” here."),
        (b'{"format": "own-turf-plan"}', "version: This program reads version 1, not null."),
        (b'{"format": "own-turf-plan", "version": 2}', "version: This program reads version 1, not version 2."),
        (b'{"format": "own-turf-plan", "version": true}', "version: This program reads version 1, not true."),
    ],
)  # fmt: skip
def test_a_file_that_is_no_plan_at_all(content, said):
    assert errors_of(content) == [said]


def test_what_readers_of_json_disagree_about_is_refused():
    text = EXAMPLE.replace(b'"longitude": -2.3365', b'"longitude": NaN')
    text = text.replace(b'"places": 12,', b'"places": 12, "places": 13,')
    text = text.replace(b'"capacity": 20', b'"capacity": ' + b"9" * 5000)

    assert errors_of(text) == [
        "hunt.base.point.longitude: This has to be a number of degrees, not NaN.",
        "venues[1].capacity: This has to be a whole number, not a number of that many digits.",
        "routes[0].places: This key is given more than once.",
    ]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda part: st.lists(part) | st.dictionaries(st.text(), part),
        max_leaves=20,
    ),
    st.data(),
)
@settings(max_examples=60, deadline=None)
def test_whatever_stands_in_a_file_is_read_or_refused(value, data):
    plan = json.loads(EXAMPLE)
    parts = [plan]
    while isinstance(parts[-1], dict | list) and parts[-1]:
        part = parts[-1]
        key = data.draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        parts.append(part[key])
        if data.draw(st.booleans()):
            break
    part[key] = value

    with suppress(NotAPlan):
        read_plan_file(json.dumps(plan).encode())


# What is the same ---------------------------------------------------------------


def test_parts_are_matched_by_uid_then_by_name_and_never_take_what_another_hunt_has():
    known = {"u1": "Hall", "u2": "Park", "u3": "Park"}

    found = matched(
        [("u3", "Renamed"), (None, "Hall"), ("other", "New"), (None, "Park"), ("mine", "Park")], known, {"other"}
    )

    assert [found[0], found[1], found[3], found[4]] == ["u3", "u1", "u2", "mine"]
    assert uuid.UUID(found[2])


# The page that describes it -------------------------------------------------------


def documented(section):
    """Each key in the table of a section with the cell that says what counts when it is left out."""
    part = re.split(rf"^###? .*`{section}`.*$", PAGE, flags=re.MULTILINE)[1].split("\n#")[0]
    rows = re.findall(r"^\| `(\w+)` \|[^|]*\| ([^|]*) \|", part, re.MULTILINE)
    return [(name, cell.strip()) for name, cell in rows]


def left_out(key):
    if key.required:
        return "required"
    shown = {
        "None": "null" if key.nullable else "none",
        "''": "empty",
        "[]": "empty list",
        "{}": "empty",
        "False": "false",
    }
    return shown.get(repr(key.default), f"`{key.default}`" if isinstance(key.default, str) else str(key.default))


@pytest.mark.parametrize("section", [section for section in SECTIONS if section != "opening_times"])
def test_the_page_documents_every_key_and_no_other(section):
    assert documented(section) == [(key.name, left_out(key)) for key in SECTIONS[section]]


def test_the_page_shows_the_whole_example():
    assert re.search(r"```json\n(.*?)```", PAGE, re.DOTALL).group(1).encode() == EXAMPLE


@pytest.mark.parametrize("section", ["conundrum", "host", "venue", "stop", "route", "visit"])
def test_the_page_says_how_many_there_may_be(section):
    (most,) = [
        key.takes.most for keys in SECTIONS.values() for key in keys
        if isinstance(key.takes, Parts) and key.takes.section == section
    ]  # fmt: skip

    assert re.search(rf"^###? .*`{section}`.*\n\n[^\n]*up to {most:,}\b", PAGE, re.MULTILINE)
