"""The suggested order of a route says exactly what the timetable shows once it is applied."""

import random

import pytest

from tests.days import A_TUESDAY, AUTUMN, SPRING, board_of_plan, make_board, make_day, make_place, planned
from visits.planning.changes import Arrange, EditStop, Several
from visits.planning.dividing import Wish, divide, why_not
from visits.planning.fitting import Clock
from visits.planning.mending import mending, mends
from visits.planning.reasons import reason
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


def test_every_repair_offered_makes_the_day_fit_on_the_timetable():
    seen = set()
    for seed in range(200):
        board = random_board(seed)
        suggestion = suggest(board, board.routes[0])
        for mend in mends(suggestion.day, suggestion.conflict) if suggestion.conflict else []:
            if mend.can_be_made:
                seen.add(mend.sentence.split()[0])
                plan = mending(suggestion.day, mend).apply(board.plan)
                _, shown = times_on(board, suggestion, plan)
                assert not any(station.times.outside or station.late_minutes for station in shown), (seed, mend)
                assert not shown or shown[-1].times.leave <= board.hunt.ends_at, (seed, mend)
    assert seen == {"Let", "Cut", "Leave"}


def too_much():
    """Leigh is open for an hour and Sale closes half an hour after that: there is no time for both."""
    leigh, sale = make_place(1, ("13:00", "14:00"), name="Leigh library"), make_place(2, ("12:30", "14:15"))
    walk, library = planned("Leigh walk", leigh), planned("Sale library", sale)
    briefing, lunch = planned("Briefing", kind="gathering", stay=30), planned("Lunch", kind="meal", stay=45)
    return make_board(make_day(), [briefing, walk, lunch, library], venues=(leigh, sale))


def test_what_cannot_hold_is_said_with_the_times_that_matter():
    board = too_much()

    suggestion = suggest(board, board.routes[0])

    assert reason(suggestion.day, suggestion.conflict).sentence == (
        "With a start at 09:30, these cannot hold together: “Leigh walk” (1 hour, open 13:00 to 14:00), "
        "“Sale library” (1 hour, open 12:30 to 14:15) and the journey between."
    )


def test_repairs_come_cheapest_first_in_words():
    board = too_much()
    suggestion = suggest(board, board.routes[0])

    found = mends(suggestion.day, suggestion.conflict)

    assert [(mend.cost, mend.sentence, mend.can_be_made) for mend in found[:7]] == [
        (30, "Cut “Leigh walk” to 30 minutes, from 1 hour", True),
        (30, "Cut “Sale library” to 30 minutes, from 1 hour", True),
        (30, "Have Hall 2 open from 12:00, for “Sale library”", False),
        (30, "Have Leigh library open until 14:30, for “Leigh walk”", False),
        (45, "Have Leigh library open from 12:15, for “Leigh walk”", False),
        (45, "Have Hall 2 open until 15:00, for “Sale library”", False),
        (1500, "Leave out “Sale library”", True),
    ]


def test_a_fixed_start_in_the_way_may_move():
    hall = planned("Hall", fixed_start="13:00")
    board = make_board(make_day(), [hall, planned("Talk", fixed_start="13:30", stay=30)])
    suggestion = suggest(board, board.routes[0])

    found = mends(suggestion.day, suggestion.conflict)

    assert [mend.sentence for mend in found[:3]] == [
        "Cut “Hall” to 30 minutes, from 1 hour",
        "Let “Hall” start at 12:30 instead of 13:00",
        "Let “Talk” start at 14:00 instead of 13:30",
    ]


def test_a_meal_is_told_to_wait_for_meal_time_when_it_would_come_before():
    lunch = planned("Lunch", kind="meal", stay=30)
    board = make_board(make_day(), [planned("Briefing", kind="gathering"), planned("Hall", stay=30), lunch])

    suggestion = suggest(board, board.routes[0])

    assert suggestion.before.missed == ("visit-1-2-Lunch",)  # 11:00
    assert [f"{station.begin:%H:%M}" for station in suggestion.after.stations] == ["09:30", "10:30", "11:30"]
    assert suggestion.after.plan.stop(lunch.uid).earliest_start == "11:30"


def test_a_meal_of_an_evening_or_with_a_time_of_its_own_is_no_lunch():
    evening = make_board(make_day(start="17:00", end="21:00"), [planned("Supper", kind="meal"), planned("Talk")])
    fixed = make_board(make_day(), [planned("Breakfast", kind="meal", fixed_start="09:30"), planned("Talk")])

    assert all(suggest(board, board.routes[0]).is_as_planned for board in (evening, fixed))


def test_a_repair_that_changes_other_routes_says_so():
    hall, talk = planned("Hall", fixed_start="13:00"), planned("Talk", fixed_start="13:30", stay=30)
    board = make_board(make_day(), [hall, talk], [hall])
    suggestion = suggest(board, board.routes[0])

    notes = {mend.sentence.split("”")[0]: mend.note for mend in mends(suggestion.day, suggestion.conflict)}

    assert notes["Let “Hall"] == "Other routes call there too: it changes for them as well."
    assert notes["Let “Talk"] == ""


def random_split(seed):
    dice = random.Random(seed)
    venues = tuple(make_place(pk, *dice.choice(HOURS), latitude=dice.choice(PLACES)) for pk in range(1, 5))
    stops = [random_stop(dice, f"{number}", dice.choice([None, *venues])) for number in range(dice.randrange(3, 8))]
    routes = [[(stop, random_leg(dice, stops)) for stop in dice.sample(stops, 3)] for _ in range(dice.randrange(2, 4))]
    board = make_board(make_day(dice.choice([A_TUESDAY, AUTUMN])), *routes, venues=venues, unplaced=tuple(stops))
    shared = frozenset(stop.uid for stop in stops if stop.kind == "gathering")
    return board, Wish(tuple(each.route for each in board.routes), tuple(board.stops), shared, "bus")


def test_an_applied_split_has_the_times_it_was_found_with():
    found = 0
    for seed in range(150):
        board, wish = random_split(seed)

        division = divide(board, wish)

        if division.found:
            found += 1
            orders = sorted((order.keys, order.begins) for order in division.found.routes)
            clock = Clock(board.hunt)
            assert orders == sorted(
                (
                    tuple(str(each.stop.uid) for each in party.stations),
                    tuple(clock.minute(each.begin) for each in party.stations),
                )
                for party in division.after
            ), seed
            assert division.back is None or division.back <= board.hunt.ends_at
        else:
            assert why_not(division)
    assert 20 < found < 150


def test_a_split_leaves_on_a_route_what_can_stay_there():
    halls = tuple(make_place(pk, latitude=53.4 + pk / 10) for pk in (1, 2))
    north, south = (planned(f"Hall {hall.pk}", hall) for hall in halls)
    board = make_board(make_day(), [south], [north], venues=halls)

    division = divide(board, Wish(tuple(each.route for each in board.routes), (north.uid, south.uid), frozenset()))

    assert division.stops_of == {"route-1": (south.uid,), "route-2": (north.uid,)}
    assert division.is_no_better


def test_too_much_for_two_parties_says_how_many_would_do():
    stops = [planned(f"Talk {number}", stay=240) for number in range(3)]
    board = make_board(make_day(), stops, [])

    division = divide(board, Wish(tuple(each.route for each in board.routes), tuple(board.stops), frozenset()))

    assert why_not(division) == [
        "The stays alone come to 12 hours, for 2 parties that have 7 hours 30 minutes each.",
        "With 3 parties it would fit.",
    ]


def test_several_changes_touch_what_each_of_them_touches():
    changes = (EditStop("a", {"title": "Hall"}), Arrange({"route-1": ("x", "y")}))

    assert Several(changes).touches() == {"stop:a:title", "order:route-1"}
