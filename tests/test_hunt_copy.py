"""A hunt as the start of the next; a plan as a file, in the browser."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from hunts.models import Hunt
from tests import builders
from visits.models import Invitation, Stop, Visit
from visits.planning.versions import working_plan

EXAMPLE = Path(__file__).parent.parent / "docs" / "plan-example.json"


@pytest.fixture
def planned(hunt, route, ben):
    """Two routes that share their briefing, with people, an invitation and words on the first."""
    host = builders.make_host(hunt.programme)
    venue = builders.make_venue(hunt.programme, host=host)
    briefing = builders.make_stop(hunt, "Briefing", fixed_start=datetime(2026, 7, 7, 8, 30, tzinfo=UTC))
    hall = builders.make_stop(hunt, "Hall", host=host, venue=venue, prompts="Who decides?")
    park = builders.make_stop(hunt, "Park")
    builders.make_stop(hunt, "On no route")
    second = builders.make_route(hunt, 2, name="Park", places=8, needs_step_free=True)
    visits = [builders.make_visit(route, briefing, 1), builders.make_visit(route, hall, 2, "bus", 30)]
    builders.make_visit(second, briefing, 1)
    builders.make_visit(second, park, 2)
    Invitation.objects.create(stop=hall, host=host, status="confirmed")
    builders.make_reflection(builders.make_participation(hunt, ben, route), moment="visit", visit=visits[1])
    return hunt


def copy_of(client, hunt, **changes):
    """The page after sending the form, and the hunt that was made, if any."""
    data = {
        "title": "Next hunt", "date": "2027-06-08", "start": "10:00", "end": "16:30", "zone": "Europe/London",
        "routes": [str(uid) for uid in hunt.routes.values_list("uid", flat=True)], "keep_prompts": "on",
    } | changes  # fmt: skip
    data = {name: value for name, value in data.items() if value is not None}
    response = client.post(reverse("visits:hunt_copy", args=[hunt.slug]), data)
    return response, Hunt.objects.exclude(pk=hunt.pk).first()


def calls(hunt):
    """The titles of the stops of each route, by its name."""
    plan = working_plan(hunt).plan
    titles = {stop.uid: stop.title for stop in plan.stops}
    return {
        route.name: [titles[visit.stop] for visit in plan.visits_on(str(route.uid))] for route in hunt.routes.all()
    }


def test_the_form_starts_from_the_day_as_it_was(client, amina, planned):
    client.force_login(amina)

    form = client.get(reverse("visits:hunt_copy", args=[planned.slug])).context["form"]

    assert list(form.fields) == ["title", "date", "start", "end", "zone", "routes", "keep_prompts"]
    assert form["date"].value() is None
    assert (form["title"].value(), f"{form['start'].value():%H:%M}", f"{form['end'].value():%H:%M}") == (
        "Canal hunt", "09:30", "17:00"
    )  # fmt: skip
    assert [choice.data["selected"] for choice in form["routes"].subwidgets] == [True, True]


def test_a_copy_is_a_hunt_of_its_own_with_the_same_plan(client, amina, planned):
    client.force_login(amina)

    response, copy = copy_of(client, planned)

    planned.refresh_from_db()
    assert response.status_code == 302
    assert response["Location"] == reverse("visits:plan", args=[copy.slug])
    assert (copy.title, copy.slug, copy.stage) == ("Next hunt", "next-hunt-2027", "planning")
    assert (copy.starts_at, copy.ends_at) == (
        datetime(2027, 6, 8, 9, 0, tzinfo=UTC), datetime(2027, 6, 8, 15, 30, tzinfo=UTC)
    )  # fmt: skip
    assert (copy.base_name, copy.latitude, copy.treasure) == (planned.base_name, planned.latitude, planned.treasure)
    assert calls(copy) == calls(planned) == {"Route 1": ["Briefing", "Hall"], "Park": ["Briefing", "Park"]}
    before, after = working_plan(planned).plan, working_plan(copy).plan
    assert [replace(stop, uid="") for stop in after.stops] == [replace(stop, uid="") for stop in before.stops]
    assert [route.places for route in copy.routes.all()] == [None, 8]
    assert list(copy.plan_versions.values_list("number", "summary", "made_by__name")) == [
        (0, "The plan at first", None),
        (1, "Copied from “Canal hunt”", "Amina"),
    ]


def test_a_copy_shares_no_key_and_takes_nobody_along(client, amina, planned):
    client.force_login(amina)

    _, copy = copy_of(client, planned)

    assert copy.join_code != planned.join_code
    keys = [set(hunt.routes.values_list("uid", flat=True)) | set(hunt.routes.values_list("calendar_key", flat=True))
            for hunt in (copy, planned)]  # fmt: skip
    assert not keys[0] & keys[1]
    assert not {stop.uid for stop in working_plan(copy).plan.stops} & {
        stop.uid for stop in working_plan(planned).plan.stops
    }
    assert not copy.participations.exists()
    assert not Stop.objects.filter(hunt=copy).exists()
    assert not Visit.objects.filter(route__hunt=copy).exists()
    assert not Invitation.objects.filter(stop__hunt=copy).exists()


def test_the_directory_is_used_and_not_copied(client, amina, planned):
    client.force_login(amina)

    _, copy = copy_of(client, planned)

    host, venue = planned.programme.hosts.get(), planned.programme.venues.get()
    hall = next(stop for stop in working_plan(copy).plan.stops if stop.title == "Hall")
    assert (hall.host, hall.venue) == (host.pk, venue.pk)


def test_venues_of_the_same_name_are_told_apart(client, amina, planned):
    other = builders.make_venue(planned.programme, address="Elsewhere")
    Stop.objects.filter(title="Park").update(venue=other)
    client.force_login(amina)

    _, copy = copy_of(client, planned, routes=[str(planned.routes.get(number=2).uid)])

    park = next(stop for stop in working_plan(copy).plan.stops if stop.title == "Park")
    assert park.venue == other.pk
    assert planned.programme.venues.count() == 2


def test_routes_that_stay_behind_keep_their_stops(client, amina, planned):
    client.force_login(amina)

    _, copy = copy_of(client, planned, routes=[str(planned.routes.get(number=2).uid)])

    assert calls(copy) == {"Park": ["Briefing", "Park"]}
    assert [stop.title for stop in working_plan(copy).plan.stops] == ["Briefing", "Park", "On no route"]


def test_prompts_can_stay_behind(client, amina, planned):
    client.force_login(amina)

    _, copy = copy_of(client, planned, keep_prompts=None)

    assert {stop.prompts for stop in working_plan(copy).plan.stops} == {""}


def test_retired_conundrums_stay_behind(client, amina, planned, conundrum):
    kept = builders.make_conundrum(planned.programme, 2)
    planned.conundrums.add(kept)
    conundrum.retired_at = timezone.now()
    conundrum.save()
    client.force_login(amina)

    _, copy = copy_of(client, planned)

    assert list(copy.conundrums.all()) == [kept]


def test_a_fixed_time_that_the_new_day_skips_is_named(client, amina, planned):
    Stop.objects.filter(title="Briefing").update(fixed_start=datetime(2026, 7, 7, 0, 30, tzinfo=UTC))
    client.force_login(amina)

    response, copy = copy_of(client, planned, date="2027-03-28", start="00:30")

    said = "“Briefing”: There is no 01:30 on this day: the clocks go forward. Choose another time."
    assert response.context["form"].errors == {"date": [said]}
    assert copy is None


def test_a_copy_on_the_day_the_clocks_go_back_keeps_its_wall_times(client, amina, planned):
    client.force_login(amina)

    _, copy = copy_of(client, planned, date="2027-10-31")

    assert f"{copy.local_start:%H:%M %Z}" == "10:00 GMT"
    assert working_plan(copy).plan.stops[0].fixed_start == "09:30"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"date": ""}, "date"),
        ({"date": "2027-03-28", "start": "01:30"}, "start"),
        ({"end": "09:00"}, "end"),
        ({"title": ""}, "title"),
        ({"routes": ["not-a-uid"]}, "routes"),
        ({"routes": ["00000000-0000-4000-8000-000000000000"]}, "routes"),
    ],
)
def test_an_error_stands_beside_its_field_and_nothing_is_made(client, amina, planned, changes, field):
    client.force_login(amina)

    response, copy = copy_of(client, planned, **changes)

    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert copy is None


def test_two_copies_of_one_title_and_year_have_names_of_their_own(client, amina, planned):
    client.force_login(amina)

    copy_of(client, planned)
    copy_of(client, planned)

    assert set(Hunt.objects.values_list("slug", flat=True)) == {"canal-hunt", "next-hunt-2027", "next-hunt-2027-2"}


# The file in the browser --------------------------------------------------------


def test_the_team_takes_the_plan_as_a_file(client, carys, planned):
    client.force_login(carys)

    response = client.get(reverse("visits:plan_file", args=[planned.slug]))

    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"] == 'attachment; filename="canal-hunt-plan.json"'
    assert [stop["title"] for stop in json.loads(response.content)["stops"]] == [
        "Briefing", "Hall", "Park", "On no route",
    ]  # fmt: skip


def test_nothing_private_is_in_the_file(client, amina, planned, ben):
    host = planned.programme.hosts.get()
    host.contacts.create(name="Private Person", email="private@example.org", phone="0161 496 0000")
    builders.make_host(planned.programme, "Host nobody visits")
    client.force_login(amina)

    content = client.get(reverse("visits:plan_file", args=[planned.slug])).content.decode()

    participation = planned.participations.get()
    secrets = [planned.join_code, participation.key, participation.calendar_key, participation.pseudonym, ben.name,
               "Private", "private@", "0161", "Sample words", "Host nobody visits",
               *planned.routes.values_list("calendar_key", flat=True),
               *Invitation.objects.values_list("key", flat=True)]  # fmt: skip
    assert [secret for secret in secrets if secret in content] == []


def send(client, programme, content, slug=""):
    file = SimpleUploadedFile("plan.json", content, content_type="application/json")
    url = reverse("visits:plan_import", args=[programme.slug])
    return client.post(url, {"file": file, "slug": slug}, follow=True)


def test_a_file_becomes_a_hunt_of_the_programme(client, amina, programme):
    client.force_login(amina)

    response = send(client, programme, EXAMPLE.read_bytes().replace(b"canal-voices", b"somewhere-else"))

    hunt = programme.hunts.get()
    assert response.redirect_chain == [(reverse("visits:plan", args=[hunt.slug]), 302)]
    (said,) = map(str, response.context["messages"])
    assert "Hunt “From Eccles to Leigh and Sale” is new, under the short name “leigh-and-sale-2026”." in said
    assert working_plan(hunt).number == 1
    assert hunt.plan_versions.get(number=1).made_by == amina


def test_another_short_name_makes_another_hunt(client, amina, planned):
    client.force_login(amina)
    content = client.get(reverse("visits:plan_file", args=[planned.slug])).content

    send(client, planned.programme, content, slug="second-hunt")

    assert calls(Hunt.objects.get(slug="second-hunt")) == calls(planned)


def listed(response):
    """The errors below the form: place and sentence."""
    page = unescape(response.content.decode())
    return re.findall(r'<code dir="ltr">(.*?)</code><p dir="auto">(.*?)</p>', page)


def test_every_error_is_listed_with_its_place_and_nothing_is_saved(client, amina, programme):
    client.force_login(amina)
    content = EXAMPLE.read_bytes().replace(b'"gathering"', b'"party"')

    response = send(client, programme, content)

    assert response.context["form"].errors == {
        "file": ["This file was not taken in. It has 2 errors, which are listed below."]
    }
    said = "“party” is not known. Use one of: gathering, visit, walking-tour, meal, pause."
    assert listed(response) == [("stops[0].kind", said), ("stops[4].kind", said)]
    assert not programme.hunts.exists()
    assert not programme.hosts.exists()


def test_what_only_the_site_can_know_is_listed_too(client, amina, planned):
    client.force_login(amina)
    document = json.loads(client.get(reverse("visits:plan_file", args=[planned.slug])).content)
    document["routes"].pop(0)

    response = send(client, planned.programme, json.dumps(document).encode())

    ((place, said),) = listed(response)
    assert (place, said[:56]) == ("routes", "Route “Route 1” is not in the file, but people are on it")
    assert planned.routes.count() == 2


def test_a_hunt_of_another_programme_is_neither_changed_nor_named(client, dev, planned):
    other = builders.make_programme(organiser=dev, name="Other", slug="other")
    client.force_login(dev)
    content = EXAMPLE.read_bytes().replace(b"leigh-and-sale-2026", b"canal-hunt")

    response = send(client, other, content)

    assert listed(response) == [
        (
            "hunt.slug",
            "There is a hunt “canal-hunt” in another programme already. Take the file in under another short name.",
        )
    ]
    planned.refresh_from_db()
    assert planned.title == "Canal hunt"


def test_markup_in_a_file_is_shown_as_text(client, amina, programme):
    client.force_login(amina)
    content = EXAMPLE.read_bytes().replace(b'"gathering"', b'"<b>party</b>"')

    response = send(client, programme, content)

    assert "&lt;b&gt;party&lt;/b&gt;" in response.content.decode()
    assert "<b>party" not in response.content.decode()
