"""Times of a route: pure, and right across the clock changes."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.journeys import estimate_minutes, metres_between
from visits.timetable import Call, Now, locate, work_out

pytestmark = pytest.mark.once

LONDON = ZoneInfo("Europe/London")
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
    for call, time in zip(calls, times, strict=True):
        assert time.arrive <= time.begin
        assert time.leave - time.begin == call.stay
        assert time.wait == time.begin - time.arrive
        assert not (time.wait and time.late)
    for call, before, after in zip(calls[1:], times, times[1:], strict=False):
        assert after.arrive - before.leave == call.journey


def test_where_a_party_is():
    times = work_out(START, [Call(minutes(30)), Call(minutes(60), minutes(20))])

    moments = [-1, 0, 29, 30, 49, 50, 109, 110]
    found = [locate(times, START + minutes(moment)) for moment in moments]

    assert found == [Now(), Now(at=0), Now(at=0), Now(to=1), Now(to=1), Now(at=1), Now(at=1), Now()]
    assert locate([], START) == Now()


def test_metres_between_eccles_and_leigh():
    assert metres_between((53.483, -2.334), (53.4975, -2.519)) == pytest.approx(12_350, rel=0.01)


def test_an_estimate_follows_distance_detour_speed_and_boarding():
    one_kilometre_north = (53.483 + 1 / 111.195, -2.334)

    assert estimate_minutes("foot", (53.483, -2.334), one_kilometre_north) == 17
    assert estimate_minutes("bus", (53.483, -2.334), one_kilometre_north) == 14
    assert estimate_minutes("bus", (53.483, -2.334), (53.483, -2.334)) == 0
    assert estimate_minutes("bus", None, (53.483, -2.334)) == 0
