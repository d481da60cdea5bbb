"""The planner's page: what it says of each route, what organisers and researchers may do there, and what it weighs."""

from datetime import UTC, datetime

import html5lib
import pytest
from django.urls import reverse

from tests import builders
from tests.test_query_counts import queries
from tests.weighing import weights_of
from visits.models import HostOrganisation, Stop
from visits.planning.changes import RemoveVisit
from visits.planning.versions import change_plan

LONG = "Gesellschaftsforschungsprogrammnachbarschaftsversammlung" * 2
ARABIC = "بيت الجيران في الحي القديم"


def board(client, user, hunt):
    """The planner's page as a tree."""
    client.force_login(user)
    content = client.get(reverse("visits:plan", args=[hunt.slug])).content
    return html5lib.parse(content, namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


def found(tree, name, kind="*"):
    """Every element of the class ``name``, in the order of the page."""
    return [each for each in tree.iter() if name in (each.get("class") or "").split() and kind in {"*", each.tag}]


def texts(tree, name):
    return [words(each) for each in found(tree, name)]


def forms_of(tree):
    return [form for form in tree.iter("form") if form.get("method") == "post"]


@pytest.fixture
def day(hunt, route):
    """A briefing, a bus, an hour at the hall and back by foot, over at 11:45."""
    hall = builders.make_venue(hunt.programme)
    builders.make_visit(route, builders.make_stop(hunt, "Briefing", stay_minutes=30), 1)
    builders.make_visit(route, builders.make_stop(hunt, "Hall", venue=hall), 2, mode="bus", minutes=25)
    builders.make_visit(route, builders.make_stop(hunt, "Sharing", stay_minutes=10), 3, mode="foot", minutes=10)
    return hunt


def test_each_route_is_a_timeline(client, amina, day):
    page = board(client, amina, day)

    assert texts(page, "strip__time") == ["09:30 to 10:00", "10:25 to 11:25", "11:35 to 11:45"]
    assert texts(page, "strip__name") == ["Briefing", "Hall", "Sharing"]
    assert [words(leg).replace(": Change the journey to", " →") for leg in found(page, "strip__leg")] == [
        "Bus, 25 min → Hall set",
        "On foot, 10 min → Sharing set",
    ]
    assert texts(page, "route-plan__back") == ["Back 11:45, 5 h 15 min before the end"]


def test_an_estimated_journey_says_so_and_for_how_far(client, amina, hunt, route):
    builders.make_visit(route, builders.make_stop(hunt, "Briefing", stay_minutes=30), 1)
    builders.make_visit(route, builders.make_stop(hunt, "Hall", venue=builders.make_venue(hunt.programme)), 2)

    (leg,) = texts(board(client, amina, hunt), "strip__leg")

    assert leg == "On foot, 1 h 18 min: Change the journey to Hall estimated for 4.8 km"


def test_waiting_is_told_from_the_arrival(client, amina, hunt, route):
    builders.make_visit(route, builders.make_stop(hunt, "Briefing", stay_minutes=30), 1)
    tour = builders.make_stop(hunt, "Tour", fixed_start=datetime(2026, 7, 7, 9, 30, tzinfo=UTC))
    builders.make_visit(route, tour, 2, minutes=10)

    page = board(client, amina, hunt)

    assert texts(page, "strip__wait") == ["Arrive 10:10, wait 20 min"]
    assert texts(page, "halt__hint")[1] == "1 h · 20 min to spare"


def test_no_time_to_spare_is_said(client, amina, hunt, route):
    builders.make_visit(route, builders.make_stop(hunt, "Briefing", stay_minutes=60), 1)
    tour = builders.make_stop(hunt, "Tour", fixed_start=datetime(2026, 7, 7, 9, 30, tzinfo=UTC))
    builders.make_visit(route, tour, 2, minutes=0)

    assert texts(board(client, amina, hunt), "halt__tight") == ["no time to spare"]  # one sets out when one sets out


def test_a_day_that_is_too_long_says_by_how_much(client, amina, hunt, route):
    builders.make_visit(route, builders.make_stop(hunt, "All day", stay_minutes=500), 1)

    page = board(client, amina, hunt)

    assert texts(page, "route-plan__back") == ["Back 17:50, 50 min after the end"]
    assert [words(each).split(":")[0] for each in found(page, "warning--problem")] == ["Problem"]


def test_warnings_stand_beside_their_stop_the_worst_first_and_many_fold(client, amina, hunt, route):
    route.needs_step_free = True
    route.places = 20
    route.save()
    host = builders.make_host(hunt.programme)
    hall = builders.make_venue(hunt.programme, capacity=5, step_free=False)
    late = builders.make_stop(
        hunt, "Hall", venue=hall, host=host, fixed_start=datetime(2026, 7, 7, 9, 0, tzinfo=UTC), stay_minutes=30
    )
    builders.make_visit(route, builders.make_stop(hunt, "Briefing"), 1)
    builders.make_visit(route, late, 2, minutes=5)

    page = board(client, amina, hunt)
    (_, halt) = found(page, "halt", "li")
    levels = [words(each).split(":")[0] for each in found(halt, "warning")]

    assert levels == ["Problem", "Problem", "Check", "Check"]
    assert texts(halt, "warnings__more")[0].startswith("2 more to look at")
    assert texts(page, "plan-bar__counts") == [f"{len(found(page, 'warning--problem'))} problems4 to check"]


def test_a_stop_says_which_other_routes_call_there(client, amina, hunt, stop):
    for number in (1, 2, 3):
        builders.make_visit(builders.make_route(hunt, number), stop)

    page = board(client, amina, hunt)

    assert texts(page, "halt__also") == ["also Route 2 Route 3", "also Route 1 Route 3", "also Route 1 Route 2"]


def test_a_stop_on_no_route_can_be_put_on_each(client, amina, hunt, route, stop):
    other = builders.make_route(hunt, 2)
    page = board(client, amina, hunt)

    buttons = [each for each in page.iter("button") if each.get("form") == "put"]
    client.post(buttons[1].get("formaction"), {"stop": buttons[1].get("value"), "mode": "foot", "base": "0"})

    assert [words(each) for each in buttons] == ["Put on Route 1: Canal walk", "Put on Route 2: Canal walk"]
    after = board(client, amina, hunt)
    assert [len(found(each, "halt")) for each in found(after, "route-plan")] == [0, 1]
    assert other.name in texts(after, "plan-bar__said")[0]


def test_a_hunt_without_routes_or_stops_says_how_to_begin(client, amina, hunt):
    nothing = board(client, amina, hunt)
    builders.make_route(hunt)
    one = board(client, amina, hunt)

    assert [words(heading) for heading in found(nothing, "empty")[0].iter("h2")] == ["No route yet"]
    assert [link.get("href") for link in found(nothing, "empty")[0].iter("a")] == [
        reverse("hunts:route_new", args=[hunt.slug])
    ]
    assert len(texts(one, "empty")) == 2  # the route has no stop, and neither has the hunt


def test_undo_names_the_change_and_who_made_it(client, amina, carys, hunt, visit):
    hunt.programme.memberships.filter(user=carys).update(role="organiser")
    change_plan(hunt, carys, RemoveVisit(str(visit.uid)), base=0, summary="Took “Canal walk” off Route 1")

    hers = texts(board(client, carys, hunt), "plan-bar__said")
    seen = texts(board(client, amina, hunt), "plan-bar__said")

    assert hers == ["Took “Canal walk” off Route 1"]
    assert seen == ["Took “Canal walk” off Route 1, by Carys"]


def test_routes_stand_in_the_order_of_their_numbers(client, amina, hunt):
    for number in (3, 1, 2):
        builders.make_route(hunt, number)

    page = board(client, amina, hunt)

    assert [each.get("data-route") for each in found(page, "route-plan")] == ["1", "2", "3"]


def test_there_is_nothing_to_undo_at_first(client, amina, hunt, visit):
    page = board(client, amina, hunt)

    assert [button.get("data-key") for button in page.iter("button") if button.get("disabled") is not None] == [
        "undo",
        "redo",
    ]


def test_what_was_done_is_said_in_the_bar_and_nowhere_else(client, amina, hunt, visit):
    client.force_login(amina)
    client.post(reverse("visits:visit_remove", args=[hunt.slug, visit.uid]))

    page = board(client, amina, hunt)

    assert texts(page, "plan-bar__message") == ["Took “Canal walk” off Route 1."]
    assert found(page, "messages") == []


def test_a_researcher_reads_and_has_nothing_to_press(client, carys, day):
    page = board(client, carys, day)

    assert texts(page, "strip__name") == ["Briefing", "Hall", "Sharing"]
    assert forms_of(page) == []
    assert [*page.iter("button"), *page.iter("select")] == []
    assert found(page, "planner")[0].get("data-module") is None


def test_names_of_people_keep_their_direction_and_their_words(client, amina, hunt, route):
    builders.make_visit(route, builders.make_stop(hunt, ARABIC), 1)
    builders.make_visit(route, builders.make_stop(hunt, "<b>" + LONG[:110]), 2)

    page = board(client, amina, hunt)

    assert texts(page, "strip__name") == [ARABIC, "<b>" + LONG[:110]]
    assert {each.get("dir") for each in found(page, "strip__name")} == {"auto"}


def test_the_page_makes_as_many_queries_for_four_full_routes_as_for_one_stop(client, amina, hunt):
    client.force_login(amina)
    url = reverse("visits:plan", args=[hunt.slug])
    add_routes(hunt, [1], stops=1)
    few = queries(client, url)
    add_routes(hunt, [2, 3, 4], stops=12)

    assert queries(client, url) == few


def add_routes(hunt, numbers, stops):
    """Routes of ``stops`` stops each, most of them with a host and a place of their own, some with a path."""
    for number in numbers:
        route = builders.make_route(hunt, number, places=12)
        for place in range(1, stops + 1):
            name = f"{number}-{place}"
            kind = "walking-tour" if place % 4 == 0 else "visit"
            host = builders.make_host(hunt.programme, f"Neighbours of {name}") if place % 2 else None
            venue = builders.make_venue(
                hunt.programme,
                f"Hall {name}",
                latitude=f"53.{400 + 7 * place + number}",
                longitude=f"-2.{300 + place}",
            )
            stop = builders.make_stop(
                hunt, f"Visit to the people of {name}", kind=kind, venue=venue, host=host, stay_minutes=20,
                path=walk(place) if kind == "walking-tour" else None,
            )  # fmt: skip
            builders.make_visit(route, stop, place, mode="bus")


def walk(place):
    return {"type": "LineString", "coordinates": [[-2.3 + step / 1e3, 53.4 + place / 100] for step in range(20)]}


def test_four_routes_of_twelve_stops_weigh_under_150_kilobytes(client, amina, hunt):
    """Everything that a browser loads for the page but the tiles of the map, compressed as the server does."""
    add_routes(hunt, [1, 2, 3, 4], stops=12)
    client.force_login(amina)
    page = client.get(reverse("visits:plan", args=[hunt.slug])).content

    weights = weights_of(page)

    assert (Stop.objects.count(), HostOrganisation.objects.count()) == (48, 24)
    assert {"leaflet/leaflet.js", "css/planner.css", "js/modules/plan-drag.js"} <= set(weights)
    assert sum(weights.values()) < 150_000, weights
