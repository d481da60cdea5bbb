"""The working plan: changing it, going back step by step, and two organisers at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from hunts.models import Route
from tests import builders
from tests.planned import STEP, plans, some_change, whole
from visits.planning import versions
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
)
from visits.planning.plan import Plan, PlannedStop, PlannedVisit, write
from visits.planning.versions import Collision, NothingToDo, PeopleLogged, change_plan, redo, undo, working_plan

A, B, C, D, A1, A2, B1, C1, D1, NEW = (str(UUID(int=number)) for number in range(10))


@pytest.fixture
def north(hunt):
    return str(builders.make_route(hunt, 1, name="North").uid)


@pytest.fixture
def south(hunt):
    return str(builders.make_route(hunt, 2, name="South").uid)


@pytest.fixture
def start(hunt, north, south):
    """Version 1: North calls at a, b, c and South at a, d; visits are called a1, b1 and so on."""
    return change_plan(hunt, None, Replace(plan_on(north, south)), base=0, summary="Start").plan


def plan_on(north, south):
    stops = tuple(PlannedStop(title, uid=uid) for title, uid in zip("abcd", [A, B, C, D], strict=True))
    on_north = [PlannedVisit(A, uid=A1), PlannedVisit(B, uid=B1), PlannedVisit(C, uid=C1)]
    return Plan(stops, {north: tuple(on_north), south: (PlannedVisit(A, uid=A2), PlannedVisit(D, uid=D1))})


def change(hunt, made, base=None, user=None, summary="Changed"):
    base = working_plan(hunt).number if base is None else base
    return change_plan(hunt, user, made, base=base, summary=summary)


def titles(plan, route=None):
    """The titles of all stops, or of those that a route calls at, in one word."""
    return (
        "".join(plan.stop(visit.stop).title for visit in plan.visits_on(route))
        if route
        else ("".join(stop.title for stop in plan.stops))
    )


def numbers(hunt):
    return list(hunt.plan_versions.order_by("number").values_list("number", flat=True))


def plan_now(hunt):
    return working_plan(hunt).plan


def kept(hunt):
    """All that the database has of the working plan."""
    return list(hunt.plan_versions.order_by("number").values())


# Going back ---------------------------------------------------------------


class AnyOrder(TestCase):
    def setUp(self):
        programme = builders.make_programme()
        self.hunt = builders.make_hunt(programme)
        self.routes = [str(builders.make_route(self.hunt, number).uid) for number in (1, 2, 3)]
        self.people = [builders.make_user(name) for name in ("amina", "bilal")]

    @settings(max_examples=25, deadline=None)
    @given(st.lists(st.one_of(STEP, STEP, st.just("undo"), st.just("redo")), max_size=14))
    def test_undo_and_redo_go_through_the_very_plans_that_there_were(self, steps):
        done, undone = [plan_now(self.hunt)], []
        for number, step in enumerate(steps):
            user, base = self.people[number % 2], working_plan(self.hunt).number
            if step in ("undo", "redo"):
                taken, given_to, go = (done, undone, undo) if step == "undo" else (undone, done, redo)
                if len(taken) <= (step == "undo"):
                    with pytest.raises(NothingToDo):
                        go(self.hunt, user, base=base)
                else:
                    go(self.hunt, user, base=base)
                    given_to.append(taken.pop())
            else:
                made = some_change(done[-1], self.routes, *step)
                after = change_plan(self.hunt, user, made, base=base, summary="Changed").plan
                if after != done[-1]:
                    done, undone = [*done, after], []
            assert plan_now(self.hunt) == done[-1]
            assert whole(plan_now(self.hunt), self.routes)
        while len(done) > 1:
            undo(self.hunt, self.people[0], base=working_plan(self.hunt).number)
            undone.append(done.pop())
            assert plan_now(self.hunt) == done[-1]
        while undone:
            redo(self.hunt, self.people[0], base=working_plan(self.hunt).number)
            assert plan_now(self.hunt) == undone.pop()
        assert numbers(self.hunt) == list(range(len(numbers(self.hunt))))


class AnyPlan(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(plans())
    def test_a_plan_comes_back_from_the_database(self, plan):
        hunt = builders.make_hunt(builders.make_programme())
        for number, uid in enumerate(plan.routes, start=1):
            builders.make_route(hunt, number, uid=uid)

        change(hunt, Replace(plan))

        assert plan_now(hunt) == plan


def test_undo_takes_back_what_somebody_else_did_and_says_so(hunt, start, amina, carys):
    change(hunt, EditStop(A, {"title": "Briefing"}), user=amina, summary="Changed “A”")

    assert versions.undoable(hunt).made_by == amina
    taken_back = undo(hunt, carys, base=2)

    newest = hunt.plan_versions.latest("number")
    assert (taken_back.number, taken_back.made_by) == (2, amina)
    assert (newest.number, newest.summary, newest.made_by) == (3, "Took back: Changed “A”", carys)
    assert plan_now(hunt) == start
    assert versions.redoable(hunt).target == taken_back


def test_a_new_change_after_an_undo_leaves_nothing_to_bring_again(hunt, start, amina):
    change(hunt, RemoveStop(A))
    undo(hunt, amina, base=2)
    change(hunt, RemoveStop(D))

    assert versions.redoable(hunt) is None
    with pytest.raises(NothingToDo):
        redo(hunt, amina, base=4)
    assert titles(plan_now(hunt)) == "abc"


@pytest.mark.parametrize("step", [undo, redo])
def test_going_back_twice_by_a_double_click_goes_back_once(hunt, start, amina, step):
    change(hunt, RemoveVisit(A1))
    change(hunt, RemoveVisit(B1))
    if step is redo:
        undo(hunt, amina, base=3)
        undo(hunt, amina, base=4)
    base = working_plan(hunt).number
    step(hunt, amina, base=base)
    once = kept(hunt)

    with pytest.raises(Collision) as collision:
        step(hunt, amina, base=base)

    assert [version.number for version in collision.value.theirs] == [base + 1]
    assert kept(hunt) == once


def test_a_plan_that_was_never_changed_has_nothing_to_take_back(hunt, amina):
    with pytest.raises(NothingToDo):
        undo(hunt, amina, base=0)
    assert kept(hunt) == []


def test_the_plan_of_the_rows_is_kept_as_the_first_version(hunt, route, visit, amina):
    change(hunt, RemoveStop(str(visit.stop.uid)))
    assert numbers(hunt) == [0, 1]

    undo(hunt, amina, base=1)

    assert titles(plan_now(hunt), str(route.uid)) == "Canal walk"


# Two organisers -----------------------------------------------------------


def both(hunt, first, second):
    """Two changes made on version 1, in this order: the plan, or None when they collide and only the first is kept."""
    change(hunt, first, base=1)
    before, newest = kept(hunt), hunt.plan_versions.latest("number").number
    collision = plan = None
    try:
        plan = change(hunt, second, base=1).plan
    except Collision as raised:
        collision = raised
    if collision:
        assert [version.number for version in collision.theirs] == list(range(2, newest + 1))
        assert kept(hunt) == before
    return plan


def says(plan, made):
    """Whether the plan is as the change wants it."""
    return SAYS[type(made)](plan, made)


SAYS = {
    AddStop: lambda plan, made: made.stop in plan.stops,
    EditStop: lambda plan, made: all(getattr(plan.stop(made.uid), name) == made.facts[name] for name in made.facts),
    RemoveStop: lambda plan, made: plan.stop(made.uid) is None,
    AddVisit: lambda plan, made: made.visit in plan.visits_on(made.route),
    MoveVisit: lambda plan, made: plan.find(made.uid)[0] == made.route,
    RemoveVisit: lambda plan, made: plan.find(made.uid) is None,
    EditLeg: lambda plan, made: leg(plan, made.uid) == (made.mode, made.minutes),
    Measure: lambda plan, made: all(leg(plan, uid)[1] == minutes for uid, minutes in made.minutes.items()),
    Arrange: lambda plan, made: all(holds(plan, route, made.routes[route], "uid") for route in made.routes),
    SplitStops: lambda plan, made: all(holds(plan, route, made.routes[route], "stop") for route in made.routes),
}


def leg(plan, uid):
    _, _, visit = plan.find(uid)
    return visit.mode, visit.minutes


def holds(plan, route, names, name):
    """Whether the route has these in this order, perhaps with others between."""
    there = iter(getattr(visit, name) for visit in plan.visits_on(route))
    return all(name in there for name in names)


class TwoOrganisers(TestCase):
    def setUp(self):
        self.hunt = builders.make_hunt(builders.make_programme())
        north, south, west = (str(builders.make_route(self.hunt, number).uid) for number in (1, 2, 3))
        self.routes = [north, south, west]
        self.plan = change_plan(self.hunt, None, Replace(plan_on(north, south)), base=0, summary="Start").plan

    def in_turn(self, first, second):
        with transaction.atomic():
            plan = both(self.hunt, first, second)
            transaction.set_rollback(True)
        return plan

    @settings(max_examples=80, deadline=None)
    @given(STEP, STEP)
    def test_neither_change_is_lost_whoever_comes_first(self, one, other):
        first, second = (some_change(self.plan, self.routes, *step) for step in (one, other))
        assume(self.plan not in (first.apply(self.plan), second.apply(self.plan)))

        plans = [self.in_turn(first, second), self.in_turn(second, first)]

        for plan in plans:
            assert plan is None or (whole(plan, self.routes) and says(plan, first) and says(plan, second))
        if None not in plans:
            assert_same_but_for_order(*plans)


def assert_same_but_for_order(one, other):
    """Two stops put at the end of a route come in the order in which they were put."""
    assert {stop.uid: stop for stop in one.stops} == {stop.uid: stop for stop in other.stops}
    assert one.routes.keys() == other.routes.keys()
    for route in one.routes:
        calls = [{visit.uid: visit.stop for visit in plan.visits_on(route)} for plan in (one, other)]
        assert calls[0] == calls[1]


def pairs(north, south):
    """Two changes, and whether both are kept when the first, or the second, comes first."""
    return {
        "other facts of a stop": (EditStop(A, {"title": "X"}), EditStop(A, {"meet": "Y"}), True, True),
        "the same fact": (EditStop(A, {"title": "X"}), EditStop(A, {"title": "Y"}), False, False),
        "the same fact, said the same": (EditStop(A, {"title": "X"}), EditStop(A, {"title": "X"}), True, True),
        "a stop is changed and removed": (EditStop(A, {"title": "X"}), RemoveStop(A), False, False),
        "a stop is removed twice": (RemoveStop(A), RemoveStop(A), False, False),
        "a visit moves, its stop goes": (MoveVisit(B1, north), RemoveStop(B), False, False),
        "a journey changes, its stop goes": (EditLeg(B1, "bus", None), RemoveStop(B), False, False),
        "neighbours move": (MoveVisit(A1, south), MoveVisit(B1, south), True, True),
        "neighbours change places": (MoveVisit(A1, north), MoveVisit(B1, north, A1), True, True),
        "a visit moves twice": (MoveVisit(A1, south), MoveVisit(A1, north), False, False),
        "one moves, the next goes": (MoveVisit(A1, north), RemoveVisit(B1), True, True),
        "a visit moves and goes": (MoveVisit(A1, south), RemoveVisit(A1), False, False),
        "what it should go before is gone": (RemoveVisit(B1), MoveVisit(C1, north, B1), False, True),
        "a visit moves, its journey changes": (MoveVisit(B1, south), EditLeg(B1, "bus", None), True, True),
        "minutes from a stop that moves": (EditLeg(B1, "bus", 9), MoveVisit(A1, south), True, False),
        "minutes of a way that stays": (EditLeg(C1, "bus", 9), MoveVisit(A1, south), True, True),
        "a journey measured and set": (Measure({B1: 9}), EditLeg(B1, "foot", 8), False, False),
        "an order, and a stop of the same route": (Arrange({north: [C1, B1, A1]}), MoveVisit(A1, south), False, False),
        "an order, then one stop more": (Arrange({north: [C1, B1, A1]}), visit_to(D, north), True, False),
        "orders of two routes": (Arrange({north: [C1, B1, A1]}), Arrange({south: [D1, A2]}), True, True),
        "a split and a stop that moves": (
            SplitStops({north: [C, B], south: [A, D]}),
            MoveVisit(A2, south),
            False,
            False,
        ),
        "a split and a stop that goes": (SplitStops({north: [C, B], south: [A, D]}), RemoveVisit(C1), False, False),
        "a split and what a stop is called": (SplitStops({north: [C, B, A]}), EditStop(B, {"title": "X"}), True, True),
        "a stop goes onto a route twice": (visit_to(D, north), visit_to(D, north), False, False),
        "a stop goes onto two routes": (visit_to(B, south), visit_to(D, north), True, True),
        "new stops of the same name": (AddStop(PlannedStop("Lunch")), AddStop(PlannedStop("lunch")), False, False),
        "new stops": (AddStop(PlannedStop("Lunch"), north), AddStop(PlannedStop("Tea"), north), True, True),
        "another plan": (Replace(Plan()), EditStop(A, {"title": "X"}), False, False),
        "another plan that leaves a stop": (Replace(north_only(north)), EditStop(D, {"title": "X"}), True, False),
    }


def visit_to(stop, route):
    return AddVisit(route, PlannedVisit(stop))


def north_only(north):
    return Plan(plan_on(north, "").stops, {north: plan_on(north, "").visits_on(north)})


@pytest.mark.parametrize("which", pairs("", ""))
def test_changes_made_at_the_same_time_are_both_kept_or_collide(hunt, start, north, south, which):
    first, second, kept_first, kept_second = pairs(north, south)[which]

    with transaction.atomic():
        one = both(hunt, first, second)
        transaction.set_rollback(True)
    other = both(hunt, second, first)

    assert (one is not None, other is not None) == (bool(kept_first), bool(kept_second))


def test_a_collision_says_whether_the_change_could_still_be_made(hunt, start, north, amina, carys):
    change(hunt, MoveVisit(A1, north), user=amina, summary="Moved “A”")
    with pytest.raises(Collision) as collision:
        change(hunt, RemoveVisit(A1), base=1)
    assert collision.value.still_possible is True
    assert [(each.summary, each.made_by) for each in collision.value.theirs] == [("Moved “A”", amina)]

    change(hunt, RemoveVisit(A1), user=carys)
    with pytest.raises(Collision) as collision:
        change(hunt, MoveVisit(A1, north), base=1)
    assert collision.value.still_possible is False
    assert [each.made_by for each in collision.value.theirs] == [amina, carys]

    with pytest.raises(NoLongerFits):  # nobody did anything since: it was not there in the first place
        change(hunt, MoveVisit(A1, north), base=3)


def test_what_an_undo_takes_back_is_touched_by_it(hunt, start, north, amina):
    change(hunt, MoveVisit(A1, north))
    undo(hunt, amina, base=2)

    with pytest.raises(Collision):
        change(hunt, MoveVisit(A1, north, C1), base=2)
    assert titles(change(hunt, MoveVisit(B1, north), base=2).plan, north) == "acb"


def test_a_change_that_changes_nothing_is_no_version(hunt, start, north):
    assert change(hunt, MoveVisit(C1, north)).number == 1
    assert change(hunt, EditStop(A, {"title": "a"})).number == 1
    assert numbers(hunt) == [0, 1]


@pytest.mark.parametrize("base", [-5, 0, 99, 10**30])
def test_whoever_names_a_version_that_never_was_knows_of_no_change(hunt, start, amina, base):
    with pytest.raises(Collision) as collision:
        change(hunt, RemoveStop(A), base=base)
    assert [version.number for version in collision.value.theirs] == [1]

    with pytest.raises(Collision):
        undo(hunt, amina, base=base)
    assert plan_now(hunt) == start


@pytest.mark.parametrize("base", [-5, 99])
def test_a_plan_nobody_changed_can_be_changed_from_anywhere(hunt, route, base):
    assert change(hunt, AddStop(PlannedStop("A")), base=base).number == 1


@pytest.mark.parametrize(
    ("made", "is_harmless"),
    [
        (AddStop(PlannedStop("New", uid=NEW), None), True),
        (EditStop(A, {"title": "X"}), True),
        (RemoveStop(A), False),
        (RemoveVisit(A1), False),
        (EditLeg(B1, "bus", 20), True),
        (Measure({B1: 20}), True),
    ],
)
def test_the_same_request_twice_is_harmless_or_a_clear_collision(hunt, start, made, is_harmless):
    once = change(hunt, made, base=1)
    before = kept(hunt)

    if is_harmless:
        assert change(hunt, made, base=1) == once
    else:
        with pytest.raises(Collision):
            change(hunt, made, base=1)
    assert kept(hunt) == before


def test_moving_ordering_and_splitting_twice_is_harmless(hunt, start, north, south):
    for made in [
        MoveVisit(A1, south, D1),
        Arrange({south: [D1, A1, A2]}),
        SplitStops({north: [D, C], south: [A, A, B]}),
        AddVisit(north, PlannedVisit(A)),
    ]:
        base = working_plan(hunt).number
        once = change(hunt, made, base=base)
        assert once.number == base + 1
        assert change(hunt, made, base=base) == once


def at_once(count, work):
    """Do ``work(number)`` in as many threads at the same moment; return what each gave, or its collision."""
    barrier = Barrier(count)

    def one(number):
        barrier.wait()
        try:
            return work(number)
        except Collision as collision:
            return collision
        finally:
            connection.close()

    with ThreadPoolExecutor(count) as people:
        return list(people.map(one, range(count)))


@pytest.mark.django_db(transaction=True)
def test_eight_changes_at_once_are_eight_versions():
    hunt = builders.make_hunt(builders.make_programme())
    route = str(builders.make_route(hunt).uid)

    answers = at_once(8, lambda n: change(hunt, AddStop(PlannedStop(f"Stop {n}"), route), base=0))

    plan = plan_now(hunt)
    assert sorted(answer.number for answer in answers) == list(range(1, 9))
    assert numbers(hunt) == list(range(9))
    assert sorted(stop.title for stop in plan.stops) == [f"Stop {number}" for number in range(8)]
    assert len(plan.visits_on(route)) == 8


@pytest.mark.django_db(transaction=True)
def test_of_eight_changes_of_one_thing_at_once_one_is_made():
    hunt = builders.make_hunt(builders.make_programme())
    change(hunt, AddStop(PlannedStop("A", uid=A)), base=0)

    answers = at_once(8, lambda n: change(hunt, EditStop(A, {"title": f"Title {n}"}), base=1))

    made = [answer for answer in answers if not isinstance(answer, Collision)]
    assert [answer.number for answer in made] == [2]
    assert numbers(hunt) == [0, 1, 2]
    assert plan_now(hunt) == made[0].plan
    assert all(refused.theirs[0].number == 2 for refused in answers if refused is not made[0])


@pytest.mark.django_db(transaction=True)
def test_of_eight_who_take_back_at_once_one_does(amina):
    hunt = builders.make_hunt(builders.make_programme(slug="other"))
    for title in "ab":
        change(hunt, AddStop(PlannedStop(title)))

    answers = at_once(8, lambda n: undo(hunt, amina, base=2))

    assert sum(not isinstance(answer, Collision) for answer in answers) == 1
    assert titles(plan_now(hunt)) == "a"


# What must not be lost ----------------------------------------------------


@pytest.mark.parametrize(
    "made",
    [
        lambda visit: RemoveVisit(str(visit.uid)),
        lambda visit: RemoveStop(str(visit.stop.uid)),
        lambda visit: SplitStops({str(visit.route.uid): []}),
        lambda visit: Replace(Plan()),
    ],
)
def test_a_stop_people_logged_at_stays_in_the_plan(hunt, visit, participation, made):
    builders.make_reflection(participation, moment="leg", leg=visit.leg)

    with pytest.raises(PeopleLogged, match="Canal walk"):
        change(hunt, made(visit))

    assert kept(hunt) == []


def test_an_undo_cannot_take_away_what_people_logged_at_either(hunt, visit, participation, amina):
    as_shared = plan_now(hunt)
    hunt.plan_versions.create(number=0, document=write(Plan()))
    hunt.plan_versions.create(number=1, document=write(as_shared), summary="Added “Canal walk”")
    builders.make_reflection(participation, moment="visit", visit=visit)
    before = kept(hunt)

    with pytest.raises(PeopleLogged):
        undo(hunt, amina, base=1)

    assert kept(hunt) == before


def test_stops_of_a_route_that_was_deleted_are_on_no_route(hunt, start, north, south, amina):
    Route.objects.get(uid=north).delete()

    plan = plan_now(hunt)
    assert whole(plan, [south])
    assert (titles(plan, south), titles(plan)) == ("ad", "abcd")
    assert versions.plan_at(hunt, 1) == plan

    for made in [MoveVisit(D1, north), AddVisit(north, PlannedVisit(B)), SplitStops({north: [A], south: [D]})]:
        with pytest.raises(NoLongerFits, match="That route is no longer part of the hunt"):
            change(hunt, made)
    change(hunt, RemoveStop(D))
    undo(hunt, amina, base=2)
    assert plan_now(hunt) == plan


def test_a_route_of_another_hunt_is_none_of_this_one(hunt, start):
    other = builders.make_route(builders.make_hunt(hunt.programme, slug="other"))

    with pytest.raises(NoLongerFits):
        change(hunt, MoveVisit(A1, str(other.uid)))


# Speed --------------------------------------------------------------------


@pytest.mark.parametrize(("routes", "stops"), [(1, 3), (4, 12)])
def test_queries_do_not_depend_on_the_size_of_the_plan(hunt, amina, django_assert_num_queries, routes, stops):
    uids = [str(builders.make_route(hunt, number).uid) for number in range(1, routes + 2)]
    made = [PlannedStop(f"Stop {number}") for number in range(stops)]
    plan = Plan(tuple(made), {route: tuple(PlannedVisit(stop.uid) for stop in made) for route in uids[:-1]})
    change(hunt, Replace(plan), base=0)
    visit, first = plan.visits_on(uids[0])[-1].uid, plan.visits_on(uids[0])[0].uid

    with django_assert_num_queries(2):
        working_plan(hunt)
    with django_assert_num_queries(6):  # a savepoint and its release, the lock, the plan, the new version
        change_plan(hunt, amina, MoveVisit(visit, uids[0], first), base=1, summary="Moved")
    with django_assert_num_queries(6):
        change_plan(hunt, amina, EditLeg(visit, "bus", 9), base=2, summary="Changed")
    with django_assert_num_queries(7):  # what others did
        change_plan(hunt, amina, EditStop(made[0].uid, {"meet": "Learners"}), base=1, summary="Changed")
    with django_assert_num_queries(7):  # whether the hunt has that route
        change_plan(hunt, amina, MoveVisit(visit, uids[-1]), base=4, summary="Moved")
    with django_assert_num_queries(7):  # whether people logged there
        change_plan(hunt, amina, RemoveStop(made[0].uid), base=5, summary="Removed")
    with django_assert_num_queries(10):
        undo(hunt, amina, base=6)
    with django_assert_num_queries(12):
        redo(hunt, amina, base=7)
