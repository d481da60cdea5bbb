"""What people are told of a new plan, and how calendars recognise its events."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from visits.planning.differences import differences, hosts_concerned
from visits.planning.events import FACTS, calendar_of, numbered

pytestmark = pytest.mark.once

FIRST = datetime(2026, 1, 12, 16, 5, tzinfo=UTC)
LATER = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
LAST = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)


def event(uid="walk", begin="12:50", leave="13:50", **changes):
    facts = {
        "uid": uid, "route": "leigh", "route_name": "Leigh", "stop": f"stop-{uid}", "host_key": None,
        "title": f"The {uid}", "kind": "visit", "arrive": begin, "arrive_day": 0, "begin": begin, "begin_day": 0,
        "leave": leave, "leave_day": 0, "place": "Sample Hall", "address": "", "latitude": 53.5, "longitude": -2.4,
        "host": "", "meet": "", "prompts": [], "step_free": None, "access_notes": "", "mode": "foot",
        "journey_minutes": 0, "journey_estimated": False, "path": "",
    }  # fmt: skip
    return facts | changes


def told(before, after):
    return [(change.kind, change.sentence) for change in differences(before, after)]


def sequences(events):
    return {each["uid"]: (each["sequence"], each["cancelled"]) for each in events}


@pytest.mark.parametrize(
    ("changes", "kind", "sentence"),
    [
        ({"begin": "13:10", "leave": "14:10", "arrive": "13:10"}, "times",
         "The walk: 13:10 to 14:10 instead of 12:50 to 13:50 (Leigh)"),
        ({"leave": "00:20", "leave_day": 1}, "times",
         "The walk: 12:50 to 00:20 the next day instead of 12:50 to 13:50 (Leigh)"),
        ({"arrive": "12:30"}, "times", "The walk: arriving at 12:30 instead of 12:50 (Leigh)"),
        ({"mode": "bus", "journey_minutes": 35, "journey_estimated": True}, "times",
         "The walk: getting there by bus, about 35 min instead of from the same place (Leigh)"),
        ({"place": "Town Hall", "address": "1 Sample Street"}, "place",
         "The walk: at Town Hall instead of Sample Hall (Leigh)"),
        ({"latitude": 53.6}, "place",
         "The walk: the address of Sample Hall or its point on the map is another (Leigh)"),
        ({"access_notes": "Ring the bell."}, "place", "The walk: getting in is described anew (Leigh)"),
        ({"path": "abc"}, "place", "The walk: the path of the walk is another (Leigh)"),
        ({"title": "A stroll"}, "text", "The walk is now called A stroll (Leigh)"),
        ({"kind": "walking-tour"}, "text", "The walk: now a walking tour (Leigh)"),
        ({"host": "BlueSci", "host_key": 3}, "text", "The walk: now with BlueSci (Leigh)"),
        ({"meet": "two\nlearners"}, "text", "The walk: who we meet: two learners (Leigh)"),
        ({"prompts": ["Who decides?"]}, "text", "The walk: what to think about has changed (Leigh)"),
        ({"route_name": "Leigh West"}, "text", "The route Leigh is now called Leigh West"),
    ],
)  # fmt: skip
def test_each_change_is_told_in_a_sentence(changes, kind, sentence):
    assert told([event()], [event(**changes)]) == [(kind, sentence)]


def test_what_comes_and_what_goes_is_told_on_its_route():
    before, after = [event("walk"), event("lunch")], [event("walk"), event("library", "11:00", "12:00")]

    changes = differences(before, after)

    assert [(change.sentence, change.route, change.stop) for change in changes] == [
        ("New on Leigh: The library, 11:00 to 12:00", "leigh", "stop-library"),
        ("The lunch is no longer on Leigh", "leigh", "stop-lunch"),
    ]


def test_a_move_to_another_route_is_told_on_both():
    changes = differences([event()], [event(route="sale", route_name="Sale", begin="14:00", leave="15:00")])

    assert [(change.route, change.sentence) for change in changes] == [
        ("leigh", "The walk moved from Leigh to Sale"),
        ("sale", "The walk moved from Leigh to Sale: 14:00 to 15:00"),
    ]


def test_times_that_only_follow_from_another_change_are_told():
    before = [event("walk", "10:00", "11:00"), event("lunch", "11:00", "12:00"), event("debrief", "15:30", "16:30")]
    after = [event("walk", "10:00", "11:30"), event("lunch", "11:30", "12:30"), event("debrief", "15:30", "16:30")]

    assert [sentence for _, sentence in told(before, after)] == [
        "The walk: 10:00 to 11:30 instead of 10:00 to 11:00 (Leigh)",
        "The lunch: 11:30 to 12:30 instead of 11:00 to 12:00 (Leigh)",
    ]


def test_the_first_time_everything_is_new_in_short():
    after = [event("walk", "10:00", "11:00"), event("lunch"), event("library", route="sale", route_name="Sale")]

    assert told(None, after) == [
        ("added", "Everything is new on Leigh: 2 stops, 10:00 to 13:50"),
        ("added", "Everything is new on Sale: 1 stop, 12:50 to 13:50"),
    ]


def test_a_host_is_concerned_by_what_happens_at_their_place_and_by_nothing_else():
    at_one, at_two = {"host": "One", "host_key": 1}, {"host": "Two", "host_key": 2}
    before = [event("walk", **at_one), event("library", **at_two)]

    assert hosts_concerned(None, before) == {1, 2}
    assert hosts_concerned(before, before) == set()
    assert hosts_concerned(before, [event("walk", begin="12:40", **at_one), event("library", **at_two)]) == {1}
    assert hosts_concerned(before, [event("walk", mode="bus", **at_one), event("library", **at_two)]) == set()
    assert hosts_concerned(before, [event("walk", **at_two), event("library", **at_two)]) == {1, 2}
    assert hosts_concerned(before, [event("walk", **at_one)]) == {2}


OTHER_FACTS = {
    "title": "Another title", "kind": "meal", "arrive": "09:00", "arrive_day": 1, "begin": "09:10", "begin_day": 1,
    "leave": "09:20", "leave_day": 2, "place": "Elsewhere", "address": "2 Sample Street", "latitude": None,
    "longitude": 1.5, "host": "BlueSci", "meet": "somebody", "prompts": ["Why?"], "step_free": True,
    "access_notes": "Knock.", "journey_minutes": 12, "path": "path",
}  # fmt: skip


@st.composite
def plans(draw):
    uids = draw(st.lists(st.sampled_from("abcd"), unique=True, max_size=4))
    made = []
    for uid in uids:
        changed = draw(st.sets(st.sampled_from(sorted(OTHER_FACTS)), max_size=3))
        route = draw(st.sampled_from(["leigh", "sale"]))
        facts = {name: OTHER_FACTS[name] for name in changed}
        made.append(event(uid, route=route, route_name=route.title(), **facts))
    return made


@given(plans(), plans())
def test_something_is_told_exactly_when_somebody_could_notice_something(before, after):
    noticed = [
        {each["uid"]: [each["route"], *(each[name] for name in FACTS)] for each in plan} for plan in (before, after)
    ]

    changes = differences(before, after)

    assert bool(changes) == (noticed[0] != noticed[1])
    routes = {each["route"] for each in [*before, *after]}
    assert {change.route for change in changes} <= routes


@given(st.lists(plans(), min_size=2, max_size=5))
def test_numbers_rise_where_something_changed_and_only_there(history):
    events = []
    for number, plan in enumerate(history):
        before, events = events, numbered(plan, events, LATER.replace(day=number + 1))
        earlier = {each["uid"]: each for each in before}
        assert set(earlier) <= {each["uid"] for each in events}
        for each in events:
            was = earlier.get(each["uid"])
            names = ("route", "cancelled", *FACTS)
            is_same = was and [was[name] for name in names] == [each[name] for name in names]
            assert each["sequence"] == (0 if was is None else was["sequence"] + (not is_same))
            if is_same:
                assert each["changed_at"] == was["changed_at"]


def test_an_event_that_is_gone_is_cancelled_once_and_rises_again_when_it_comes_back():
    first = numbered([event("walk"), event("lunch")], [], FIRST)
    second = numbered([event("lunch")], first, LATER)
    third = numbered([event("lunch")], second, LAST)
    fourth = numbered([event("walk"), event("lunch")], third, LAST)

    assert sequences(first) == {"walk": (0, False), "lunch": (0, False)}
    assert sequences(second) == sequences(third) == {"walk": (1, True), "lunch": (0, False)}
    assert sequences(fourth) == {"walk": (2, False), "lunch": (0, False)}
    assert third[1]["changed_at"] == LATER.isoformat()


def test_an_event_that_moved_to_another_route_is_cancelled_in_the_calendar_it_left():
    first = numbered([event("walk")], [], FIRST)
    second = numbered([event("walk", route="sale")], first, LATER)
    back = numbered([event("walk")], second, LAST)

    assert sequences(calendar_of(second, "leigh")) == {"walk": (1, True)}
    assert sequences(calendar_of(second, "sale")) == {"walk": (1, False)}
    assert sequences(calendar_of(back, "leigh")) == {"walk": (2, False)}
    assert sequences(calendar_of(back, "sale")) == {"walk": (2, True)}
