"""The calendar of a route, read by three parsers that share no code with what writes it."""

import warnings
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import ics
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from tests.itineraries import DAY, LONDON, SHARED_AT, at, make_call, make_itinerary, make_walk, moved
from visits.outputs.calendar import calendar

pytestmark = pytest.mark.once


def instant(moment):
    assert moment.utcoffset() is not None
    return moment.astimezone(UTC)


def by_vobject(text):
    events = vobject.readOne(text).vevent_list
    return [(instant(event.dtstart.value), instant(event.dtend.value), event.summary.value) for event in events]


def by_ics(text):
    with warnings.catch_warnings():
        # ics 0.7 hands a deprecated argument to dateutil; nothing of ours.
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        events = sorted(ics.Calendar(text).events, key=lambda event: event.begin)
    return [(instant(event.begin.datetime), instant(event.end.datetime), event.name) for event in events]


def by_ical(text):
    events = IcsCalendarStream.calendar_from_ics(text).events
    return [(instant(event.dtstart), instant(event.dtend), event.summary) for event in events]


PARSERS = [by_vobject, by_ics, by_ical]
DAYS = [
    datetime(2026, 7, 7, tzinfo=LONDON),  # summer, planned in winter
    datetime(2026, 12, 1, tzinfo=LONDON),
    datetime(2026, 3, 29, tzinfo=LONDON),  # the clocks go forward at 01:00
    datetime(2026, 10, 25, tzinfo=LONDON),  # and back at 02:00
    datetime(2026, 7, 7, tzinfo=ZoneInfo("America/New_York")),
    datetime(2026, 7, 7, tzinfo=ZoneInfo("Asia/Kolkata")),  # no summer time
    datetime(2026, 10, 4, tzinfo=ZoneInfo("Australia/Lord_Howe")),  # forward by half an hour
    datetime(2026, 7, 7, tzinfo=ZoneInfo("Africa/Casablanca")),
    datetime(2026, 7, 7, tzinfo=ZoneInfo("UTC")),
]


@pytest.mark.parametrize("parse", PARSERS)
@pytest.mark.parametrize("day", DAYS, ids=lambda day: f"{day:%m-%d} {day.tzinfo.key}")
def test_it_opens_at_the_right_hour_in_every_parser_season_and_zone(parse, day):
    calls = (
        make_call(1, "00:30", "03:30", day, title="Night walk"),
        make_call(2, "09:30", "10:30", day, title="Briefing"),
        make_call(3, "23:00", "23:45", day, title="Last words"),
    )

    assert parse(calendar(make_itinerary(*calls)).decode()) == [
        (instant(call.begin), instant(call.leave), call.title) for call in calls
    ]


@pytest.mark.parametrize("parse", PARSERS)
def test_an_hour_that_comes_twice_is_the_one_that_was_meant(parse):
    autumn = datetime(2026, 10, 25, tzinfo=LONDON)
    first, second = at("01:30", autumn), at("01:30", autumn).replace(fold=1)
    call = make_call(1, "01:30", "03:30", autumn)
    twice = make_itinerary(call, make_call(2, "01:30", "03:30", autumn, begin=second))

    assert [begin for begin, _, _ in parse(calendar(twice).decode())] == [instant(first), instant(second)]
    assert instant(second) - instant(first) == timedelta(hours=1)


def test_the_clocks_change_in_the_file_when_they_change_on_the_wall():
    """icalendar 7.3 puts the spring change an hour late (RFC 5545, 3.6.5); the writer puts it right."""
    onsets = [line for line in lines_of(make_itinerary(make_call())) if line.startswith(("DTSTART:", "RDATE:"))]

    assert onsets == [
        "DTSTART:20250101T000000",
        "DTSTART:20250330T010000",
        "RDATE:20260329T010000,20270328T010000",
        "DTSTART:20251026T020000",
        "RDATE:20261025T020000,20271031T020000",
    ]


def lines_of(itinerary):
    return calendar(itinerary).decode().replace("\r\n ", "").splitlines()


def events_of(itinerary):
    """Every event's properties by name, with the lines unfolded."""
    text = "\n".join(lines_of(itinerary))
    blocks = [block.split("END:VEVENT")[0] for block in text.split("BEGIN:VEVENT\n")[1:]]
    return [dict(line.split(":", 1) for line in block.splitlines()) for block in blocks]


def test_an_event_says_who_where_how_to_get_there_and_what_to_think_about():
    walk = make_walk(url="https://turf.example/stops/walk/", sequence=2)

    assert events_of(make_itinerary(walk)) == [
        {
            "UID": "00000000-0000-4000-8000-000000000002@own-turf",
            "SEQUENCE": "2",
            "DTSTAMP": "20260112T160500Z",
            "LAST-MODIFIED": "20260112T160500Z",
            "DTSTART;TZID=Europe/London": "20260707T112000",
            "DTEND;TZID=Europe/London": "20260707T132000",
            "STATUS": "CONFIRMED",
            "SUMMARY": "Walking tour of Leigh West",
            "LOCATION": "Leigh library\\, Civic Square\\, Leigh",
            "GEO": "53.4975;-2.519",
            "URL": "https://turf.example/stops/walk/",
            "DESCRIPTION": (
                "Getting there: Minibus or car\\, about 40 min\\, setting out at 10:30. "
                "We arrive at 11:10 and wait until it starts.\\n\\n"
                "Who we meet: the support worker\\, who leads the walk (Leigh Neighbours)\\n\\n"
                "Getting in: Step-free. Ring the bell by the side door.\\n\\n"
                "To think about:\\n- What is looked after here?\\n- Who goes first?"
            ),
        }
    ]


def test_a_call_of_which_little_is_known_makes_a_short_event():
    event = events_of(make_itinerary(make_call(place="")))[0]

    assert not {"LOCATION", "GEO", "URL"} & set(event)
    assert event["DESCRIPTION"] == ""


def test_the_calendar_names_itself_and_asks_to_be_read_every_hour():
    lines = lines_of(make_itinerary(make_call(), url="https://turf.example/routes/north/"))

    assert lines[: lines.index("BEGIN:VTIMEZONE")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Own Turf//Own Turf itinerary//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "NAME:Summer hunt: North",
        "X-WR-CALNAME:Summer hunt: North",
        "LAST-MODIFIED:20260112T160500Z",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "UID:20000000-0000-4000-8000-000000000001@own-turf",
        "URL:https://turf.example/routes/north/",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Europe/London",
    ]


def test_the_same_plan_makes_the_same_bytes():
    itinerary = make_itinerary(make_call(1), make_walk(2))

    assert calendar(itinerary) == calendar(itinerary)


def test_a_second_export_differs_only_where_something_changed():
    briefing, walk = make_call(1), make_walk(2)
    before = events_of(make_itinerary(briefing, walk))
    after = events_of(make_itinerary(briefing, moved(walk, minutes=10), version=4, shared_at=SHARED_AT))

    assert after[0] == before[0]
    assert [event["UID"] for event in after] == [event["UID"] for event in before]
    assert (before[1]["SEQUENCE"], after[1]["SEQUENCE"]) == ("0", "1")
    assert after[1]["DTSTART;TZID=Europe/London"] == "20260707T113000"
    assert after[1]["LAST-MODIFIED"] == "20260113T160500Z"


def test_a_cancelled_call_stays_in_the_calendar_as_cancelled():
    text = calendar(make_itinerary(make_call(1), make_call(2, "11:00", "12:00", is_cancelled=True, sequence=1)))

    statuses = [event.status for event in IcsCalendarStream.calendar_from_ics(text.decode()).events]
    assert statuses == ["CONFIRMED", "CANCELLED"]


def test_a_route_without_calls_is_still_a_calendar():
    text = calendar(make_itinerary()).decode()

    assert IcsCalendarStream.calendar_from_ics(text).events == []
    assert "BEGIN:VTIMEZONE" in text


WORDS = "Tea; cake, “quotes” \\, 🍵👩🏽‍🌾 مرحبا العربية " * 9


@pytest.mark.parametrize("parse", PARSERS)
def test_odd_and_long_words_arrive_whole(parse):
    text = calendar(make_itinerary(make_call(title=WORDS))).decode()

    assert parse(text)[0][2] == WORDS.strip()


@pytest.mark.parametrize("parse", [by_vobject, by_ical])  # ics 0.7 reads a backslash and an n as a line break
def test_a_backslash_stays_a_backslash(parse):
    text = calendar(make_itinerary(make_call(title=r"C:\new\, \\n"))).decode()

    assert parse(text)[0][2] == r"C:\new\, \\n"


@settings(max_examples=50)
@given(st.text(max_size=200))
def test_whatever_is_written_lines_are_short_and_end_in_crlf(words):
    text = calendar(make_itinerary(make_call(title=words, place=words, prompts=(words,), access_notes=words)))

    assert text.count(b"\n") == text.count(b"\r") == text.count(b"\r\n")
    assert max(map(len, text.split(b"\r\n"))) <= 75
    assert len(by_ical(text.decode())) == 1


def test_control_characters_do_not_reach_the_file():
    text = calendar(make_itinerary(make_call(title="Tea\x00 and\x0b\x1b cake\r\nBEGIN:VEVENT", prompts=("a\x07b",))))

    assert not [byte for byte in text if byte < 32 and byte not in b"\r\n"]
    assert b"SUMMARY:Tea and cake BEGIN:VEVENT\r\n" in text


def test_the_day_may_end_after_midnight():
    late = make_call(1, "22:00", "23:00", leave=at("00:30", DAY + timedelta(days=1)))

    assert by_vobject(calendar(make_itinerary(late)).decode())[0][1] == instant(late.leave)
