"""The pages that suggest an order or a split: shown, applied, refused and taken back."""

import pytest
from django.urls import reverse

from hunts.models import Hunt
from tests import builders
from visits.models import OpeningTime
from visits.planning.changes import EditStop, RemoveVisit
from visits.planning.versions import change_plan, undo, working_plan


@pytest.fixture
def day(hunt, route):
    """Briefing, then two halls to the north in the wrong order, then back to the base to share."""
    halls = [
        builders.make_venue(hunt.programme, f"Hall {north}", latitude=f"53.5{north}", longitude="-2.334")
        for north in (6, 4)
    ]
    stops = [
        builders.make_stop(hunt, "Briefing", kind="gathering", stay_minutes=30),
        builders.make_stop(hunt, "Far hall", venue=halls[0]),
        builders.make_stop(hunt, "Near hall", venue=halls[1]),
        builders.make_stop(
            hunt,
            "Farther hall",
            venue=builders.make_venue(hunt.programme, "Hall 8", latitude="53.58", longitude="-2.334"),
        ),
    ]
    for position, stop in enumerate(stops, 1):
        builders.make_visit(route, stop, position, mode="bus")
    return hunt


def shut_early(hunt):
    """Near hall and Far hall are open until 12:45 only: a quarter of an hour too little for both."""
    for stop in hunt.stops.filter(title__in=["Near hall", "Far hall"]):
        OpeningTime.objects.create(venue=stop.venue, weekday=hunt.date.weekday(), opens="09:00", closes="12:45")


def titles_on(hunt, route):
    plan = working_plan(hunt).plan
    return [plan.stop(visit.stop).title for visit in plan.visits_on(str(route.uid))]


def uids_on(hunt, route, *titles):
    plan = working_plan(hunt).plan
    by_title = {plan.stop(visit.stop).title: visit.uid for visit in plan.visits_on(str(route.uid))}
    return [by_title[title] for title in titles]


def url_of(hunt, name="suggest"):
    return reverse(f"visits:{name}", args=[hunt.slug, 1])


BEST = ["Briefing", "Near hall", "Far hall", "Farther hall"]


def test_the_suggestion_stands_beside_the_plan(client, amina, day):
    client.force_login(amina)

    response = client.get(url_of(day))

    suggestion = response.context["suggestion"]
    assert [station.stop.title for station in suggestion.after.stations] == BEST
    assert suggestion.gained_minutes > 0
    page = response.content.decode()
    assert "Proven over all orders" in page
    assert f"Over {suggestion.gained_minutes} min earlier" in page


def test_applying_it_is_one_change_and_one_undo(client, amina, day, route):
    client.force_login(amina)
    before = titles_on(day, route)
    data = {"base": 0, "order": uids_on(day, route, *BEST)}

    response = client.post(url_of(day), data)

    assert response.url == reverse("visits:plan", args=[day.slug]) + "#route-1"
    assert titles_on(day, route) == BEST
    assert client.get(url_of(day)).context["suggestion"].is_as_planned
    undo(day, amina, base=1)
    assert titles_on(day, route) == before


def test_the_best_order_already_is_said_to_be(client, amina, day, route):
    client.force_login(amina)
    client.post(url_of(day), {"order": uids_on(day, route, *BEST)})

    response = client.get(url_of(day))

    assert "This is already the best order" in response.content.decode()


def test_ends_stay_where_the_organiser_wants_them(client, amina, day):
    client.force_login(amina)

    response = client.get(url_of(day), {"keep_first": ["no", "yes"], "keep_last": ["no", "yes"]})
    loose = client.get(url_of(day), {"keep_first": "no", "keep_last": "no"})

    order = [station.stop.title for station in response.context["suggestion"].day.stations]
    assert response.context["suggestion"].order.keys[-1] == response.context["suggestion"].day.keys[-1]
    assert order[0] == "Briefing"
    assert (loose.context["keep_first"], loose.context["keep_last"]) == (False, False)


def test_an_order_of_other_stops_is_refused(client, amina, day, route):
    client.force_login(amina)

    response = client.post(url_of(day), {"order": uids_on(day, route, "Briefing")}, follow=True)

    assert "no longer those that were put in order" in response.content.decode()
    assert working_plan(day).number == 0


def test_a_route_changed_meanwhile_is_a_collision(client, amina, carys, day, route):
    client.force_login(amina)
    order = uids_on(day, route, *BEST)
    change_plan(
        day, carys, EditStop(working_plan(day).plan.stops[0].uid, {"title": "Hello"}), base=0, summary="Renamed"
    )
    change_plan(day, carys, RemoveVisit(order[1]), base=1, summary="Took Near hall off")

    response = client.post(url_of(day), {"base": 1, "order": order})

    assert response.status_code == 409
    assert "Took Near hall off" in response.content.decode()
    assert working_plan(day).number == 2


def test_an_impossible_day_says_why_and_what_would_mend_it(client, amina, day):
    shut_early(day)
    client.force_login(amina)

    response = client.get(url_of(day))

    page = response.content.decode()
    assert "No order fits" in page
    assert response.context["reason"].sentence.startswith("With a start at 09:30, these cannot hold together: ")
    assert "closes 12:45" in response.context["reason"].sentence
    assert {"shorten", "leave-out", "begin"} <= {mend.kind for mend in response.context["mends"]}
    assert reverse("visits:venue_edit", args=[day.programme.slug, day.stops.get(title="Far hall").venue_id]) in page


@pytest.mark.parametrize("kind", ["shorten", "leave-out"])
def test_a_repair_is_one_change_that_puts_the_route_in_order(client, amina, day, kind):
    shut_early(day)
    client.force_login(amina)
    shown = client.get(url_of(day)).context
    mend = next(mend for mend in shown["mends"] if mend.kind == kind and mend.can_be_made)
    data = {"base": 0, "keep_first": "yes", "keep_last": "no", "kind": kind, "value": mend.value, "visit": mend.keys}

    client.post(url_of(day, "mend"), data)

    assert working_plan(day).number == 1
    after = client.get(url_of(day)).context["suggestion"]
    assert after.is_as_planned
    assert after.before.fits


def test_a_repair_that_no_longer_helps_is_not_made(client, amina, day, route):
    shut_early(day)
    client.force_login(amina)
    mend = next(mend for mend in client.get(url_of(day)).context["mends"] if mend.kind == "shorten")
    near = day.stops.get(title="Briefing")
    change_plan(day, amina, EditStop(str(near.uid), {"stay_minutes": 200}), base=0, summary="Longer briefing")

    data = {"base": 0, "kind": "shorten", "value": mend.value, "visit": mend.keys}
    response = client.post(url_of(day, "mend"), data, follow=True)

    assert "that would mend nothing" in response.content.decode()
    assert working_plan(day).number == 1


@pytest.mark.parametrize(
    "data",
    [
        {"kind": "odd", "value": "1", "visit": "x"},
        {"kind": "shorten", "value": "1e9", "visit": "x"},
        {"kind": "leave-out"},  # real, but the day fits
        {"kind": "begin", "value": "999999"},
    ],
)
def test_odd_repairs_are_refused(client, amina, day, data, route):
    client.force_login(amina)
    data = {**data, "visit": uids_on(day, route, "Briefing")} if data.get("visit") != "x" else data

    response = client.post(url_of(day, "mend"), data)

    assert response.status_code == 302
    assert working_plan(day).number == 0


@pytest.mark.parametrize(
    ("stops", "words"),
    [
        (0, "No stop on this route yet"),
        (1, "There is just one stop."),
        (2, "This is already the best order"),
        (13, "13 stops are too many"),
    ],
)
def test_few_and_many_stops(client, amina, hunt, route, stops, words):
    stop = builders.make_stop(hunt, stay_minutes=10)
    for position in range(1, stops + 1):
        builders.make_visit(route, stop, position)  # the same stop again and again
    client.force_login(amina)

    response = client.get(url_of(hunt))

    assert words in response.content.decode()


def test_stops_without_a_point_are_named(client, amina, day):
    day.stops.get(title="Far hall").venue.__class__.objects.filter(name="Hall 6").update(latitude=None, longitude=None)
    client.force_login(amina)

    response = client.get(url_of(day))

    assert [stop.title for stop in response.context["without_point"]] == ["Far hall"]


@pytest.mark.parametrize("routes", [1, 3])
def test_a_suggestion_takes_the_same_queries_however_many_routes(
    client, amina, day, django_assert_num_queries, routes
):
    for number in range(2, routes + 1):
        route = builders.make_route(day, number)
        for position, stop in enumerate(day.stops.all(), 1):
            builders.make_visit(route, stop, position)
    client.force_login(amina)
    client.get(url_of(day))

    with django_assert_num_queries(11):
        client.get(url_of(day))


# Split ------------------------------------------------------------------------


@pytest.fixture
def two_routes(day):
    return [*day.routes.all(), builders.make_route(day, 2, name="Second")]


def split_url(hunt):
    return reverse("visits:split", args=[hunt.slug])


def ticked(hunt, **changes):
    stops = {stop.title: str(stop.uid) for stop in hunt.stops.all()}
    return {
        "work": "yes", "stops": list(stops.values()), "shared": [stops["Briefing"]], "routes": ["1", "2"],
        "mode": "bus",
    } | changes  # fmt: skip


def test_everything_is_ticked_at_first_and_gatherings_are_shared(client, amina, day, two_routes):
    client.force_login(amina)

    form = client.get(split_url(day)).context["form"]

    assert len(form.initial["stops"]) == 4
    assert form.initial["shared"] == [str(day.stops.get(title="Briefing").uid)]
    assert form.initial["routes"] == [1, 2]
    assert form.initial["mode"] == "bus"


def test_a_split_shown_is_the_split_made(client, amina, day, two_routes):
    client.force_login(amina)

    response = client.get(split_url(day), ticked(day))
    division = response.context["division"]
    sent = {f"route-{number}": stops for number, stops in division.to_send}
    client.post(split_url(day), {"base": 0, "mode": "bus"} | sent)

    assert "Proven best" in response.content.decode()
    shown = {
        party.route.number: [(each.stop.title, each.begin) for each in party.stations] for party in division.after
    }
    board = client.get(reverse("visits:plan", args=[day.slug])).context["board"]
    assert {each.route.number: [(s.stop.title, s.begin) for s in each.stations] for each in board.routes} == shown
    assert all(stations[0][0] == "Briefing" for stations in shown.values())
    assert sum(len(stations) for stations in shown.values()) == 5
    assert working_plan(day).number == 1
    undo(day, amina, base=1)
    assert working_plan(day).plan.visits_on(str(two_routes[1].uid)) == ()


def test_too_much_to_split_says_what_is_too_much(client, amina, day, two_routes):
    day.stops.filter(title="Far hall").update(stay_minutes=500)
    client.force_login(amina)

    response = client.get(split_url(day), ticked(day))

    assert "“Far hall” does not fit into the day" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"routes": ["1"]}, "Choose two to 4 routes."),
        ({"stops": []}, "Choose the stops to be split."),
        ({"mode": "rocket"}, "rocket is not one of the available choices"),
    ],
)
def test_what_cannot_be_split_is_said_beside_the_field(client, amina, day, two_routes, changes, error):
    client.force_login(amina)

    response = client.get(split_url(day), ticked(day, **changes))

    assert error in response.content.decode()
    assert "division" not in response.context


@pytest.mark.parametrize("data", [{}, {"mode": "bus"}, {"mode": "x", "route-1": "y"}, {"mode": "bus", "route-1": "y"}])
def test_an_odd_split_is_refused(client, amina, day, two_routes, data):
    client.force_login(amina)

    response = client.post(split_url(day), data)

    assert response.status_code == 302
    assert working_plan(day).number == 0


def test_a_split_tells_an_early_meal_to_wait(client, amina, day, two_routes):
    day.stops.filter(title="Near hall").update(kind="meal", venue=None, title="Lunch")
    client.force_login(amina)

    response = client.get(split_url(day), ticked(day))

    assert response.context["division"].told_to_wait == ["Lunch"]
    assert "Told to wait for meal time" in response.content.decode()


def test_one_route_is_not_split(client, amina, day):
    client.force_login(amina)

    assert "Splitting needs two routes or more" in client.get(split_url(day)).content.decode()


@pytest.mark.parametrize("name", ["suggest", "mend", "split"])
def test_researchers_work_out_nothing(client, carys, day, name):
    client.force_login(carys)
    url = split_url(day) if name == "split" else url_of(day, name)

    assert client.post(url).status_code == 403
    assert Hunt.objects.get().plan_versions.count() == 0
