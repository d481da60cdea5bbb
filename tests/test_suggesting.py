"""The suggested order of a route says exactly what the timetable shows once it is applied."""

import random

import pytest

from tests.days import A_TUESDAY, AUTUMN, SPRING, board_of_plan, make_board, make_day, make_place, planned
from visits.planning.suggesting import suggest

pytestmark = pytest.mark.once


def random_board(seed):
    """Up to six stops, some with windows, fixed starts, opening hours, no place, a meal, minutes set by hand."""
    dice = random.Random(seed)
    hunt = make_day(dice.choice([A_TUESDAY, SPRING, AUTUMN]), "00:20" if dice.random() < 0.2 else "09:30", "17:30")
    venues = tuple(make_place(pk, *dice.choice(HOURS), latitude=dice.choice(PLACES)) for pk in range(1, 5))
    stops = [random_stop(dice, f"{number}", dice.choice([None, *venues])) for number in range(dice.randrange(7))]
    stops += dice.sample(stops, min(len(stops), dice.random() < 0.15))
    visits = [(stop, random_leg(dice, stops)) for stop in stops]
    return make_board(hunt, visits, venues=venues)


HOURS = [(), (), [("09:00", "17:00")], [("09:00", "12:30"), ("13:15", "16:00")], [("01:30", "15:00")]]
PLACES = [53.483, 53.49, 53.52, None]


def random_stop(dice, title, venue):
    kind = dice.choice(["visit", "visit", "gathering", "meal", "pause"])
    facts = dice.choice(
        [{}, {}, {}, {"fixed_start": "13:00"}, {"earliest_start": "11:00"}, {"latest_finish": "15:30"}]
    )
    return planned(title, venue, dice.choice([15, 30, 60, 75]), kind=kind, **facts)


def random_leg(dice, stops):
    leg = {"mode": dice.choice(["foot", "bus", "bicycle"])}
    if dice.random() < 0.4:
        leg |= {"minutes": dice.randrange(60), "minutes_from": dice.choice([None, "", *(stop.uid for stop in stops)])}
    return leg


def times_on(board, suggestion, plan):
    """What the board of a plan shows: visits with the minute at which they begin."""
    venues = {stop.venue.pk: stop.venue for stop in board.stops.values() if stop.venue}
    shown = board_of_plan(board.hunt, plan, [each.route for each in board.routes], venues).routes[0].stations
    return [(str(station.visit.uid), suggestion.day.clock.minute(station.begin)) for station in shown], shown


@pytest.mark.parametrize("block", range(4))
def test_an_applied_suggestion_has_the_times_it_was_suggested_with(block):
    found = 0
    for seed in range(block * 60, block * 60 + 60):
        board = random_board(seed)

        suggestion = suggest(board, board.routes[0])

        if suggestion.order:
            found += 1
            order = suggestion.order
            times, shown = times_on(board, suggestion, suggestion.change.apply(board.plan))
            assert times == list(zip(order.keys, order.begins, strict=True)), seed
            assert order.is_proven
            assert sum(station.journey_minutes for station in shown) == order.travel_total
            assert sum(station.wait_minutes for station in shown) == order.waiting_total
            assert not any(station.times.outside or station.late_minutes for station in shown), seed
            if suggestion.before.fits:
                assert order.finish <= suggestion.before.finish
    assert found > 20
