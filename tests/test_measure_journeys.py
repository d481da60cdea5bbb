"""Measuring the journeys of a plan: one press, one change, and what the engine could not tell stays an estimate."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from tests import builders
from visits import routing
from visits.planning.changes import AddStop, EditLeg
from visits.planning.plan import PlannedStop
from visits.planning.versions import change_plan, undo, working_plan
from visits.routing import EngineError, Measured, NoWayError


@pytest.fixture
def engine(settings, monkeypatch):
    """A routing engine that says ``answer`` of each pair, or raises it; and the pairs it was ``asked`` for."""
    settings.ROUTING_URL = "http://engine.example"
    said = {"answer": Measured(21, 4000), "asked": []}

    def ask(connection, pair):
        said["asked"].append(pair)
        answer = said["answer"](pair) if callable(said["answer"]) else said["answer"]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(routing, "ask", ask)
    return said


@pytest.fixture
def organiser(client, amina):
    client.force_login(amina)
    return client


def change(hunt, user, made):
    return change_plan(hunt, user, made, base=working_plan(hunt).number, summary="Sample change")


@pytest.fixture
def plan(hunt, route, amina):
    """Route 1: base, north, nowhere, south; route 2: base, north."""
    other = builders.make_route(hunt, 2)
    places = {
        "North": builders.make_venue(hunt.programme, "North", latitude="53.53", longitude="-2.33").pk,
        "Nowhere": builders.make_venue(hunt.programme, "Nowhere", latitude=None, longitude=None).pk,
        "South": builders.make_venue(hunt.programme, "South", latitude="53.43", longitude="-2.33").pk,
    }
    for title, mode in {"Base": "foot", "North": "foot", "Nowhere": "foot", "South": "minibus", "End": "foot"}.items():
        change(hunt, amina, AddStop(PlannedStop(title, venue=places.get(title)), str(route.uid), mode))
    for title, mode in {"Base": "foot", "North": "bus"}.items():
        change(hunt, amina, AddStop(PlannedStop(title, venue=places.get(title)), str(other.uid), mode))
    return working_plan(hunt)


def minutes(hunt):
    plan = working_plan(hunt).plan
    return {
        route.number: [plan.minutes_to(str(route.uid), place) for place in range(len(plan.visits_on(str(route.uid))))]
        for route in hunt.routes.order_by("number")
    }


def press(client, hunt, **sent):
    return client.post(reverse("visits:measure", args=[hunt.slug]), sent, follow=True)


def test_journeys_without_minutes_are_measured_as_one_change(organiser, amina, hunt, plan, engine):
    page = press(organiser, hunt, base=plan.number)

    assert minutes(hunt) == {1: [None, 21, None, None, 21], 2: [None, None]}
    assert engine["asked"] == [("foot", (53.483, -2.334), (53.53, -2.33)), ("foot", (53.43, -2.33), (53.483, -2.334))]
    assert working_plan(hunt).number == plan.number + 1
    assert "Measured 2 journeys." in page.text
    assert "Journeys by bus are estimated: the routing engine is not asked about them." in page.text
    undo(hunt, amina, base=plan.number + 1)
    assert working_plan(hunt).plan == plan.plan


def test_one_route_alone_can_be_measured(organiser, hunt, plan, engine):
    engine["answer"] = lambda pair: Measured(33, 9000)

    page = press(organiser, hunt, route=1)

    assert minutes(hunt) == {1: [None, 33, None, None, 33], 2: [None, None]}
    assert "Measured 2 journeys of Route 1." in page.text
    assert "by bus" not in page.text.split("Measured 2")[0]


def test_minutes_set_by_hand_are_left_alone(organiser, amina, hunt, route, plan, engine):
    for visit in plan.plan.visits_on(str(route.uid)):
        change(hunt, amina, EditLeg(visit.uid, visit.mode, 5))

    page = press(organiser, hunt, route=1)

    assert engine["asked"] == []
    assert "Every journey between places on the map has its minutes already." in page.text
    assert minutes(hunt)[1] == [5, 5, 5, 5, 5]


@pytest.mark.parametrize(
    ("answer", "note"),
    [
        (
            EngineError("The engine is asleep"),
            "The engine is asleep; journeys that it has not measured are estimated.",
        ),
        (NoWayError(), "The routing engine found no way for 2 journeys, which are estimated."),
    ],
)
def test_an_engine_without_an_answer_changes_nothing_and_says_so(organiser, hunt, plan, engine, answer, note):
    engine["answer"] = answer

    page = press(organiser, hunt, route=1)

    assert note in page.text
    assert working_plan(hunt).number == plan.number


def test_what_was_measured_before_the_engine_failed_is_kept(organiser, hunt, plan, engine):
    engine["answer"] = lambda pair: EngineError("The engine fell asleep") if pair[1] != (53.483, -2.334) else FOUND

    page = press(organiser, hunt, route=1)

    assert minutes(hunt)[1] == [None, 8, None, None, None]
    assert "Measured 1 journey of Route 1." in page.text
    assert "The engine fell asleep" in page.text


FOUND = Measured(8, 900)


def test_a_site_without_an_engine_says_so(organiser, hunt, plan, settings):
    settings.ROUTING_URL = ""

    assert "This site has no routing engine." in press(organiser, hunt).text
    assert working_plan(hunt).number == plan.number


def test_measuring_on_an_older_version_never_overwrites_what_somebody_set(organiser, amina, hunt, route, plan, engine):
    _, second, *_ = plan.plan.visits_on(str(route.uid))
    change(hunt, amina, EditLeg(second.uid, "foot", 90))

    response = press(organiser, hunt, base=plan.number)

    assert response.status_code == 409
    assert minutes(hunt)[1][1] == 90


def test_only_a_site_with_an_engine_offers_to_measure(hunt, settings):
    def button():
        return render_to_string("visits/_measure_button.html", {"hunt": hunt, "base": 3, "csrf_token": "token"})

    assert button().strip() == ""
    settings.ROUTING_URL = "http://engine.example"
    assert "Measure the journeys" in button()
