"""One's own answers and route: seen and changed at any time."""

import pytest
from django.urls import reverse
from django.utils.html import escape
from pytest_django.asserts import assertContains, assertRedirects

from hunts.consent import USES, record_consent
from hunts.models import Hunt, Participation
from reflections.models import Reflection
from tests import builders


@pytest.fixture
def answered(participation):
    participation.consents.all().delete()
    record_consent(participation, {ask.use: ask.use in {"analysis", "hosts"} for ask in USES})
    return participation


def path(hunt, name="consent"):
    return reverse(f"hunts:{name}", args=[hunt.slug])


def test_every_answer_is_shown_with_its_words_and_when(client, answered, hunt, ben):
    client.force_login(ben)

    page = client.get(path(hunt))

    for ask in USES:
        assertContains(page, escape(ask.wording))
    assert [field.value() for field in page.context["form"].consent_fields] == ["yes", "yes", "no", "no", "no"]
    assertContains(page, "You said yes on", count=2)
    assertContains(page, "You said no on", count=3)


def test_saying_no_to_research_counts_at_once(client, answered, hunt, ben, carys):
    reflection = builders.make_reflection(answered)
    assert Reflection.objects.visible_to(carys).get() == reflection
    client.force_login(ben)

    response = client.post(path(hunt), {"consent_analysis": "no", "consent_hosts": "yes"})

    assertRedirects(response, path(hunt))
    assert not Reflection.objects.visible_to(carys).exists()
    assert dict(answered.consents.current().values_list("use", "agreed"))["hosts"] is True
    assert answered.consents.count() == 6


def test_saving_without_a_change_changes_nothing(client, answered, hunt, ben):
    client.force_login(ben)
    data = {f"consent_{ask.use}": "yes" if ask.use in {"analysis", "hosts"} else "no" for ask in USES}

    client.post(path(hunt), data)
    client.post(path(hunt), data)

    assert answered.consents.count() == 5


def test_an_answer_to_earlier_words_is_shown_and_not_taken_for_one_to_todays(client, participation, hunt, ben):
    client.force_login(ben)

    page = client.get(path(hunt))

    assertContains(page, "to these earlier words: <q>Sample wording.</q>", count=5)
    assert [field.value() for field in page.context["form"].consent_fields] == [None] * 5


@pytest.mark.parametrize("value", ["maybe", "<script>", "YES", "x" * 5000])
def test_an_unknown_answer_changes_nothing(client, answered, hunt, ben, value):
    client.force_login(ben)

    page = client.post(path(hunt), {"consent_analysis": value, "consent_hosts": "no"})

    assertContains(page, "Say yes or no to “Research”.")
    assert answered.consents.count() == 5


def test_answers_can_be_changed_after_the_hunt_is_closed(client, answered, hunt, ben):
    hunt.move_to("closed")
    client.force_login(ben)

    client.post(path(hunt), {"consent_analysis": "no"})

    assert not answered.agrees_to("analysis")


@pytest.mark.parametrize("name", ["consent", "my_route", "welcome"])
def test_the_pages_are_ones_own(client, participation, hunt, ben, amina, carys, dev, name):
    anonymous = client.get(path(hunt, name))
    answers = {}
    for user in (ben, amina, carys, dev):
        client.force_login(user)
        answers[user.name] = client.get(path(hunt, name)).status_code

    assert anonymous.status_code == 302
    assert answers == {"Ben": 200, "Amina": 403, "Carys": 403, "Dev": 404}


def test_one_route_can_be_left_for_another(client, participation, hunt, ben):
    other = builders.make_route(hunt, 2, name="Leigh")
    client.force_login(ben)

    response = client.post(path(hunt, "my_route"), {"route": other.pk})

    assertRedirects(response, reverse("visits:today", args=[hunt.slug]))
    assert Participation.objects.get().route == other


def test_a_route_can_be_left_for_none(client, participation, hunt, ben):
    client.force_login(ben)

    client.post(path(hunt, "my_route"), {"route": ""})

    assert Participation.objects.get().route is None


def test_what_was_noted_stays_where_it_was(client, participation, visit, hunt, ben):
    reflection = builders.make_reflection(participation, moment="visit", visit=visit)
    client.force_login(ben)

    client.post(path(hunt, "my_route"), {"route": ""})

    assert Reflection.objects.get(visit=visit) == reflection


def test_a_full_route_is_refused_but_ones_own_may_be_full(client, participation, hunt, route, ben, dev):
    full = builders.make_route(hunt, 2, name="Leigh", places=1)
    builders.make_participation(hunt, dev, full)
    type(route).objects.filter(pk=route.pk).update(places=1)
    client.force_login(ben)

    refused = client.post(path(hunt, "my_route"), {"route": full.pk})
    page = client.get(path(hunt, "my_route"))

    assertContains(refused, "The route “Leigh” has no places left.", count=2)
    assert Participation.objects.get(user=ben).route == route
    assert page.context["form"].fields["route"].widget.closed == {str(full.pk)}


@pytest.mark.parametrize("value", ["x", "99999", "-1", "<script>"])
def test_an_unknown_route_is_refused(client, participation, hunt, route, ben, value):
    client.force_login(ben)

    page = client.post(path(hunt, "my_route"), {"route": value})

    assertContains(page, "Choose one of the routes.")
    assert Participation.objects.get().route == route


@pytest.mark.parametrize("stage", ["planning", "reflecting", "closed"])
def test_routes_stay_as_they_are_once_nobody_joins(client, participation, hunt, route, ben, stage):
    Hunt.objects.update(stage=stage)
    client.force_login(ben)

    assertContains(client.get(path(hunt, "my_route")), "Routes can’t be changed")
    assert client.post(path(hunt, "my_route"), {"route": ""}).status_code == 403
    assert Participation.objects.get().route == route
