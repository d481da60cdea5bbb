"""The plan and the rows of the database: what is shared keeps its keys, and whatever people logged there."""

from dataclasses import replace
from datetime import UTC, datetime, time
from uuid import UUID

import pytest
from django.db.models import ProtectedError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import builders
from tests.planned import STEP, some_change
from visits.models import Leg, Stop, Venue, Visit
from visits.planning.plan import Plan, PlannedStop, PlannedVisit
from visits.planning.rows import plan_of_rows, write_rows

A, B, A1, A2, B1 = (str(UUID(int=number)) for number in range(1, 6))


@pytest.fixture
def north(route):
    return str(route.uid)


@pytest.fixture
def south(hunt):
    return str(builders.make_route(hunt, 2).uid)


def plan_on(route, *visits):
    return Plan((PlannedStop("A", uid=A), PlannedStop("B", uid=B)), {route: visits} if visits else {})


def as_rows_say(plan):
    """The plan as rows can say it: stops in no order, and no minutes of ways that nobody goes now."""
    routes = {
        route: [
            replace(visit, minutes=minutes, minutes_from=None if minutes is None else plan.stop_before(route, place))
            for place, visit in enumerate(visits)
            for minutes in [plan.minutes_to(route, place)]
        ]
        for route, visits in plan.routes.items()
    }
    return {stop.uid: stop for stop in plan.stops}, routes


def keys(hunt):
    """The primary key of every row of the plan, by the uid of its stop or visit."""
    visits = Visit.objects.filter(route__hunt=hunt)
    return {
        **{("stop", uid): pk for uid, pk in hunt.stops.values_list("uid", "pk")},
        **{("visit", uid): pk for uid, pk in visits.values_list("uid", "pk")},
        **{("leg", uid): pk for uid, pk in visits.values_list("uid", "leg")},
    }


def everything(hunt):
    visits = Visit.objects.filter(route__hunt=hunt).order_by("pk")
    legs = Leg.objects.filter(visit__in=visits).order_by("pk")
    return [list(rows.values()) for rows in (hunt.stops.order_by("pk"), visits, legs)]


class AnyPlan(TestCase):
    def setUp(self):
        self.hunt = builders.make_hunt(builders.make_programme())
        self.routes = [str(builders.make_route(self.hunt, number).uid) for number in (1, 2, 3)]

    @settings(max_examples=25, deadline=None)
    @given(st.lists(STEP | st.none(), max_size=12))
    def test_the_rows_say_the_plan_and_keep_their_keys(self, steps):
        plan = Plan()
        for step in [*steps, None]:
            if step:
                plan = some_change(plan, self.routes, *step).apply(plan)
                continue
            before = keys(self.hunt)
            write_rows(self.hunt, plan)

            after = keys(self.hunt)
            assert as_rows_say(plan_of_rows(self.hunt)) == as_rows_say(plan)
            assert {name: after[name] for name in before if name in after}.items() <= before.items()
            for route in self.hunt.routes.all():
                numbered = list(route.visits.order_by("position").values_list("position", flat=True))
                assert numbered == list(range(1, len(numbered) + 1))


def test_every_fact_of_a_stop_comes_back(hunt, north):
    host, venue = builders.make_host(hunt.programme), builders.make_venue(hunt.programme)
    path = {"type": "LineString", "coordinates": [[-2.5, 53.5], [-2.25, 53.4975]]}
    stop = PlannedStop(
        "Walk", kind="walking-tour", uid=A, host=host.pk, venue=venue.pk, stay_minutes=75, fixed_start="10:05",
        earliest_start="09:30", latest_finish="12:00", meet="Learners", prompts="Who?\nWhat?", access_notes="Ring",
        path=path,
    )  # fmt: skip

    write_rows(hunt, Plan((stop,), {north: (PlannedVisit(A, uid=A1, mode="tram"),)}))

    assert plan_of_rows(hunt).stops == (stop,)
    row = Stop.objects.get()
    assert (row.fixed_start, row.earliest_start) == (datetime(2026, 7, 7, 9, 5, tzinfo=UTC), time(9, 30))


def test_a_plan_shared_again_as_it_is_changes_nothing(hunt, north):
    plan = plan_on(north, PlannedVisit(A, uid=A1, minutes=9, minutes_from=""), PlannedVisit(B, uid=B1, mode="bus"))
    write_rows(hunt, plan)
    before = everything(hunt)

    write_rows(hunt, plan)

    assert everything(hunt) == before


def test_reflections_stay_with_their_visit_and_its_journey_on_another_route(hunt, north, south, participation):
    first, second = PlannedVisit(A, uid=A1), PlannedVisit(B, uid=B1)
    write_rows(hunt, plan_on(north, first, second))
    visit = Visit.objects.get(uid=A1)
    at_visit = builders.make_reflection(participation, moment="visit", visit=visit)
    on_leg = builders.make_reflection(participation, moment="leg", leg=visit.leg)
    Visit.objects.filter(uid=A1).update(arrived_at=datetime(2026, 7, 7, 9, 0, tzinfo=UTC))

    write_rows(hunt, plan_on(south, second, first))

    visit.refresh_from_db()
    assert (str(visit.route.uid), visit.position, visit.arrived_at.hour) == (south, 2, 9)
    at_visit.refresh_from_db()
    on_leg.refresh_from_db()
    assert (at_visit.visit, on_leg.leg.visit) == (visit, visit)


def test_two_routes_can_exchange_their_visits(hunt, north, south):
    one, other = (PlannedVisit(A, uid=A1), PlannedVisit(B, uid=B1)), (PlannedVisit(A, uid=A2),)
    write_rows(hunt, replace(plan_on(north), routes={north: one, south: other}))

    write_rows(hunt, replace(plan_on(north), routes={north: other, south: one}))

    assert plan_of_rows(hunt).routes == {north: other, south: one}


def test_a_route_may_call_twice_at_one_stop(hunt, north):
    visits = (PlannedVisit(A, uid=A1), PlannedVisit(B, uid=B1), PlannedVisit(A, uid=A2))
    write_rows(hunt, plan_on(north, *visits))
    assert plan_of_rows(hunt).routes == {north: visits}

    write_rows(hunt, plan_on(north, *visits[1:]))

    assert plan_of_rows(hunt).routes == {north: visits[1:]}


@pytest.mark.parametrize("logged_at", ["visit", "leg"])
def test_when_people_logged_at_what_would_go_nothing_is_changed(hunt, north, south, participation, logged_at):
    write_rows(hunt, plan_on(north, PlannedVisit(A, uid=A1), PlannedVisit(B, uid=B1)))
    visit = Visit.objects.get(uid=A1)
    builders.make_reflection(
        participation, moment=logged_at, **{logged_at: visit if logged_at == "visit" else visit.leg}
    )
    before = everything(hunt)
    changed = replace(plan_on(south, PlannedVisit(B, uid=B1)), stops=(PlannedStop("Other", uid=B), PlannedStop("New")))

    with pytest.raises(ProtectedError):
        write_rows(hunt, changed)

    assert everything(hunt) == before


def test_a_host_and_a_venue_that_left_the_directory_are_left_out(hunt, north):
    host, venue = builders.make_host(hunt.programme), builders.make_venue(hunt.programme)
    stop = PlannedStop("A", uid=A, host=host.pk, venue=venue.pk)
    Venue.objects.all().delete()
    host.delete()

    write_rows(hunt, Plan((stop,)))

    assert plan_of_rows(hunt).stops == (replace(stop, host=None, venue=None),)


def test_a_host_of_another_programme_is_left_out(hunt):
    other = builders.make_programme(slug="other")
    host, venue = builders.make_host(other), builders.make_venue(other)

    write_rows(hunt, Plan((PlannedStop("A", uid=A, host=host.pk, venue=venue.pk),)))

    assert Stop.objects.values_list("host", "venue").get() == (None, None)


def test_visits_of_another_hunt_stay_as_they_are(hunt, north):
    other = builders.make_hunt(hunt.programme, slug="other")
    builders.make_visit(builders.make_route(other), builders.make_stop(other), minutes=9)
    before = everything(other)

    write_rows(hunt, plan_on(north, PlannedVisit(A, uid=A1)))

    assert everything(other) == before


def test_minutes_are_written_only_for_the_way_they_were_set_for(hunt, north):
    first, second = PlannedVisit(A, uid=A1), PlannedVisit(B, uid=B1, minutes=12, minutes_from=A)
    written = {}
    for visits in [(first, second), (second, first), (second,)]:
        write_rows(hunt, plan_on(north, *visits))
        written[len(visits), visits[0].uid] = Leg.objects.get(visit__uid=B1).minutes

    assert written == {(2, A1): 12, (2, B1): None, (1, B1): None}


def test_minutes_of_the_rows_hold_for_the_way_they_are_on(hunt, route):
    first = builders.make_visit(route, builders.make_stop(hunt, "A"), 1, minutes=30)
    builders.make_visit(route, builders.make_stop(hunt, "B"), 4, minutes=12)

    plan = plan_of_rows(hunt)

    assert [visit.minutes_from for visit in plan.visits_on(str(route.uid))] == ["", str(first.stop.uid)]


SPRING, AUTUMN = datetime(2026, 3, 29, 0, 0, tzinfo=UTC), datetime(2026, 10, 24, 23, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("starts_at", "wall_time", "instant"),
    [
        (SPRING, "00:30", datetime(2026, 3, 29, 0, 30, tzinfo=UTC)),
        (SPRING, "02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        (SPRING, "14:00", datetime(2026, 3, 29, 13, 0, tzinfo=UTC)),
        (AUTUMN, "00:30", datetime(2026, 10, 24, 23, 30, tzinfo=UTC)),
        (AUTUMN, "01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (AUTUMN, "14:00", datetime(2026, 10, 25, 14, 0, tzinfo=UTC)),
    ],
)
def test_a_fixed_start_keeps_its_wall_time_on_the_day_the_clocks_change(programme, starts_at, wall_time, instant):
    hunt = builders.make_hunt(programme, starts_at=starts_at, ends_at=starts_at.replace(hour=23, minute=59))
    stop = PlannedStop("A", uid=A, fixed_start=wall_time)

    write_rows(hunt, Plan((stop,)))

    assert Stop.objects.get().fixed_start == instant
    assert plan_of_rows(hunt).stops == (stop,)


def test_a_fixed_start_that_the_clocks_skip_is_an_hour_later(programme):
    hunt = builders.make_hunt(programme, starts_at=SPRING, ends_at=SPRING.replace(hour=20))

    write_rows(hunt, Plan((PlannedStop("A", uid=A, fixed_start="01:30"),)))

    assert plan_of_rows(hunt).stops[0].fixed_start == "02:30"


@pytest.mark.parametrize(("routes", "stops"), [(1, 3), (4, 12)])
def test_queries_do_not_depend_on_the_size_of_the_plan(hunt, django_assert_num_queries, routes, stops):
    uids = [str(builders.make_route(hunt, number).uid) for number in range(1, routes + 1)]
    made = {route: [PlannedStop(f"Stop {number}") for number in range(stops)] for route in uids}
    visits = {route: tuple(PlannedVisit(stop.uid) for stop in made[route]) for route in uids}
    plan = Plan(tuple(stop for route in uids for stop in made[route]), visits)

    with django_assert_num_queries(14):
        write_rows(hunt, plan)
    with django_assert_num_queries(14):
        write_rows(hunt, replace(plan, routes={route: visits[route][::-1] for route in uids}))
    with django_assert_num_queries(2):
        plan_of_rows(hunt)
    with django_assert_num_queries(20):
        write_rows(hunt, Plan())
