"""Changes of a plan: whatever is done to it, it stays whole, and what a change does not touch stays as it was."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.planned import STEP, letters, plan_of, plans, some_change, whole
from visits.planning.changes import (
    AddStop,
    AddVisit,
    Arrange,
    EditLeg,
    EditStop,
    Measure,
    MoveVisit,
    NoLongerFits,
    RemoveStop,
    RemoveVisit,
    Replace,
    SplitStops,
    differing,
    overlap,
)
from visits.planning.plan import Plan, PlannedStop, PlannedVisit, read, write

pytestmark = pytest.mark.once

ROUTES = ["North", "South", "West"]
STEPS = st.lists(STEP, max_size=14)


@settings(max_examples=60, deadline=None)
@given(plans())
def test_a_plan_comes_back_from_json(plan):
    assert read(json.loads(json.dumps(write(plan)))) == plan


def test_a_document_of_another_version_of_the_program_is_read():
    document = {
        "later": True,
        "stops": [{"title": "Hall", "uid": "a", "colour": "red"}],
        "routes": {"North": [{"stop": "a", "uid": "a1", "dogs": 2}]},
    }

    assert read(document) == Plan(
        (PlannedStop("Hall", uid="a", kind="visit", stay_minutes=60),),
        {"North": (PlannedVisit("a", uid="a1", mode="foot", minutes=None),)},
    )


def test_a_plan_is_written_the_same_however_its_routes_came():
    plan = plan_of({"North": "ab", "South": "c"})

    assert json.dumps(write(plan)) == json.dumps(write(replace(plan, routes=dict(reversed(plan.routes.items())))))


@settings(max_examples=150, deadline=None)
@given(STEPS)
def test_a_plan_stays_whole_whatever_is_changed(steps):
    plan = Plan()
    for step in steps:
        before, as_it_was = plan, write(plan)
        change = some_change(plan, ROUTES, *step)
        plan = change.apply(plan)

        assert whole(plan, ROUTES)
        assert write(before) == as_it_was  # a plan never changes itself
        assert differing(before, plan) or plan == before


@settings(max_examples=100, deadline=None)
@given(STEPS, st.data())
def test_a_visit_goes_where_it_is_put_and_the_others_keep_their_order(steps, data):
    plan = plan_of({"North": "abc", "South": "ad"})
    for step in steps:
        plan = some_change(plan, ROUTES, *step).apply(plan)
    calls = [visit.uid for _, _, visit in plan.visits()]
    if not calls:
        return
    moved, route = data.draw(st.sampled_from(calls)), data.draw(st.sampled_from(ROUTES))
    others = {each: [visit.uid for visit in plan.visits_on(each) if visit.uid != moved] for each in ROUTES}
    place = data.draw(st.integers(0, len(others[route])))

    after = MoveVisit(moved, route, [*others[route], None][place]).apply(plan)

    others[route].insert(place, moved)
    assert {each: [visit.uid for visit in after.visits_on(each)] for each in ROUTES} == others
    assert after.stops == plan.stops


START = plan_of({"North": "abc", "South": "ad"})


@pytest.mark.parametrize(
    ("change", "north", "south"),
    [
        (AddStop(PlannedStop("E", uid="e")), "abc", "ad"),
        (AddStop(PlannedStop("E", uid="e"), "South"), "abc", "ade"),
        (AddStop(PlannedStop("E", uid="a"), "South"), "abc", "ad"),
        (RemoveStop("a"), "bc", "d"),
        (AddVisit("South", PlannedVisit("b"), before="d1"), "abc", "abd"),
        (AddVisit("North", PlannedVisit("b")), "abcb", "ad"),
        (AddVisit("South", PlannedVisit("b", uid="b1")), "abc", "ad"),
        (MoveVisit("a1", "North", before="c1"), "bac", "ad"),
        (MoveVisit("a1", "North", before="a1"), "abc", "ad"),
        (MoveVisit("a1", "North"), "bca", "ad"),
        (MoveVisit("c1", "South", before="a2"), "ab", "cad"),
        (RemoveVisit("a2"), "abc", "d"),
        (Arrange({"North": ["c1", "a1", "b1"]}), "cab", "ad"),
        (Arrange({"North": ["d1"], "South": ["a2", "b1", "c1", "a1"]}), "d", "abca"),
        (SplitStops({"North": "da", "South": "acb"}), "da", "acb"),
        (SplitStops({"North": "", "South": "abcd"}), "", "abcd"),
        (Replace(plan_of({"South": "x"})), "", "x"),
    ],
)
def test_what_each_change_does(change, north, south):
    plan = change.apply(START)

    assert (letters(plan, "North"), letters(plan, "South")) == (north, south)
    assert whole(plan, ROUTES)


@pytest.mark.parametrize(
    "change",
    [
        EditStop("x", {"title": "X"}),
        RemoveStop("x"),
        AddVisit("North", PlannedVisit("x")),
        AddVisit("North", PlannedVisit("d"), before="d1"),
        MoveVisit("x1", "North"),
        MoveVisit("a1", "North", before="d1"),
        RemoveVisit("x1"),
        EditLeg("x1", "bus", None),
        Measure({"a1": 5, "x1": 5}),
        Arrange({"North": ["a1", "b1"]}),
        Arrange({"North": ["a1", "b1", "c1", "c1"]}),
        Arrange({"North": ["a1", "b1", "d1"]}),
        SplitStops({"North": "abx"}),
    ],
)
def test_a_change_of_what_is_not_there_does_not_fit(change):
    with pytest.raises(NoLongerFits):
        change.apply(START)


def test_a_split_uses_the_visits_that_are_there_first_of_all_on_their_own_route():
    plan = SplitStops({"North": "ba", "South": "ca"}).apply(START)

    assert [visit.uid for visit in plan.visits_on("North")] == ["b1", "a1"]
    assert [visit.uid for visit in plan.visits_on("South")] == ["c1", "a2"]


def test_two_visits_to_one_stop_on_a_route_are_told_apart():
    plan = MoveVisit("a2", "North").apply(plan_of({"North": "aab"}))

    assert [visit.uid for visit in plan.visits_on("North")] == ["a1", "b1", "a2"]


def minutes(plan, route):
    return [plan.minutes_to(route, place) for place in range(len(plan.visits_on(route)))]


def test_minutes_hold_only_for_the_way_they_were_set_for():
    plan = Measure({"a1": 1, "b1": 2, "c1": 3}).apply(START)
    assert minutes(plan, "North") == [1, 2, 3]

    moved = MoveVisit("a1", "North", before="c1").apply(plan)
    assert minutes(moved, "North") == [None, None, None]

    assert minutes(MoveVisit("a1", "North", before="b1").apply(moved), "North") == [1, 2, 3]


def test_minutes_from_home_do_not_become_minutes_from_a_stop():
    plan = EditLeg("a1", "bus", 40).apply(START)

    assert minutes(plan, "North") == [40, None, None]
    assert minutes(MoveVisit("a1", "North").apply(plan), "North") == [None, None, None]
    assert minutes(MoveVisit("a1", "West").apply(plan), "West") == [40]  # the first there, so from home as well


def test_minutes_of_a_file_may_hold_from_wherever_one_comes():
    plan = replace(START, routes={"North": (PlannedVisit("a"), PlannedVisit("b", uid="b1", minutes=7))})

    assert minutes(plan, "North") == [None, 7]
    assert minutes(MoveVisit("b1", "South").apply(plan), "South") == [7]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("stop:a", "stop:a", True),
        ("stop:a", "stop:a:title", True),
        ("stop:a:title", "stop:a:meet", False),
        ("stop:a", "stop:ab:title", False),
        ("visit:a", "leg:a", False),
        ("plan", "leg:a", True),
    ],
)
def test_a_name_covers_those_that_go_on_after_it(one, other, expected):
    assert overlap([one], [other]) is expected
    assert overlap([other], [one]) is (expected and one != "plan")  # after a new plan, all it left alone can change
    assert overlap([one], []) is False


def test_what_differs_is_said_by_name():
    after = EditStop("d", {"meet": "Learners", "stay_minutes": 60}).apply(START)
    assert differing(START, after) == {"stop:d:meet"}

    after = MoveVisit("c1", "South", before="a2").apply(START)
    assert differing(START, after) == {
        "visit:c1", "way:c1", "stop:c:visits:c1", "order:North:c1", "order:South:c1", "way:a2", "order:South:a2",
    }  # fmt: skip

    after = AddStop(PlannedStop("E", uid="e")).apply(START)
    assert differing(START, after) == {"stop:e"}
