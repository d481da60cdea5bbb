"""The join page: one link, one page on a phone, and somebody is in."""

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertInHTML, assertNotContains, assertRedirects

from accounts.models import User
from hunts.models import Consent, Hunt, Participation
from hunts.views import joining
from tests import builders

YES_TO_ALL = {f"consent_{use}": "yes" for use in Consent.Use.values}


@pytest.fixture
def form(hunt, route):
    return {**YES_TO_ALL, "name": "Eda Sample", "contact_email": "", "route": route.pk}


def address(hunt):
    return reverse("hunts:join", args=[hunt.join_code])


def test_the_page_says_what_the_day_is(client, hunt, route, conundrum):
    Hunt.objects.update(treasure="Sample treasure.", base_address="1 Sample Street")

    page = client.get(address(hunt))

    for words in (
        "Canal Voices",
        "Canal hunt",
        "Sample mission.",
        "Tuesday 7 July 2026, 09:30",
        "17:00",
        "1 Sample Street",
        "Sample treasure.",
        conundrum.question,
        "Route 1",
    ):
        assertContains(page, words)
    assert page["Cache-Control"] == "no-store, private"


def test_nothing_about_consent_is_ticked_for_anybody(client, hunt, route):
    page = client.get(address(hunt))

    form = page.context["form"]
    assert [field.value() for field in form.consent_fields] == [None] * 5
    assert page.content.decode().count(" checked") == 1  # the lone route


def test_joining_signs_in_and_leads_to_the_link_to_keep(client, hunt, route, form):
    response = client.post(address(hunt), form | {"consent_hosts": "no"})

    place = Participation.objects.get()
    assertRedirects(response, reverse("hunts:welcome", args=[hunt.slug]))
    assert (place.name, place.route, place.user.email, place.hunt) == ("Eda Sample", route, None, hunt)
    agreed = dict(place.consents.current().values_list("use", "agreed"))
    assert agreed == dict.fromkeys(Consent.Use.values, True) | {"hosts": False}
    assert client.session["_auth_user_id"] == str(place.user_id)
    assertContains(client.get(response.url), f"http://testserver/me/{place.key}/")


def test_saying_no_to_everything_is_allowed(client, hunt, form):
    client.post(address(hunt), form | dict.fromkeys(YES_TO_ALL, "no"))

    assert set(Participation.objects.get().consents.values_list("agreed", flat=True)) == {False}


def test_every_question_wants_its_own_answer(client, hunt, form):
    del form["consent_archive"]

    page = client.post(address(hunt), form)

    assertContains(page, "Say yes or no to “Research archive”.", count=2)
    assertContains(page, "<title>Error: ")
    assertContains(page, 'href="#id_consent_archive_0"')
    assertContains(page, 'value="Eda Sample"')
    assert page.context["form"]["consent_hosts"].value() == "yes"
    assert Participation.objects.count() == 0


@pytest.mark.parametrize("typed", ["upper", "lower", "spaced", "hyphens"])
def test_a_code_typed_from_paper_is_forgiven(client, hunt, route, typed):
    code = hunt.join_code
    ways = {
        "upper": code,
        "lower": code.lower(),
        "spaced": f"{code[:4]} {code[4:]} ",
        "hyphens": f"{code[:4]}-{code[4:]}",
    }

    assert client.get(reverse("hunts:join", args=[ways[typed]])).status_code == 200


@pytest.mark.parametrize("code", ["22222222", "x", "--", " ", "a\0b", "Ω" * 8, "2" * 900, "<script>", "%", "עברית"])
def test_a_code_nobody_has_is_told_in_words(client, hunt, code):
    page = client.get(reverse("hunts:join", args=[code]))

    assertContains(page, "This join link isn’t in use any more", status_code=404)


def test_the_old_code_stops_working_when_it_is_renewed(client, hunt, form):
    old = address(hunt)
    hunt.renew_join_code()

    assert client.get(old).status_code == 404
    assert client.post(old, form).status_code == 404
    assert Participation.objects.count() == 0


@pytest.mark.parametrize(
    ("stage", "words"),
    [
        ("planning", "Joining is not open yet"),
        ("reflecting", "Nobody can join any more"),
        ("closed", "Nobody can join any more"),
    ],
)
def test_a_hunt_that_is_not_open_says_so(client, hunt, form, stage, words):
    hunt.move_to(stage)

    assertContains(client.get(address(hunt)), words, status_code=403)
    assertContains(client.post(address(hunt), form), words, status_code=403)
    assert Participation.objects.count() == 0


def test_a_hunt_closed_while_somebody_presses_keeps_what_they_typed(client, hunt, form, monkeypatch):
    def close(hunt):
        Hunt.objects.update(stage="closed")
        return False

    monkeypatch.setattr(joining, "too_many_join", close)

    page = client.post(address(hunt), form)

    assertContains(page, "Nobody can join this hunt at the moment.")
    assertContains(page, 'value="Eda Sample"')


def test_somebody_on_the_hunt_goes_to_today(client, participation, hunt, ben):
    client.force_login(ben)

    response = client.get(address(hunt))

    assertRedirects(response, reverse("visits:today", args=[hunt.slug]), fetch_redirect_response=False)
    assert Participation.objects.count() == 1


def test_an_organiser_joins_as_themselves(client, hunt, form, amina):
    client.force_login(amina)
    assertNotContains(client.get(address(hunt)), "contact_email")
    assertContains(client.get(address(hunt)), 'value="Amina"')

    client.post(address(hunt), form)

    assert Participation.objects.get().user == amina
    assert not User.objects.filter(email=None).exists()


def test_a_participant_of_another_hunt_joins_with_the_same_user(client, participation, programme, ben, form):
    other = builders.make_hunt(programme, slug="other", title="Other")
    client.force_login(ben)

    client.post(address(other), {**form, "route": ""})

    assert set(ben.participations.values_list("hunt__slug", flat=True)) == {"canal-hunt", "other"}


def test_somebody_who_left_can_come_back(client, participation, hunt, ben, form):
    Participation.objects.update(left_at=timezone.now())
    client.force_login(ben)

    client.post(address(hunt), form)

    assert Participation.objects.get().left_at is None


def test_pressing_twice_joins_once(client, hunt, form):
    """A second press reaches the site before the answer to the first reached the phone: without its session."""
    key = client.get(address(hunt)).context["form"]["key"].value()
    client.post(address(hunt), form | {"key": key})
    client.cookies.clear()

    response = client.post(address(hunt), form | {"key": key})

    place = Participation.objects.get()
    assert User.objects.filter(email=None).count() == 1
    assertRedirects(response, reverse("hunts:welcome", args=[hunt.slug]))
    assert client.session["_auth_user_id"] == str(place.user_id)


def test_two_people_who_share_a_phone_and_its_page_are_two_people(client, hunt, form):
    key = client.get(address(hunt)).context["form"]["key"].value()
    client.post(address(hunt), form | {"key": key})
    client.cookies.clear()

    client.post(address(hunt), form | {"key": key, "name": "Fay Sample"})

    assert sorted(Participation.objects.values_list("name", flat=True)) == ["Eda Sample", "Fay Sample"]
    assert Participation.objects.values("key").distinct().count() == 2


def test_a_key_does_not_open_the_account_of_somebody_who_has_one(client, hunt, form, dev):
    place = builders.make_participation(hunt, dev)

    page = client.post(address(hunt), form | {"key": place.key, "name": place.name})

    assert page.status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("key", ["", "x", "<script>", "a" * 5000, "'; --"])
def test_a_key_tampered_with_is_made_anew(client, hunt, form, key):
    client.post(address(hunt), form | {"key": key})

    assert len(Participation.objects.get().key) == 27


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Give a name. A first name is enough."),
        ("name", "   ", "Give a name. A first name is enough."),
        ("name", "\u200b", "Give a name that can be read."),
        ("name", "x" * 121, "Use a name of at most 120 characters."),
        ("contact_email", "not an address", "Give an email address like name@example.org"),
        ("contact_email", "x" * 250 + "@example.org", "Give an email address"),
        ("route", "", "Choose one of the routes."),
        ("route", "x", "Choose one of the routes."),
        ("route", "99999999999999999999", "Choose one of the routes."),
        ("consent_analysis", "maybe", "Say yes or no to “Research”."),
    ],
)
def test_bad_input_is_answered_beside_its_field(client, hunt, form, field, value, words):
    page = client.post(address(hunt), form | {field: value})

    assertContains(page, words)
    assert page.context["form"].errors.keys() == {field}
    assert Participation.objects.count() == 0
    assert User.objects.filter(email=None).count() == 0


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "🦉 Owl", "דנה לדוגמה", "O'Sample & Co"])
def test_names_of_every_kind_are_kept_and_shown_as_text(client, hunt, form, name):
    page = client.post(address(hunt), form | {"name": name}, follow=True)

    assert Participation.objects.get().name == name
    assertNotContains(page, "<script>alert")


def test_another_hunts_route_is_no_choice(client, hunt, form, programme):
    other = builders.make_route(builders.make_hunt(programme, slug="other", title="Other"))

    page = client.post(address(hunt), form | {"route": other.pk})

    assertContains(page, "Choose one of the routes.")


def test_a_full_route_is_shown_and_cannot_be_chosen(client, hunt, route, form, dev):
    full = builders.make_route(hunt, 2, name="Full route", places=1)
    builders.make_participation(hunt, dev, full)

    page = client.get(address(hunt))
    refused = client.post(address(hunt), form | {"route": full.pk})

    assertInHTML(
        f'<input type="radio" name="route" value="{full.pk}" id="id_route_1" required disabled>', page.content.decode()
    )
    assertContains(refused, "The route “Full route” has no places left. Choose another one.", count=2)
    assertContains(refused, 'value="Eda Sample"')
    assert Participation.objects.count() == 1


def test_places_left_and_times_are_shown(client, hunt, route, visit, dev):
    builders.make_participation(hunt, dev, route)
    type(route).objects.update(places=3)

    page = client.get(address(hunt))

    assertContains(page, "2 places left")
    assertContains(page, "Canal walk")
    assertContains(page, "10:30")  # it leaves the base after an hour


def test_when_every_route_is_full_the_page_says_so_instead_of_asking(client, hunt, route, dev):
    type(route).objects.update(places=1)
    builders.make_participation(hunt, dev, route)

    page = client.get(address(hunt))

    assertContains(page, "Every route is full.")
    assertNotContains(page, "consent_analysis")


def test_a_hunt_without_routes_can_be_joined(client, hunt, route, form):
    route.delete()

    client.post(address(hunt), form)

    assert Participation.objects.get().route is None


def test_a_machine_that_joins_for_ever_is_stopped(client, hunt, form, monkeypatch):
    monkeypatch.setattr(joining, "JOINS_AN_HOUR", 2)
    cache.clear()

    answers = []
    for number in range(3):
        client.cookies.clear()
        answers.append(client.post(address(hunt), form | {"name": f"Sample {number}"}).status_code)

    assert answers == [302, 302, 429]
    assert Participation.objects.count() == 2


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_more_routes(client, hunt, number, django_assert_num_queries):
    for place in range(1, number + 1):
        route = builders.make_route(hunt, place)
        builders.make_visit(route, builders.make_stop(hunt, f"Stop {place}"))

    with django_assert_num_queries(6):
        client.get(address(hunt))


def test_only_get_and_post(client, hunt):
    assert client.put(address(hunt)).status_code == 405
