"""The plan page: stops, their places and paths, routes, journeys and the map."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from tests import builders
from visits.models import Stop, Venue
from visits.places import places_around
from visits.planning.versions import working_plan

LINE = "53.4975, -2.519\n53.499, -2.522"


def plan_of(hunt):
    return working_plan(hunt).plan


def titles_on(hunt, route):
    plan = plan_of(hunt)
    return [plan.stop(visit.stop).title for visit in plan.visits_on(str(route.uid))]


def stop_data(**changes):
    return {"kind": "visit", "title": "Hall", "stay_minutes": "60"} | changes


def test_a_new_stop_goes_straight_onto_a_route(client, amina, hunt, route):
    client.force_login(amina)
    url = reverse("visits:stop_new", args=[hunt.slug])

    response = client.post(f"{url}?route=1", stop_data(fixed_time="14:30", prompts="Who runs it?\n\nWhat is new? "))

    working = plan_of(hunt)
    (stop,) = working.stops
    assert response.url == reverse("visits:plan", args=[hunt.slug]) + "#route-1"
    assert stop.fixed_start == "14:30"
    assert stop.prompts == "Who runs it?\n\nWhat is new?"
    assert [(visit.stop, visit.mode) for visit in working.visits_on(str(route.uid))] == [(stop.uid, "foot")]
    assert not Stop.objects.exists()  # nothing is shared yet


@pytest.mark.parametrize(
    "typed",
    [
        LINE,
        '{"type": "LineString", "coordinates": [[-2.519, 53.4975], [-2.522, 53.499]]}',
        '{"type": "Feature", "geometry":'
        ' {"type": "LineString", "coordinates": [[-2.519, 53.4975, 30], [-2.522, 53.499, 31]]}}',
    ],
)
def test_a_walking_tour_has_a_path_however_it_is_typed(client, amina, hunt, typed):
    client.force_login(amina)

    client.post(reverse("visits:stop_new", args=[hunt.slug]), stop_data(kind="walking-tour", path=typed))

    (stop,) = plan_of(hunt).stops
    assert stop.path == {"type": "LineString", "coordinates": [[-2.519, 53.4975], [-2.522, 53.499]]}


@pytest.mark.parametrize(
    ("path", "error"),
    [
        ("", "Give the path of the walking tour: at least two points."),
        ("53.4975, -2.519", "A path has 2 to 2,000 points."),
        ("53.4975, -2.519\nnorth", "Line 2 is not a point: write latitude, longitude, such as 53.49, -2.51."),
        (
            "53.4975, -2.519\n95, 0",
            "Point 2 of the path is not on the globe: give longitude (-180 to 180), then latitude (-90 to 90).",
        ),
        (
            "53.4975, -2.519\nnan, 0",
            "Point 2 of the path is not on the globe: give longitude (-180 to 180), then latitude (-90 to 90).",
        ),
        ('{"type": "Point", "coordinates": [0, 0]}', "Give the path as a GeoJSON LineString."),
        ('{"type": ', "This is not whole GeoJSON. Paste a LineString, or one point a line."),
        ("{" * 5000, "This is not whole GeoJSON. Paste a LineString, or one point a line."),
        ('{"type": "LineString", "coordinates": "x"}', "A path has 2 to 2,000 points."),
        ('{"type": "LineString", "coordinates": [[0, 0], [true, 1]]}', None),
        ("\n".join(["1, 1"] * 2001), "A path has 2 to 2,000 points."),
    ],
)
def test_a_path_that_is_none_is_refused(client, amina, hunt, path, error):
    client.force_login(amina)

    response = client.post(reverse("visits:stop_new", args=[hunt.slug]), stop_data(kind="walking-tour", path=path))

    (shown,) = response.context["form"].errors["path"]
    assert error in (shown, None)
    assert not hunt.plan_versions.exists()


def test_only_a_walking_tour_keeps_a_path(client, amina, hunt):
    stop = builders.make_stop(hunt, kind="walking-tour", path={"type": "LineString", "coordinates": [[0, 0], [1, 1]]})
    client.force_login(amina)

    client.post(reverse("visits:stop_edit", args=[hunt.slug, stop.uid]), stop_data(kind="meal", path=LINE))

    (planned,) = plan_of(hunt).stops
    assert (planned.kind, planned.path) == ("meal", None)


def test_a_new_place_is_added_to_the_directory_with_the_stop(client, amina, hunt):
    client.force_login(amina)
    data = stop_data(new_place="Sample Café", latitude="53.48", longitude="-2.33")

    client.post(reverse("visits:stop_new", args=[hunt.slug]), data)

    venue = Venue.objects.get()
    assert (venue.name, venue.programme, venue.point) == ("Sample Café", hunt.programme, (53.48, -2.33))
    assert [stop.venue for stop in plan_of(hunt).stops] == [venue.pk]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"latitude": "53", "longitude": "-2"}, "new_place"),
        ({"new_place": "Café", "latitude": "53"}, "longitude"),
        ({"new_place": "Café", "latitude": "x", "longitude": "1"}, "latitude"),
        ({"stay_minutes": "4"}, "stay_minutes"),
        ({"stay_minutes": "721"}, "stay_minutes"),
        ({"fixed_time": "noon"}, "fixed_time"),
        ({"kind": "party"}, "kind"),
        ({"title": ""}, "title"),
        ({"title": "x" * 121}, "title"),
    ],
)
def test_a_stop_that_cannot_be_leaves_neither_stop_nor_place(client, amina, hunt, changes, field):
    client.force_login(amina)

    response = client.post(reverse("visits:stop_new", args=[hunt.slug]), stop_data(**changes))

    assert list(response.context["form"].errors) == [field]
    assert (hunt.plan_versions.count(), Venue.objects.count()) == (0, 0)


def test_another_programmes_host_and_venue_cannot_be_chosen(client, amina, hunt):
    other = builders.make_programme(slug="other")
    host, venue = builders.make_host(other), builders.make_venue(other)
    client.force_login(amina)

    response = client.post(reverse("visits:stop_new", args=[hunt.slug]), stop_data(host=host.pk, venue=venue.pk))

    assert sorted(response.context["form"].errors) == ["host", "venue"]
    assert not hunt.plan_versions.exists()


def test_a_fixed_time_that_the_clocks_skip_is_refused(client, amina, programme):
    hunt = builders.make_hunt(
        programme,
        starts_at=datetime(2026, 3, 29, 0, 15, tzinfo=UTC),
        ends_at=datetime(2026, 3, 29, 16, 0, tzinfo=UTC),
    )
    client.force_login(amina)

    response = client.post(reverse("visits:stop_new", args=[hunt.slug]), stop_data(fixed_time="01:15"))

    assert list(response.context["form"].errors) == ["fixed_time"]


def test_stops_move_up_and_down_and_come_off(client, amina, hunt, route):
    visits = [builders.make_visit(route, builders.make_stop(hunt, title), n) for n, title in enumerate("ABC", 1)]
    client.force_login(amina)

    client.post(reverse("visits:visit_move", args=[hunt.slug, visits[2].uid]), {"to": "1"})
    client.post(reverse("visits:visit_move", args=[hunt.slug, visits[0].uid]), {"to": "nowhere"})
    client.post(reverse("visits:visit_remove", args=[hunt.slug, visits[1].uid]))

    assert titles_on(hunt, route) == ["C", "A"]
    assert len(plan_of(hunt).stops) == 3
    assert list(route.visits.values_list("stop__title", flat=True)) == ["A", "B", "C"]  # as it was shared


def test_a_visit_people_wrote_about_stays(client, amina, hunt, visit, participation):
    builders.make_reflection(participation, moment="visit", visit=visit)
    client.force_login(amina)

    page = client.post(reverse("visits:visit_remove", args=[hunt.slug, visit.uid]), follow=True).content.decode()

    assert "People logged reflections at “Canal walk”, so it stays on Route 1." in page
    assert not hunt.plan_versions.exists()


def test_a_journey_is_set_by_hand_and_estimated_again(client, amina, hunt, visit):
    client.force_login(amina)
    url = reverse("visits:leg_edit", args=[hunt.slug, visit.uid])

    client.post(url, {"mode": "tram", "minutes": "25"})
    _, _, by_hand = plan_of(hunt).find(str(visit.uid))
    client.post(url, {"mode": "tram", "minutes": ""})
    _, _, estimated = plan_of(hunt).find(str(visit.uid))

    assert (by_hand.mode, by_hand.minutes) == ("tram", 25)
    assert (estimated.mode, estimated.minutes) == ("tram", None)


def test_the_plan_says_when_and_how_long_and_warns_when_late(client, amina, hunt, route):
    builders.make_visit(route, builders.make_stop(hunt, "Briefing", stay_minutes=60), 1)
    sharing = builders.make_stop(hunt, "Sharing", fixed_start=datetime(2026, 7, 7, 9, 0, tzinfo=UTC))
    builders.make_visit(route, sharing, 2, mode="bus", minutes=15)
    client.force_login(amina)

    response = client.get(reverse("visits:plan", args=[hunt.slug]))
    page = response.content.decode()

    assert 'Bus, <span class="figure">15 min</span>' in page
    assert response.context["board"].routes[0].halts[1].warnings[0].code == "two-things-at-once"


def test_the_map_is_handed_what_the_list_says(client, amina, hunt, route):
    hunt_venue = builders.make_venue(hunt.programme)
    walk = {"type": "LineString", "coordinates": [[-2.519, 53.4975], [-2.522, 53.499]]}
    builders.make_visit(route, builders.make_stop(hunt, "Briefing"), 1)
    builders.make_visit(route, builders.make_stop(hunt, "<b>Hall", venue=hunt_venue), 2)
    builders.make_visit(route, builders.make_stop(hunt, "Walk", kind="walking-tour", path=walk), 3)
    client.force_login(amina)

    response = client.get(reverse("visits:plan", args=[hunt.slug]))

    drawn = response.context["map"]
    assert [(stop["number"], stop["title"], stop["at"]) for stop in drawn["routes"][0]["stops"]] == [
        (1, "Briefing", (53.483, -2.334)),
        (2, "<b>Hall", (53.5, -2.4)),
        (3, "Walk", (53.4975, -2.519)),
    ]
    assert drawn["paths"] == [{"title": "Walk", "line": [[53.4975, -2.519], [53.499, -2.522]]}]
    assert drawn["base"] == [53.483, -2.334]
    assert "<b>Hall" not in response.content.decode()


def test_places_around_eccles_are_named_the_largest_first():
    names = [place.name for place in places_around([(53.483, -2.334)])]

    assert names[0] == "Manchester"
    assert {"Eccles", "Sale"} <= set(names)
    assert "London" not in names
    assert places_around([]) == []


def test_a_researcher_reads_the_plan_and_cannot_change_it(client, carys, hunt, visit):
    client.force_login(carys)

    page = client.get(reverse("visits:plan", args=[hunt.slug])).content.decode()
    refused = client.post(reverse("visits:visit_remove", args=[hunt.slug, visit.uid]))

    assert "Canal walk" in page
    assert "Add a stop" not in page
    assert "/visits/" not in page
    assert refused.status_code == 403
    assert not hunt.plan_versions.exists()


def test_a_stop_goes_to_another_route(client, amina, hunt, route, visit):
    other = builders.make_route(hunt, 2)
    for position, title in enumerate("AB", start=1):
        builders.make_visit(other, builders.make_stop(hunt, title), position)
    client.force_login(amina)

    client.post(reverse("visits:visit_move", args=[hunt.slug, visit.uid]), {"to": "2", "route": "2"})

    assert (titles_on(hunt, route), titles_on(hunt, other)) == ([], ["A", "Canal walk", "B"])


def test_changes_are_taken_back_and_brought_again(client, amina, hunt, route, visit):
    client.force_login(amina)
    at_first = plan_of(hunt)
    client.post(reverse("visits:visit_remove", args=[hunt.slug, visit.uid]))

    undone = client.post(reverse("visits:plan_undo", args=[hunt.slug]), follow=True).content.decode()
    taken_back = plan_of(hunt)
    client.post(reverse("visits:plan_redo", args=[hunt.slug]))

    assert "Taken back: Took “Canal walk” off Route 1." in undone
    assert taken_back == at_first
    assert titles_on(hunt, route) == []


def test_two_organisers_move_different_stops(client, amina, hunt, route):
    a, _, c = (builders.make_visit(route, builders.make_stop(hunt, title), n) for n, title in enumerate("ABC", 1))
    client.force_login(amina)

    client.post(reverse("visits:visit_move", args=[hunt.slug, c.uid]), {"to": "1", "base": "0"})
    client.post(reverse("visits:visit_move", args=[hunt.slug, a.uid]), {"to": "2", "base": "0"})

    assert titles_on(hunt, route) == ["A", "C", "B"]  # before C, as when A was moved


def test_two_organisers_move_the_same_stop(client, amina, hunt, route):
    a, *_ = (builders.make_visit(route, builders.make_stop(hunt, title), n) for n, title in enumerate("ABC", 1))
    client.force_login(amina)
    move = reverse("visits:visit_move", args=[hunt.slug, a.uid])
    client.post(move, {"to": "2", "base": "0"})

    collision = client.post(move, {"to": "3", "base": "0"})
    meanwhile = titles_on(hunt, route)
    client.post(move, {"to": "3", "base": collision.context["base"]})

    page = collision.content.decode()
    assert collision.status_code == 409
    assert "Moved “A” to place 2 on Route 1" in page
    assert "Moved “A” to place 3 on Route 1." in page
    assert '<input type="hidden" name="to" value="3">' in page
    assert (meanwhile, titles_on(hunt, route)) == (["B", "A", "C"], ["B", "C", "A"])


def test_two_organisers_change_different_facts_of_a_stop(client, amina, hunt, stop):
    client.force_login(amina)
    url = reverse("visits:stop_edit", args=[hunt.slug, stop.uid])

    client.post(url, stop_data(title="Towpath", base="0"))
    client.post(url, stop_data(title="Canal walk", meet="The lock keepers", base="0"))

    (planned,) = plan_of(hunt).stops
    assert (planned.title, planned.meet) == ("Towpath", "The lock keepers")


def test_two_organisers_change_the_same_fact_and_see_both(client, amina, hunt, stop):
    client.force_login(amina)
    url = reverse("visits:stop_edit", args=[hunt.slug, stop.uid])
    client.post(url, stop_data(title="Towpath", meet="The lock keepers", base="0"))

    collision = client.post(url, stop_data(title="Locks", base="0"))
    form = collision.context["form"]

    assert collision.status_code == 409
    assert collision.context["theirs"] == [("Name of the stop", "Towpath")]
    assert (form["title"].value(), form["meet"].value()) == ("Locks", "The lock keepers")
    client.post(url, {name: form[name].value() or "" for name in form.fields} | {"base": collision.context["base"]})
    (planned,) = plan_of(hunt).stops
    assert (planned.title, planned.meet) == ("Locks", "The lock keepers")
