"""When a party is where, as the rows of a hunt say: the shared plan."""

from datetime import UTC, datetime

import pytest

from tests import builders
from visits.planning.stations import hunt_stations


def test_times_follow_estimates_and_minutes_set_by_hand(hunt, route):
    base = builders.make_stop(hunt, "Briefing", stay_minutes=30)
    hall = builders.make_stop(hunt, "Hall", venue=builders.make_venue(hunt.programme), stay_minutes=60)
    share = builders.make_stop(hunt, "Sharing", fixed_start=datetime(2026, 7, 7, 12, 0, tzinfo=UTC))
    builders.make_visit(route, base, 1)
    builders.make_visit(route, hall, 2, mode="minibus")
    builders.make_visit(route, share, 3, mode="minibus", minutes=25)

    [(_, stations)] = hunt_stations(hunt)

    assert [f"{station.begin:%H:%M} {station.leave:%H:%M}" for station in stations] == [
        "09:30 10:00",
        "10:17 11:17",
        "13:00 14:00",
    ]
    assert [station.journey_minutes for station in stations] == [0, 17, 25]
    assert [station.journey_is_estimated for station in stations] == [True, True, False]
    assert stations[2].wait_minutes == 78


@pytest.mark.parametrize(("routes", "stops"), [(1, 1), (1, 3), (3, 12)])
def test_a_plan_takes_three_queries_however_large(hunt, django_assert_num_queries, routes, stops):
    for number in range(1, routes + 1):
        route = builders.make_route(hunt, number)
        for position in range(1, stops + 1):
            venue = builders.make_venue(hunt.programme, host=None)
            builders.make_visit(route, builders.make_stop(hunt, f"Stop {position}", venue=venue), position)

    with django_assert_num_queries(3):
        planned = hunt_stations(hunt)
        assert [len([station.stop.points for station in stations]) for _, stations in planned] == [stops] * routes
