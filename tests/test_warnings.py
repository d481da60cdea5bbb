"""What the planner warns of: each kind once where it is due, and not one minute or one person earlier."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from visits.timetable import Call, Window, alternatives, instant, work_out
from visits.warnings import CallFacts, Code, Level, Party, PlanWarning, find_warnings

pytestmark = pytest.mark.once

LONDON = ZoneInfo("Europe/London")
DAY = date(2026, 7, 7)


def minutes(number):
    return timedelta(minutes=number)


def at(clock, day=DAY, zone=LONDON):
    return instant(day, time.fromisoformat(clock), zone)


def window(opens, closes, day=DAY):
    return Window(at(opens, day), at(closes, day))


def stop(title, stay=60, *, journey=20, **facts):
    """What the tests say of a stop; its times follow from its place in the day."""
    facts = {"kind": "gathering", "visit": f"{title} visit", "stop": title} | facts
    return {"title": title, "stay": minutes(stay), "journey": minutes(journey)} | facts


def party(*stops, name="Leigh", number=1, people=8, places=None, needs_step_free=False, day=DAY, start="09:30"):
    calls = [
        Call(
            one["stay"],
            one["journey"],
            one.get("fixed_start"),
            alternatives(one.get("windows", (None,))[0], one.get("opening", ())),
        )
        for one in stops
    ]
    facts = tuple(
        CallFacts(**{"times": times} | one) for one, times in zip(stops, work_out(at(start, day), calls), strict=True)
    )
    return Party(name.lower(), name, number, people, places, needs_step_free, facts)


def found(*parties, day=DAY, start="09:30", end="17:00", zone=LONDON):
    return find_warnings(parties, at(start, day), at(end, day), zone)


def sentences(code, *parties, **day):
    return [warning.sentence for warning in found(*parties, **day) if warning.code == code]


BRIEFING = stop("Briefing", 30)
LUNCH = stop("Lunch", 45, kind="meal", fixed_start=at("12:30"), journey=10)


def test_a_day_that_works_has_no_warning():
    library = {
        "opening": (window("09:00", "13:00"),),
        "opening_known": True,
        "open_that_weekday": True,
        "host": "Sample Library",
        "host_key": 1,
        "host_status": "confirmed",
        "venue_key": 1,
        "venue_name": "Sample Library",
        "capacity": 8,
        "step_free": True,
    }
    calm = party(
        BRIEFING | {"step_free": True},
        stop("Sample Library", kind="visit", **library),
        stop("Lunch", 45, kind="meal", step_free=True),
        stop("Leigh walk", 90, kind="walking-tour", step_free=True),
        needs_step_free=True,
        places=8,
    )

    assert found(calm) == []


# Each row: what is said, its level, a day that it fits, and the same day one minute or one person away from it.
# Unless the row says otherwise the party sets out at 09:30 and the briefing lasts until 10:00.
CASES = {
    Code.BEFORE_THE_DAY: (
        "Briefing is fixed for 09:29, but the day starts at 09:30.",
        Level.PROBLEM,
        party(BRIEFING | {"fixed_start": at("09:29")}),
        party(BRIEFING | {"fixed_start": at("09:30")}),
    ),
    Code.TWO_THINGS_AT_ONCE: (
        "Leigh walk is fixed for 09:59, but Briefing lasts until 10:00.",
        Level.PROBLEM,
        party(BRIEFING, stop("Leigh walk", fixed_start=at("09:59"))),
        party(BRIEFING, stop("Leigh walk", fixed_start=at("10:00"))),
    ),
    Code.NO_TIME_TO_TRAVEL: (
        "Leigh walk is fixed for 10:19: Briefing ends at 10:00 and the journey takes 20 minutes, "
        "so Leigh comes 1 minute late.",
        Level.PROBLEM,
        party(BRIEFING, stop("Leigh walk", fixed_start=at("10:19"))),
        party(BRIEFING, stop("Leigh walk", fixed_start=at("10:20"))),
    ),
    Code.FIXED_START_MISSED: (
        "Leigh walk is fixed for 11:00, but cannot begin before 11:01.",
        Level.PROBLEM,
        party(BRIEFING, stop("Leigh walk", fixed_start=at("11:00"), windows=(window("11:01", "14:00"),))),
        party(BRIEFING, stop("Leigh walk", fixed_start=at("11:00"), windows=(window("11:00", "14:00"),))),
    ),
    Code.CLOSES_BEFORE_LEAVING: (
        "Sample Library closes at 11:19, and Leigh leaves at 11:20.",
        Level.PROBLEM,
        party(BRIEFING, stop("Sample Library", opening=(window("09:00", "11:19"),))),
        party(BRIEFING, stop("Sample Library", opening=(window("09:00", "11:20"),))),
    ),
    Code.CLOSED_BY_THEN: (
        "Sample Library closes at 10:20, and Tech and Tea begins at 10:20.",
        Level.PROBLEM,
        party(BRIEFING, stop("Tech and Tea", venue_name="Sample Library", opening=(window("09:00", "10:20"),))),
        party(BRIEFING, stop("Tech and Tea", venue_name="Sample Library", opening=(window("09:00", "10:21"),))),
    ),
    Code.WINDOW_MISSED: (
        "Leigh walk has to be over by 11:19, and Leigh leaves at 11:20.",
        Level.PROBLEM,
        party(BRIEFING, stop("Leigh walk", windows=(window("10:00", "11:19"),))),
        party(BRIEFING, stop("Leigh walk", windows=(window("10:00", "11:20"),))),
    ),
    Code.ARRIVES_TOO_EARLY: (
        "Sample Library opens at 10:21, and Leigh arrives at 10:20: a wait of 1 minute.",
        Level.NOTE,
        party(BRIEFING, stop("Sample Library", opening=(window("10:21", "13:00"),))),
        party(BRIEFING, stop("Sample Library", opening=(window("10:20", "13:00"),))),
    ),
    Code.LONG_WAIT: (
        "Leigh waits 31 minutes for Leigh walk to begin at 10:51.",
        Level.CAUTION,
        party(BRIEFING, stop("Leigh walk", fixed_start=at("10:51"))),
        party(BRIEFING, stop("Leigh walk", fixed_start=at("10:50"))),
    ),
    Code.JOURNEY_NOT_KNOWN: (
        "The journey to Leigh walk counts as no time, because a place on it is not on the map yet.",
        Level.CAUTION,
        party(BRIEFING, stop("Leigh walk", journey=0, journey_known=False)),
        party(BRIEFING | {"journey_known": False}, stop("Leigh walk", journey=0)),
    ),
    Code.MORE_THAN_FIT: (
        "9 people have joined Leigh, and Sample Library holds 8.",
        Level.PROBLEM,
        party(stop("Sample Library", capacity=8), people=9),
        party(stop("Sample Library", capacity=8), people=8),
    ),
    Code.MORE_COULD_COME_THAN_FIT: (
        "Leigh has 9 places, and Sample Library holds 8.",
        Level.CAUTION,
        party(stop("Sample Library", capacity=8), people=8, places=9),
        party(stop("Sample Library", capacity=8), people=8, places=8),
    ),
    Code.NOT_STEP_FREE: (
        "Leigh needs step-free access, and Sample Library does not have it.",
        Level.PROBLEM,
        party(stop("Sample Library", step_free=False), needs_step_free=True),
        party(stop("Sample Library", step_free=False)),
    ),
    Code.STEP_FREE_NOT_KNOWN: (
        "Leigh needs step-free access, and it is not known whether Sample Library has it.",
        Level.CAUTION,
        party(stop("Sample Library"), needs_step_free=True),
        party(stop("Sample Library", step_free=True), needs_step_free=True),
    ),
    Code.NOT_KNOWN_TO_BE_OPEN: (
        "Sample Library is not known to be open on Tuesdays.",
        Level.CAUTION,
        party(stop("Sample Library", opening_known=True)),
        party(stop("Sample Library", opening_known=True, open_that_weekday=True)),
    ),
    Code.HOST_NOT_ASKED: (
        "BlueSci has not been asked about Coppice Library yet.",
        Level.CAUTION,
        party(stop("Coppice Library", host="BlueSci")),
        party(stop("Coppice Library")),
    ),
    Code.HOST_NOT_ANSWERED: (
        "BlueSci has been asked and has not answered yet.",
        Level.CAUTION,
        party(stop("BlueSci", host="BlueSci", host_status="asked")),
        party(stop("BlueSci", host="BlueSci", host_status="confirmed")),
    ),
    Code.HOST_DECLINED: (
        "BlueSci was asked about Coppice Library and has declined.",
        Level.PROBLEM,
        party(stop("Coppice Library", host="BlueSci", host_status="declined")),
        party(stop("Coppice Library", host="BlueSci", host_status="confirmed")),
    ),
    Code.HOST_PROPOSES_ANOTHER_TIME: (
        "BlueSci was asked about Coppice Library and has proposed another time.",
        Level.CAUTION,
        party(stop("Coppice Library", host="BlueSci", host_status="proposed")),
        party(stop("Coppice Library", host="BlueSci", host_status="confirmed")),
    ),
    Code.NO_PAUSE_TO_REFLECT: (
        "Leigh has 9 minutes to reflect between Coppice Library and Leigh walk; 10 minutes or more are better.",
        Level.CAUTION,
        party(stop("Coppice Library", kind="visit"), stop("Leigh walk", kind="walking-tour", journey=9)),
        party(stop("Coppice Library", kind="visit"), stop("Leigh walk", kind="walking-tour", journey=10)),
    ),
    Code.NO_MEAL: (
        "Leigh has no meal between 11:30 and 14:00.",
        Level.CAUTION,
        party(stop("Leigh walk", 210)),
        party(stop("Leigh walk", 209)),
    ),
    Code.LONGER_THAN_PLANNED: (
        "Leigh finishes at 17:01, 1 minute later than planned.",
        Level.PROBLEM,
        party(BRIEFING, LUNCH, stop("Debrief", 30, fixed_start=at("16:31"))),
        party(BRIEFING, LUNCH, stop("Debrief", 30, fixed_start=at("16:30"))),
    ),
    Code.EMPTY_ROUTE: ("Leigh has no stops yet.", Level.CAUTION, party(), party(BRIEFING)),
}
# These are about more than one party, or can't come of a timetable of ours, and have tests of their own below.
ELSEWHERE = {
    Code.NOT_OPEN_YET,
    Code.MORE_TOGETHER_THAN_FIT,
    Code.MORE_COULD_COME_TOGETHER_THAN_FIT,
    Code.HOST_IN_TWO_PLACES,
}


@pytest.mark.parametrize("code", CASES)
def test_a_warning_says_what_is_wrong_and_how_grave_it_is(code):
    sentence, level, fits, _ = CASES[code]

    warnings = [warning for warning in found(fits) if warning.code == code]

    assert [(warning.sentence, warning.level) for warning in warnings] == [(sentence, level)]


@pytest.mark.parametrize("code", CASES)
def test_it_is_not_said_one_minute_or_one_person_away(code):
    *_, nearly = CASES[code]

    assert sentences(code, nearly) == []


def test_every_kind_of_warning_is_tested():
    assert CASES.keys() | ELSEWHERE == set(Code)


def test_a_venue_that_opens_after_a_stay_began():
    (call,) = party(stop("Tea", venue_name="Coppice Library")).calls
    early = replace(party(), calls=(replace(call, opening=(window("09:31", "13:00"),)),))
    just = replace(party(), calls=(replace(call, opening=(window("09:30", "13:00"),)),))

    assert sentences(Code.NOT_OPEN_YET, early) == ["Coppice Library only opens at 09:31, and Tea begins at 09:30."]
    assert sentences(Code.NOT_OPEN_YET, just) == []


def test_warnings_point_at_what_they_are_about():
    late = party(BRIEFING, stop("Leigh walk", 480, host="Leigh Neighbours", fixed_start=at("09:45")))

    pointed = {warning.code: (warning.route, warning.visit, warning.stop) for warning in found(late, party(number=2))}

    assert pointed == {
        Code.EMPTY_ROUTE: ("leigh", None, None),
        Code.TWO_THINGS_AT_ONCE: ("leigh", "Leigh walk visit", "Leigh walk"),
        Code.HOST_NOT_ASKED: (None, None, "Leigh walk"),
        Code.NO_MEAL: ("leigh", None, None),
        Code.LONGER_THAN_PLANNED: ("leigh", "Leigh walk visit", "Leigh walk"),
    }


def test_warnings_come_in_the_order_of_the_day():
    leigh = party(BRIEFING, stop("Leigh walk", 400, host="Leigh Neighbours", journey_known=False))
    sale = party(name="Sale", number=2)

    assert [warning.code for warning in found(sale, leigh)] == [
        Code.EMPTY_ROUTE,
        Code.JOURNEY_NOT_KNOWN,
        Code.HOST_NOT_ASKED,
        Code.NO_MEAL,
    ]


def test_a_host_who_has_not_answered_is_named_once_however_many_parties_call():
    walk = stop("Leigh walk", host="Leigh Neighbours", host_status="asked")

    assert found(party(walk), party(walk, name="Sale", number=2)) == [
        PlanWarning(
            Code.HOST_NOT_ANSWERED,
            Level.CAUTION,
            "Leigh Neighbours has been asked about Leigh walk and has not answered yet.",
            stop="Leigh walk",
        )
    ]


# Waiting and windows


@pytest.mark.parametrize(("opens", "level"), [("10:30", Level.NOTE), ("10:31", Level.CAUTION)])
def test_ten_minutes_before_the_door_opens_are_good_manners(opens, level):
    early = party(BRIEFING, stop("Sample Library", opening=(window(opens, "13:00"),)))

    assert [(warning.code, warning.level) for warning in found(early)] == [(Code.ARRIVES_TOO_EARLY, level)]


def test_a_wait_is_told_once_when_a_closed_door_explains_all_of_it():
    early = party(BRIEFING, stop("Sample Library", opening=(window("11:00", "13:00"),)))

    assert [(warning.level, warning.sentence) for warning in found(early)] == [
        (Level.CAUTION, "Sample Library opens at 11:00, and Leigh arrives at 10:20: a wait of 40 minutes.")
    ]


def test_a_closed_door_and_a_later_appointment_are_both_told():
    early = party(BRIEFING, stop("Tech and Tea", fixed_start=at("11:00"), opening=(window("10:30", "13:00"),)))

    assert [warning.sentence for warning in found(early)] == [
        "Tech and Tea opens at 10:30, and Leigh arrives at 10:20: a wait of 10 minutes.",
        "Leigh waits 40 minutes for Tech and Tea to begin at 11:00.",
    ]


def test_a_stop_before_its_own_window_is_too_early():
    early = party(BRIEFING, stop("Leigh walk", windows=(window("10:45", "13:00"),)))

    assert sentences(Code.ARRIVES_TOO_EARLY, early) == [
        "Leigh walk may not begin before 10:45, and Leigh arrives at 10:20: a wait of 25 minutes."
    ]


def test_a_window_that_has_gone_by():
    late = party(BRIEFING, stop("Leigh walk", windows=(window("08:00", "10:00"),)))

    assert sentences(Code.WINDOW_MISSED, late) == ["Leigh walk has to be over by 10:00, and begins at 10:20."]


def test_a_window_and_opening_hours_that_never_meet():
    apart = party(
        BRIEFING, stop("Sample Library", windows=(window("14:00", "16:00"),), opening=(window("09:00", "13:00"),))
    )

    assert sentences(Code.WINDOW_MISSED, apart) == ["Sample Library may not begin before 14:00, and begins at 10:20."]


def test_a_lunch_break_between_two_openings_is_respected():
    hours = (window("09:00", "12:00"), window("13:00", "17:00"))
    (_, visit) = party(BRIEFING, stop("Sample Library", 120, opening=hours)).calls

    assert visit.times.begin == at("13:00")
    assert sentences(Code.CLOSES_BEFORE_LEAVING, party(BRIEFING, stop("Sample Library", 120, opening=hours))) == []


# Reflecting and eating


@pytest.mark.parametrize(
    ("between", "said"),
    [
        (stop("Debrief", 30, journey=4), ["Leigh has 8 minutes to reflect"]),
        (stop("Pause", 5, kind="pause", journey=4), []),
        (stop("Lunch", 5, kind="meal", journey=4), []),
    ],
)
def test_journeys_pauses_and_meals_give_time_to_reflect_and_gatherings_do_not(between, said):
    day = party(stop("Coppice Library", kind="visit"), between, stop("Leigh walk", kind="walking-tour", journey=4))

    assert [sentence[:30] for sentence in sentences(Code.NO_PAUSE_TO_REFLECT, day)] == said


def test_a_visit_that_follows_at_once_leaves_no_time_to_reflect():
    day = party(stop("Coppice Library", kind="visit"), stop("Leigh walk", kind="walking-tour", journey=0))

    assert sentences(Code.NO_PAUSE_TO_REFLECT, day) == [
        "Leigh has no time to reflect between Coppice Library and Leigh walk; 10 minutes or more are better."
    ]


@pytest.mark.parametrize(
    ("begins", "stay", "hungry"),
    [("11:00", 30, True), ("11:00", 31, False), ("13:59", 30, False), ("14:00", 30, True)],
)
def test_a_meal_counts_if_any_of_it_is_at_meal_time(begins, stay, hungry):
    day = party(BRIEFING, stop("Lunch", stay, kind="meal", fixed_start=at(begins)), stop("Debrief", 90))

    assert bool(sentences(Code.NO_MEAL, day)) == hungry


# Parties that meet


def meeting(people, *, name="Leigh", number=1, start="09:30", **facts):
    hall = {"capacity": 20, "venue_key": 1, "venue_name": "Sample Hall"} | facts
    return party(stop("Briefing", 30, **hall), name=name, number=number, people=people, start=start)


def test_two_parties_together_are_more_than_a_venue_holds():
    leigh, sale = meeting(12), meeting(9, name="Sale", number=2, start="09:50")

    assert found(leigh, sale) == [
        PlanWarning(
            Code.MORE_TOGETHER_THAN_FIT,
            Level.PROBLEM,
            "Leigh and Sale are at Sample Hall together at 09:50, with 21 people, and it holds 20.",
            stop="Briefing",
        )
    ]


@pytest.mark.parametrize(
    "sale",
    [
        meeting(8, name="Sale", number=2),
        meeting(9, name="Sale", number=2, start="10:00"),
        meeting(9, name="Sale", number=2, venue_key=2),
        meeting(9, name="Sale", number=2, venue_key=None),
    ],
    ids=["a person fewer", "after the others left", "elsewhere", "nowhere in particular"],
)
def test_two_parties_that_fit_or_do_not_meet(sale):
    assert found(meeting(12), sale) == []


def test_places_that_could_fill_a_venue_beyond_its_room():
    leigh = replace(meeting(5), places=12)

    assert [warning.sentence for warning in found(leigh, replace(meeting(5, name="Sale", number=2), places=9))] == [
        "Leigh and Sale are at Sample Hall together at 09:30, with 21 places, and it holds 20."
    ]
    assert found(leigh, replace(meeting(5, name="Sale", number=2), places=8)) == []


def test_a_venue_too_small_twice_is_told_for_each_occasion():
    hall = {"capacity": 20, "venue_key": 1, "venue_name": "Sample Hall"}
    day = [stop("Briefing", 30, **hall), stop("Walk", 60), stop("Debrief", 30, **hall)]

    crowded = sentences(
        Code.MORE_TOGETHER_THAN_FIT, party(*day, people=12), party(*day, name="Sale", number=2, people=12)
    )

    assert crowded == [
        "Leigh and Sale are at Sample Hall together at 09:30, with 24 people, and it holds 20.",
        "Leigh and Sale are at Sample Hall together at 11:40, with 24 people, and it holds 20.",
    ]


def hosted(title, start="09:30", **facts):
    host = {"host": "BlueSci", "host_key": 1, "host_status": "confirmed"}
    name = title.split()[0]
    return party(stop(title, 60, **host, **facts), name=name, number=len(name), start=start)


def test_a_host_cannot_be_at_two_stops_at_once():
    assert [warning.sentence for warning in found(hosted("Sale library"), hosted("Leigh walk", "10:29"))] == [
        "Sale and Leigh are both with BlueSci from 10:29 to 10:30, at two different stops."
    ]
    assert found(hosted("Sale library"), hosted("Leigh walk", "10:30")) == []


def test_a_host_may_meet_two_parties_at_one_stop_or_in_a_room_that_holds_them():
    room = {"venue_key": 1, "capacity": 16}
    together = hosted("Sale library")

    assert found(together, replace(together, name="Leigh")) == []
    assert found(hosted("Sale library", **room), hosted("Leigh walk", **room)) == []
    assert len(found(hosted("Sale library", **room | {"capacity": None}), hosted("Leigh walk", venue_key=1))) == 1


# Clocks


SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


@pytest.mark.parametrize(
    ("day", "opens", "closes", "said"),
    [
        (SPRING, "00:30", "03:00", ["Sample Library closes at 03:00, and Leigh leaves at 03:01."]),
        (SPRING, "00:30", "03:01", []),
        (AUTUMN, "00:30", "02:00", []),  # the hour from 01:00 comes twice: 00:30 and 91 minutes are 01:01 GMT
    ],
)
def test_closing_times_hold_on_the_days_when_clocks_change(day, opens, closes, said):
    night = party(
        stop("Sample Library", 91, opening=(window(opens, closes, day),)),
        day=day,
        start="00:30",
    )

    assert sentences(Code.CLOSES_BEFORE_LEAVING, night, day=day, start="00:30") == said


def test_an_hour_that_clocks_show_twice_is_told_with_its_zone():
    night = party(stop("Walk", 91), day=AUTUMN, start="00:30")

    assert sentences(Code.LONGER_THAN_PLANNED, night, day=AUTUMN, start="00:30", end="01:00") == [
        "Leigh finishes at 01:01 GMT, 1 hour 1 minute later than planned."
    ]


@pytest.mark.parametrize("day", [SPRING, AUTUMN, DAY])
def test_meal_time_is_by_the_clock_of_the_day(day):
    (warning,) = found(party(stop("Walk", 210), day=day), day=day)

    assert warning.sentence == "Leigh has no meal between 11:30 and 14:00."


def test_times_are_told_in_the_zone_of_the_hunt_and_past_midnight_as_the_next_day():
    late = party(stop("Walk", 60), start="23:30")

    assert sentences(Code.LONGER_THAN_PLANNED, late, start="23:00", end="23:59") == [
        "Leigh finishes at 00:30 the next day, 31 minutes later than planned."
    ]
    tokyo = ZoneInfo("Asia/Tokyo")
    begin = datetime(2026, 7, 6, 23, 0, tzinfo=UTC)
    (call,) = party(stop("Walk", 60)).calls
    (times,) = work_out(begin, [Call(minutes(60))])
    abroad = replace(party(), calls=(replace(call, times=times),))

    assert [warning.sentence for warning in find_warnings([abroad], begin, begin + minutes(30), tokyo)] == [
        "Leigh finishes at 09:00, 30 minutes later than planned."
    ]
