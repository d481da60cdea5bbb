"""Choosing a stop: hosts of the directory, the nearest first, and stops of the programme's other hunts."""

import re
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from visits.models import OpeningTime
from visits.planning.changes import AddStop, Change
from visits.planning.plan import PlannedStop
from visits.planning.versions import change_plan, undo, working_plan

WALK = {"type": "LineString", "coordinates": [[-2.519, 53.4975], [-2.522, 53.499]]}
NEAR, FAR = {"latitude": "53.484000", "longitude": "-2.334000"}, {"latitude": "53.530000", "longitude": "-2.334000"}


@pytest.fixture
def organiser(client, amina):
    client.force_login(amina)
    return client


@pytest.fixture
def page(hunt):
    return reverse("visits:stop_choose", args=[hunt.slug])


def host_at(programme, name, point=None, **changes):
    host = builders.make_host(programme, name, **changes)
    builders.make_venue(programme, f"{name} hall", host=host, **(point or {"latitude": None, "longitude": None}))
    return host


def names(response):
    return [choice.host.name for choice in response.context["choices"]]


def change(hunt, user, made: Change):
    return change_plan(hunt, user, made, base=working_plan(hunt).number, summary="Sample change")


def test_hosts_come_nearest_first_with_their_distance(organiser, hunt, page):
    host_at(hunt.programme, "Far", FAR)
    host_at(hunt.programme, "Anywhere")
    host_at(hunt.programme, "Near", NEAR)

    response = organiser.get(page)

    assert names(response) == ["Near", "Far", "Anywhere"]
    assert re.findall(r'"figure">(.*?)<', response.text) == ["110 m", "5.2 km"]
    assert "not on the map yet" in response.text


def test_distance_counts_from_the_stops_of_the_route(organiser, amina, hunt, route, page):
    other = builders.make_route(hunt, 2)
    far = builders.make_venue(hunt.programme, **FAR)
    change(hunt, amina, AddStop(PlannedStop("There", venue=far.pk), str(other.uid)))
    host_at(hunt.programme, "By the second route", FAR)
    host_at(hunt.programme, "By the base", {"latitude": "53.488000", "longitude": "-2.334000"})

    assert names(organiser.get(f"{page}?route=1")) == ["By the base", "By the second route"]
    assert names(organiser.get(f"{page}?route=2")) == ["By the second route", "By the base"]
    assert names(organiser.get(f"{page}?route=1&within=5")) == ["By the base"]
    assert names(organiser.get(f"{page}?route=2&within=5")) == ["By the second route", "By the base"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=green", ["Green Anchor"]),
        ("q=hall", ["Green Anchor", "Red Housing"]),
        ("kind=housing", ["Red Housing"]),
        ("borough=Wigan", ["Red Housing"]),
        ("q=green&borough=Wigan", []),
        ("kind=castle&borough=Nowhere&within=900&page=x&q=%00", ["Green Anchor", "Red Housing"]),
    ],
)
def test_hosts_are_found_by_words_kind_and_borough(organiser, hunt, page, asked, found):
    host_at(hunt.programme, "Green Anchor", NEAR)
    host_at(hunt.programme, "Red Housing", FAR, kind="housing", borough="Wigan")

    response = organiser.get(f"{page}?{asked}")

    assert names(response) == found
    if not found:
        assert "No host is like that" in response.text


def test_a_host_is_added_to_the_plan_and_the_route_as_one_change(organiser, amina, hunt, route, page):
    host = host_at(hunt.programme, "Sample Anchor", NEAR)

    response = organiser.post(f"{page}?route=1", {"host": host.pk, "base": 0})

    working = working_plan(hunt)
    (stop,) = working.plan.stops
    assert response.url == reverse("visits:plan", args=[hunt.slug]) + "#route-1"
    assert (stop.title, stop.kind, stop.stay_minutes) == ("Sample Anchor", "visit", 60)
    assert (stop.host, stop.venue) == (host.pk, host.venues.get().pk)
    assert [visit.stop for visit in working.plan.visits_on(str(route.uid))] == [stop.uid]
    undo(hunt, amina, base=working.number)
    assert working_plan(hunt).plan.stops == ()


def test_a_new_stop_is_reached_as_the_route_mostly_travels(organiser, amina, hunt, route, page):
    host = host_at(hunt.programme, "Sample Anchor", NEAR)
    for number in range(3):
        change(hunt, amina, AddStop(PlannedStop(f"Stop {number}"), str(route.uid), "tram"))

    organiser.post(f"{page}?route=1", {"host": host.pk})

    assert [visit.mode for visit in working_plan(hunt).plan.visits_on(str(route.uid))][-1] == "tram"


def test_add_and_edit_leads_to_the_form(organiser, hunt, page):
    host = host_at(hunt.programme, "Sample Anchor", NEAR)

    response = organiser.post(page, {"host": host.pk, "edit": "1"})

    (stop,) = working_plan(hunt).plan.stops
    assert response.url == reverse("visits:stop_edit", args=[hunt.slug, stop.uid])
    assert organiser.get(response.url).status_code == 200


def test_a_host_with_several_venues_is_met_at_the_chosen_one(organiser, hunt, page):
    host = host_at(hunt.programme, "Sample Anchor", NEAR)
    other = builders.make_venue(hunt.programme, "Other hall", host=host, **FAR)

    assert re.findall(r'<option value="\d+">(.*? hall)</option>', organiser.get(page).text) == [
        "Sample Anchor hall",
        "Other hall",
    ]
    refused = organiser.post(page, {"host": host.pk}, follow=True)
    assert "at which of its venues you meet" in refused.text
    organiser.post(page, {"host": host.pk, "venue": other.pk})

    assert [stop.venue for stop in working_plan(hunt).plan.stops] == [other.pk]


def test_a_host_without_a_venue_is_met_at_the_base(organiser, hunt, page):
    host = builders.make_host(hunt.programme, "Sample Anchor")

    assert "No venue yet: it would be at the base" in organiser.get(page).text
    organiser.post(page, {"host": host.pk})

    assert [(stop.host, stop.venue) for stop in working_plan(hunt).plan.stops] == [(host.pk, None)]


def test_opening_hours_on_the_weekday_are_said(organiser, hunt, page):
    # The hunt is on a Tuesday.
    opened, closed = (host_at(hunt.programme, name, NEAR) for name in ("Opened", "Closed"))
    OpeningTime.objects.create(venue=opened.venues.get(), weekday=1, opens="10:00", closes="16:00")
    OpeningTime.objects.create(venue=closed.venues.get(), weekday=0, opens="10:00", closes="16:00")

    text = organiser.get(page).text

    assert "open 10:00 to 16:00 on Tuesdays" in text
    assert '<span class="label label--warn">not known to be open on Tuesdays</span>' in text


def test_hosts_in_the_plan_are_marked(organiser, amina, hunt, page):
    host = host_at(hunt.programme, "Sample Anchor", NEAR)
    change(hunt, amina, AddStop(PlannedStop("Tea and talk", host=host.pk)))

    (choice,) = organiser.get(page).context["choices"]

    assert [stop.title for stop in choice.planned] == ["Tea and talk"]


def test_a_stop_of_another_route_can_be_shared_with_this_one(organiser, amina, hunt, route, page):
    other = builders.make_route(hunt, 2)
    stop = PlannedStop("Tea and talk", host=host_at(hunt.programme, "Sample Anchor", NEAR).pk)
    change(hunt, amina, AddStop(stop, str(route.uid)))

    assert "Put this stop on" not in organiser.get(f"{page}?route=1").text
    assert "Put this stop on" not in organiser.get(page).text
    (sent,) = re.findall(r'action="(\S+/routes/2/visits/)"', organiser.get(f"{page}?route=2").text)
    organiser.post(sent, {"stop": stop.uid, "mode": "foot"})

    plan = working_plan(hunt).plan
    assert [[visit.stop for visit in plan.visits_on(str(each.uid))] for each in (route, other)] == [[stop.uid]] * 2


def test_hosts_of_other_programmes_do_not_exist(organiser, amina, hunt, page):
    elsewhere = builders.make_programme(amina, name="Elsewhere", slug="elsewhere")
    host = host_at(elsewhere, "Foreign", NEAR)
    own = host_at(hunt.programme, "Own", NEAR)
    builders.make_stop(builders.make_hunt(elsewhere, slug="other"), "Foreign stop")

    assert names(organiser.get(page)) == ["Own"]
    assert organiser.post(page, {"host": host.pk}).status_code == 404
    assert organiser.post(page, {"host": own.pk, "venue": host.venues.get().pk}).status_code == 404
    assert organiser.post(page, {"host": "x" * 40}).status_code == 404
    assert organiser.get(f"{page}?from=other").status_code == 404
    assert organiser.get(f"{page}?from=%00").status_code == 404
    assert working_plan(hunt).plan.stops == ()


def test_an_empty_directory_says_where_to_begin(organiser, hunt, page):
    text = organiser.get(page).text

    assert "The directory is empty" in text
    assert reverse("visits:host_new", args=[hunt.programme.slug]) in text
    assert reverse("visits:host_import", args=[hunt.programme.slug]) in text


def test_without_a_point_to_measure_from_every_host_is_shown(organiser, hunt, page):
    hunt.latitude = hunt.longitude = None
    hunt.save()
    host_at(hunt.programme, "B", NEAR)
    host_at(hunt.programme, "A", FAR)

    response = organiser.get(f"{page}?within=1")

    assert names(response) == ["A", "B"]
    assert "Distances are not known" in response.text


def test_hosts_come_twenty_a_page(organiser, hunt, page):
    for number in range(21):
        builders.make_host(hunt.programme, f"Host {number:02}")

    first = organiser.get(f"{page}?q=host")
    second = organiser.get(f"{page}?q=host&page=2")

    assert (len(names(first)), names(second)) == (20, ["Host 20"])
    assert 'href="?q=host&amp;page=2"' in first.text


# Another hunt -----------------------------------------------------------------


@pytest.fixture
def earlier(hunt):
    return builders.make_hunt(
        hunt.programme, slug="earlier", title="Earlier hunt", starts_at=datetime(2025, 7, 8, 8, 30, tzinfo=UTC),
        ends_at=datetime(2025, 7, 8, 16, tzinfo=UTC),
    )  # fmt: skip


def test_a_walk_of_an_earlier_hunt_comes_with_its_path_and_prompts(organiser, hunt, route, earlier, page):
    stop = builders.make_stop(
        earlier, "Canal walk", kind="walking-tour", path=WALK, prompts="Who looks after it?", stay_minutes=45,
        fixed_start=datetime(2025, 7, 8, 10, tzinfo=UTC), meet="The wardens", latest_finish="15:00",
    )  # fmt: skip

    assert "Canal walk" in organiser.get(f"{page}?from=earlier&route=1").text
    organiser.post(f"{page}?from=earlier&route=1", {"stop": stop.uid})

    (copy,) = working_plan(hunt).plan.stops
    assert (copy.title, copy.kind, copy.path, copy.prompts) == ("Canal walk", "walking-tour", WALK, stop.prompts)
    assert (copy.stay_minutes, copy.meet) == (45, "The wardens")
    assert (copy.fixed_start, copy.earliest_start, copy.latest_finish) == (None, None, None)
    assert copy.uid != str(stop.uid)
    assert len(working_plan(hunt).plan.visits_on(str(route.uid))) == 1
    assert [kept.title for kept in working_plan(earlier).plan.stops] == ["Canal walk"]


def test_other_hunts_are_offered_newest_first(organiser, hunt, earlier, page):
    builders.make_hunt(
        hunt.programme, slug="later", title="Later hunt", starts_at=datetime(2027, 7, 6, 8, 30, tzinfo=UTC),
        ends_at=datetime(2027, 7, 6, 16, tzinfo=UTC),
    )  # fmt: skip

    response = organiser.get(f"{page}?from=")

    assert [other.title for other in response.context["hunts"]] == ["Later hunt", "Earlier hunt"]
    assert "That hunt has no stops yet." in organiser.get(f"{page}?from=earlier").text


def test_a_stop_that_is_not_of_that_hunt_does_not_exist(organiser, hunt, earlier, page, stop):
    assert organiser.post(f"{page}?from=earlier", {"stop": stop.uid}).status_code == 404
    assert organiser.post(f"{page}?from=earlier").status_code == 404


def test_pressing_twice_asks_instead_of_adding_twice(organiser, amina, hunt, page):
    host = host_at(hunt.programme, "Sample Anchor", NEAR)
    base = change(hunt, amina, AddStop(PlannedStop("Lunch"))).number

    organiser.post(page, {"host": host.pk, "base": base})
    again = organiser.post(page, {"host": host.pk, "base": base, "edit": "1"})

    assert again.status_code == 409
    assert [stop.title for stop in working_plan(hunt).plan.stops] == ["Lunch", "Sample Anchor"]


@pytest.mark.parametrize("many", [3, 200])
def test_the_directory_costs_the_same_however_long(organiser, amina, hunt, route, page, many):
    for number in range(many):
        host = host_at(hunt.programme, f"Host {number}", NEAR if number % 2 else FAR)
        if number < 12:
            builders.make_visit(route, builders.make_stop(hunt, host=host, venue=host.venues.get()), number + 1)

    with CaptureQueriesContext(connection) as context:
        response = organiser.get(f"{page}?route=1")

    assert len(names(response)) == min(many, 20)
    assert len(context) == 18
