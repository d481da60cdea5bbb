"""Times of a route: pure, and right across the clock changes."""

import math
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from visits.journeys import EARTH_RADIUS_METRES, PACES, Pace, estimate_minutes, metres_between
from visits.models import Mode
from visits.timetable import Call, Now, Window, alternatives, instant, locate, opening_windows, work_out

pytestmark = pytest.mark.once

LONDON = ZoneInfo("Europe/London")
JOURNEYS = Path(__file__).resolve().parent.parent / "docs" / "journeys.md"
START = datetime(2026, 7, 7, 8, 30, tzinfo=UTC)


def minutes(number):
    return timedelta(minutes=number)


def test_a_day_with_a_journey_and_a_fixed_sharing():
    times = work_out(
        START,
        [
            Call(minutes(30), journey=minutes(99)),
            Call(minutes(60), journey=minutes(20)),
            Call(minutes(45), journey=minutes(15), fixed_start=START + minutes(180)),
        ],
    )

    assert [(time.arrive - START, time.begin - START, time.leave - START) for time in times] == [
        (minutes(0), minutes(0), minutes(30)),
        (minutes(50), minutes(50), minutes(110)),
        (minutes(125), minutes(180), minutes(225)),
    ]
    assert [time.wait for time in times] == [minutes(0), minutes(0), minutes(55)]


def test_a_missed_fixed_start_is_late_and_starts_on_arrival():
    (_, late) = work_out(START, [Call(minutes(90)), Call(minutes(30), minutes(30), fixed_start=START + minutes(100))])

    assert (late.late, late.begin - START) == (minutes(20), minutes(120))


@pytest.mark.parametrize(
    ("day", "left_at"),
    [
        (datetime(2026, 3, 29, 0, 30, tzinfo=LONDON), "03:00"),  # the clocks skip 01:00 to 02:00
        (datetime(2026, 10, 25, 0, 30, tzinfo=LONDON), "01:00"),  # the clocks repeat 01:00 to 02:00
        (datetime(2026, 7, 7, 0, 30, tzinfo=LONDON), "02:00"),
    ],
)
def test_ninety_minutes_are_ninety_minutes_when_the_clocks_change(day, left_at):
    (call,) = work_out(day, [Call(minutes(90))])

    assert f"{call.leave.astimezone(LONDON):%H:%M}" == left_at
    assert call.leave - call.arrive == minutes(90)


@given(
    st.lists(
        st.builds(
            Call,
            stay=st.integers(5, 720).map(minutes),
            journey=st.integers(0, 300).map(minutes),
            fixed_start=st.none() | st.integers(0, 1440).map(lambda number: START + minutes(number)),
        ),
        max_size=12,
    )
)
def test_time_only_moves_on_and_no_stay_is_cut_short(calls):
    times = work_out(START, calls)

    assert len(times) == len(calls)
    for call, one in zip(calls, times, strict=True):
        assert one.arrive <= one.begin
        assert one.leave - one.begin == call.stay
        assert one.wait == one.begin - one.arrive
        assert not (one.wait and one.late)
    for call, before, after in zip(calls[1:], times, times[1:], strict=False):
        assert after.arrive - before.leave == call.journey


def test_where_a_party_is():
    times = work_out(START, [Call(minutes(30)), Call(minutes(60), minutes(20))])

    moments = [-1, 0, 29, 30, 49, 50, 109, 110]
    found = [locate(times, START + minutes(moment)) for moment in moments]

    assert found == [Now(), Now(at=0), Now(at=0), Now(to=1), Now(to=1), Now(at=1), Now(at=1), Now()]
    assert locate([], START) == Now()


# Windows


def window(opens, closes):
    """A window in minutes after the start of the day; None leaves a side open."""
    return Window(*(None if bound is None else START + minutes(bound) for bound in (opens, closes)))


def one(*windows, stay=60, arrive=0, fixed=None):
    call = Call(minutes(stay), fixed_start=None if fixed is None else START + minutes(fixed), windows=windows)
    (times,) = work_out(START + minutes(arrive), [call])
    return (times.begin - START) // minutes(1), times.outside


@pytest.mark.parametrize(
    ("begin", "outside", "call"),
    [
        (0, False, {}),
        (0, False, {"windows": [window(0, 60)]}),
        (30, False, {"windows": [window(30, 90)]}),
        (30, False, {"windows": [window(30, None)]}),
        (0, False, {"windows": [window(None, 60)]}),
        (120, False, {"windows": [window(0, 59), window(120, 180)]}),  # too short now, so after lunch
        (120, False, {"windows": [window(120, 180), window(0, 59)]}),
        (60, False, {"windows": [window(30, 200)], "fixed": 60}),
        (30, False, {"windows": [window(30, 200)], "fixed": 10}),
        (0, True, {"windows": [window(0, 59)]}),  # none can hold it: it begins at once where it is open,
        (30, True, {"windows": [window(30, 80)]}),  # waits for the door,
        (130, True, {"windows": [window(0, 120)], "arrive": 130}),  # or begins on arrival when all have closed
        (0, True, {"windows": [window(90, 30)]}),  # a window that closes before it opens is none
    ],
)
def test_a_stay_begins_as_soon_as_a_window_holds_all_of_it(begin, outside, call):
    assert one(*call.pop("windows", ()), **call) == (begin, outside)


def test_a_fixed_start_before_its_window_is_as_late_as_it_begins():
    (times,) = work_out(START, [Call(minutes(60), fixed_start=START + minutes(10), windows=(window(30, 200),))])

    assert (times.late, times.wait, times.slack) == (minutes(20), minutes(30), minutes(0))


bounds = st.integers(-60, 300)
windows = st.lists(st.builds(window, st.none() | bounds, st.none() | bounds), max_size=3).map(tuple)


@settings(max_examples=60)
@given(windows, st.integers(5, 90), st.integers(0, 120), st.none() | st.integers(0, 120))
def test_no_minute_would_have_been_a_better_beginning(windows, stay, arrive, fixed):
    begin, outside = one(*windows, stay=stay, arrive=arrive, fixed=fixed)

    ready = max(arrive, fixed or 0)
    minutes_to_try = range(ready, ready + 400)
    fits = [
        minute
        for minute in minutes_to_try
        if any(each.holds(START + minutes(minute), START + minutes(minute + stay)) for each in windows)
    ]
    open_at = [
        minute for minute in minutes_to_try if any(each.is_open_at(START + minutes(minute)) for each in windows)
    ]
    assert outside == bool(windows and not fits)
    assert begin == (fits or open_at or [ready])[0]


# Slack


def test_slack_is_what_is_left_before_something_later_is_missed():
    day = [
        Call(minutes(30)),
        Call(minutes(60), minutes(20)),
        Call(minutes(45), minutes(15), fixed_start=START + minutes(180)),
        Call(minutes(30), minutes(10)),
    ]

    def slacks(end=None):
        return [times.slack and times.slack // minutes(1) for times in work_out(START, day, end)]

    assert slacks() == [55, 55, 55, None]
    assert slacks(START + minutes(270)) == [55, 55, 55, 5]  # being early now does not help after the fixed start
    assert slacks(START + minutes(264)) == [minutes(0)] * 4


def test_slack_uses_the_last_window_that_holds_the_stay():
    (times,) = work_out(START, [Call(minutes(60), windows=(window(0, 100), window(200, 300), window(400, 430)))])

    assert times.slack == minutes(240)


def missed(calls, times, end):
    """Which calls miss something; the number after the last stands for the end of the day."""
    found = {number for number, one in enumerate(times) if one.late or one.outside}
    return found | ({len(calls)} if times and end and times[-1].leave > end else set())


@settings(max_examples=80)
@given(
    st.lists(
        st.builds(
            Call,
            stay=st.integers(5, 90).map(minutes),
            journey=st.integers(0, 60).map(minutes),
            fixed_start=st.none() | st.integers(0, 400).map(lambda number: START + minutes(number)),
            windows=windows,
        ),
        min_size=1,
        max_size=4,
    ),
    st.none() | st.integers(60, 600).map(lambda number: START + minutes(number)),
    st.data(),
)
def test_slack_is_exactly_what_an_arrival_can_slip(calls, end, data):
    number = data.draw(st.integers(0, len(calls) - 1))
    slack = work_out(START, calls, end)[number].slack

    def misses(slip):
        """Whether this call or a later one misses something when the party reaches it so much later."""
        slipped = [*calls]
        slipped[number] = replace(calls[number], journey=calls[number].journey + slip)
        start = START + slip if number == 0 else START
        return any(call >= number for call in missed(calls, work_out(start, slipped, end), end))

    if slack is None:
        assert not misses(minutes(10_000))
    else:
        assert not misses(slack) or not slack
        assert misses(slack + minutes(1))


# Local wall time

ZONES = ["Europe/London", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]
CHANGES = [date(2026, 3, 29), date(2026, 10, 25), date(2026, 3, 8), date(2026, 11, 1), date(2026, 4, 5)]


@pytest.mark.parametrize(
    ("day", "clock", "utc"),
    [
        (date(2026, 7, 7), "09:30", "08:30"),
        (date(2026, 1, 7), "09:30", "09:30"),
        (date(2026, 3, 29), "00:59", "00:59"),
        (date(2026, 3, 29), "01:30", "01:30"),  # skipped: 02:30 by the new time
        (date(2026, 3, 29), "02:00", "01:00"),
        (date(2026, 10, 25), "01:30", "00:30"),  # shown twice: the first
        (date(2026, 10, 25), "02:00", "02:00"),
        (date(2026, 10, 25), "09:30", "09:30"),
    ],
)
def test_a_wall_time_on_a_day(day, clock, utc):
    moment = instant(day, time.fromisoformat(clock), LONDON)

    assert (moment.tzinfo, moment) == (UTC, datetime.combine(day, time.fromisoformat(utc), tzinfo=UTC))


@settings(max_examples=100)
@given(st.sampled_from(CHANGES) | st.dates(date(1950, 1, 1), date(2149, 12, 31)), st.times(), st.sampled_from(ZONES))
def test_an_instant_is_what_the_clock_shows_unless_it_skips_that(day, clock, zone):
    zone = ZoneInfo(zone)
    wall = datetime.combine(day, clock)

    shown = instant(day, clock, zone).astimezone(zone)

    if shown.replace(tzinfo=None) == wall:
        assert shown.fold == 0
    else:
        gap = shown.replace(tzinfo=None) - wall
        assert gap == wall.replace(tzinfo=zone, fold=0).astimezone(UTC) - wall.replace(tzinfo=zone, fold=1).astimezone(
            UTC
        )
        assert gap > timedelta(0)


@settings(max_examples=60)
@given(st.sampled_from(CHANGES), st.sampled_from(ZONES), st.times(), st.lists(st.integers(5, 300), max_size=5))
def test_stays_and_journeys_last_as_long_as_they_say_when_clocks_change(day, zone, start, stays):
    begin = instant(day, start, ZoneInfo(zone))
    calls = [Call(minutes(stay), minutes(10)) for stay in stays]

    times = work_out(begin.astimezone(ZoneInfo(zone)), calls, begin + timedelta(days=3))

    assert [one.leave - one.begin for one in times] == [call.stay for call in calls]
    if times:
        total = sum(stays) + 10 * (len(stays) - 1)
        assert times[-1].leave - begin == minutes(total)
        assert times[0].slack == timedelta(days=3) - minutes(total)


# A stop's window and a venue's opening hours


def hours(*pairs):
    return [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in pairs]


def test_opening_hours_are_local_and_those_that_touch_are_one():
    day = date(2026, 7, 7)

    assert opening_windows(day, hours(("13:00", "17:00"), ("09:00", "12:00"), ("12:00", "12:30")), LONDON) == (
        Window(datetime(2026, 7, 7, 8, tzinfo=UTC), datetime(2026, 7, 7, 11, 30, tzinfo=UTC)),
        Window(datetime(2026, 7, 7, 12, tzinfo=UTC), datetime(2026, 7, 7, 16, tzinfo=UTC)),
    )
    assert opening_windows(day, [], LONDON) == ()


def test_a_stay_must_fit_its_own_window_and_the_opening_hours():
    opening = (window(0, 120), window(180, 300))

    assert alternatives(None, ()) == ()
    assert alternatives(Window(), ()) == ()
    assert alternatives(None, opening) == alternatives(Window(), opening) == opening
    assert alternatives(window(60, 200), ()) == (window(60, 200),)
    assert alternatives(window(60, 200), opening) == (window(60, 120), window(180, 200))
    assert alternatives(window(100, None), opening) == (window(100, 120), window(180, 300))


def test_a_window_outside_the_opening_hours_holds_no_stay_rather_than_any():
    never = alternatives(window(130, 170), (window(0, 120), window(180, 300)))

    assert never
    assert all(each.is_empty for each in never)
    assert one(*never) == (0, True)


@settings(max_examples=60)
@given(st.builds(window, st.none() | bounds, st.none() | bounds), windows, bounds)
def test_a_moment_is_inside_if_it_is_inside_both(own, opening, minute):
    moment = START + minutes(minute)

    inside = any(each.is_open_at(moment) for each in alternatives(own, opening))

    if opening or own != Window():
        opens = not opening or any(each.is_open_at(moment) for each in opening)
        assert inside == (own.is_open_at(moment) and opens)


# Estimates


def test_metres_between_eccles_and_leigh():
    assert metres_between((53.483, -2.334), (53.4975, -2.519)) == pytest.approx(12_350, rel=0.01)


def test_an_estimate_follows_distance_detour_speed_and_boarding():
    one_kilometre_north = (53.483 + 1 / 111.195, -2.334)

    assert estimate_minutes("foot", (53.483, -2.334), one_kilometre_north) == 17
    assert estimate_minutes("bus", (53.483, -2.334), one_kilometre_north) == 14
    assert estimate_minutes("bus", (53.483, -2.334), (53.483, -2.334)) == 0
    assert estimate_minutes("bus", None, (53.483, -2.334)) == 0


def test_every_mode_of_the_plan_has_a_pace():
    assert PACES.keys() == set(Mode.values)


def test_the_documentation_shows_the_figures_in_use():
    rows = re.findall(
        r"^\| (\w+)[^|]* \| ([\d.]+) km/h \| ([\d.]+) \| (\d+) min \| .+ \|$", JOURNEYS.read_text(), re.MULTILINE
    )

    assert {mode: Pace(*map(float, figures)) for mode, *figures in rows} == PACES


def test_the_documentation_works_its_examples_out_right():
    shown = re.findall(r"^\| (\w+)[^|]* \| (\d+) min \| (\d+) min \|$", JOURNEYS.read_text(), re.MULTILINE)
    north = {
        kilometres: (53.483 + math.degrees(kilometres * 1000 / EARTH_RADIUS_METRES), -2.334) for kilometres in (1, 12)
    }

    assert {(mode, int(near), int(far)) for mode, near, far in shown} == {
        (mode, *(estimate_minutes(mode, (53.483, -2.334), north[kilometres]) for kilometres in (1, 12)))
        for mode in PACES
    }
