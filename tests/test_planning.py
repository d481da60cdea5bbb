"""The order of stops on a route: whole, whatever is done to it."""

from datetime import UTC, datetime

import pytest
from django.db.models import ProtectedError
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests import builders
from visits.models import Stop, Visit
from visits.planning.stations import add_visit, hunt_stations, move_visit, remove_stop, remove_visit, route_stations


def order(route):
    return list(route.visits.order_by("position").values_list("stop__title", flat=True))


def positions(route):
    return list(route.visits.order_by("position").values_list("position", flat=True))


@pytest.fixture
def three(hunt, route):
    return [add_visit(route, builders.make_stop(hunt, title)) for title in ("A", "B", "C")]


def test_a_new_stop_comes_last(route, three):
    assert order(route) == ["A", "B", "C"]
    assert positions(route) == [1, 2, 3]


@pytest.mark.parametrize(
    ("which", "to", "expected"),
    [
        (0, 2, ["B", "A", "C"]),
        (0, 3, ["B", "C", "A"]),
        (0, 99, ["B", "C", "A"]),
        (2, 1, ["C", "A", "B"]),
        (2, 0, ["C", "A", "B"]),
        (1, 2, ["A", "B", "C"]),
    ],
)
def test_moving_a_visit(route, three, which, to, expected):
    move_visit(three[which], to)

    assert order(route) == expected
    assert positions(route) == [1, 2, 3]


def test_the_others_close_up_when_a_visit_is_removed(route, three):
    remove_visit(three[1])

    assert (order(route), positions(route)) == (["A", "C"], [1, 2])


def test_a_stop_people_wrote_about_stays_on_every_route(hunt, route, three, participation):
    builders.make_reflection(participation, moment="visit", visit=three[1])
    other = builders.make_route(hunt, 2)
    add_visit(other, three[1].stop)

    with pytest.raises(ProtectedError):
        remove_stop(three[1].stop)

    assert (order(route), order(other)) == (["A", "B", "C"], ["B"])
    assert Stop.objects.filter(title="B").exists()


def test_times_follow_estimates_and_minutes_set_by_hand(hunt, route):
    base = builders.make_stop(hunt, "Briefing", stay_minutes=30)
    hall = builders.make_stop(hunt, "Hall", venue=builders.make_venue(hunt.programme), stay_minutes=60)
    share = builders.make_stop(hunt, "Sharing", fixed_start=datetime(2026, 7, 7, 12, 0, tzinfo=UTC))
    builders.make_visit(route, base, 1)
    builders.make_visit(route, hall, 2, mode="minibus")
    builders.make_visit(route, share, 3, mode="minibus", minutes=25)

    stations = route_stations(route)

    assert [f"{station.begin:%H:%M} {station.leave:%H:%M}" for station in stations] == [
        "09:30 10:00",
        "10:17 11:17",
        "13:00 14:00",
    ]
    assert [station.journey_minutes for station in stations] == [0, 17, 25]
    assert [station.journey_is_estimated for station in stations] == [True, True, False]
    assert stations[2].wait_minutes == 78


@pytest.mark.parametrize(("routes", "stops"), [(1, 1), (1, 3), (3, 12)])
def test_a_plan_takes_two_queries_however_large(hunt, django_assert_num_queries, routes, stops):
    for number in range(1, routes + 1):
        route = builders.make_route(hunt, number)
        for position in range(1, stops + 1):
            venue = builders.make_venue(hunt.programme, host=None)
            builders.make_visit(route, builders.make_stop(hunt, f"Stop {position}", venue=venue), position)

    with django_assert_num_queries(2):
        planned = hunt_stations(hunt)
        assert [len([station.stop.points for station in stations]) for _, stations in planned] == [stops] * routes


class AnyOrderOfChanges(TestCase):
    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.tuples(st.sampled_from("amr"), st.integers(0, 6), st.integers(0, 8)), max_size=14))
    def test_positions_stay_whole_and_nothing_is_lost(self, changes):
        programme = builders.make_programme()
        hunt = builders.make_hunt(programme)
        route = builders.make_route(hunt)
        expected: list[int] = []
        for change, which, to in changes:
            if change == "a":
                expected.append(add_visit(route, builders.make_stop(hunt)).pk)
            elif expected:
                pk = expected[which % len(expected)]
                visit = Visit.objects.get(pk=pk)
                expected.remove(pk)
                if change == "m":
                    move_visit(visit, to)
                    expected.insert(max(to - 1, 0), pk)
                else:
                    remove_visit(visit)

        assert list(route.visits.order_by("position").values_list("pk", flat=True)) == expected
        assert positions(route) == list(range(1, len(expected) + 1))
