"""The personal link: a way back without an account, which does nothing until its button is pressed."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hunts.models import Membership, Participation
from tests import builders


@pytest.fixture
def ben(db):
    """As join_hunt makes people: neither email nor password."""
    user = builders.make_user("ben", email=None)
    user.set_unusable_password()
    user.save()
    return user


def address(place):
    return reverse("hunts:personal_link", args=[place.key])


def signed_in(client):
    return "_auth_user_id" in client.session


def test_looking_at_the_link_signs_nobody_in(client, participation):
    page = client.get(address(participation))

    assertContains(page, "Come back as")
    assertContains(page, "Canal hunt")
    assert not signed_in(client)
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "same-origin"


def test_the_button_signs_in_and_leads_to_today(client, participation, hunt):
    response = client.post(address(participation))

    assertRedirects(response, reverse("visits:today", args=[hunt.slug]))
    assert client.session["_auth_user_id"] == str(participation.user_id)


def test_the_button_wants_a_form_of_this_site(participation):
    from django.test import Client

    assert Client(enforce_csrf_checks=True).post(address(participation)).status_code == 403


def test_somebody_signed_in_as_themselves_goes_straight_to_today(client, participation, hunt, ben):
    client.force_login(ben)

    assertRedirects(client.get(address(participation)), reverse("visits:today", args=[hunt.slug]))


def test_somebody_signed_in_as_somebody_else_is_told(client, participation, dev):
    client.force_login(dev)
    page = client.get(address(participation))
    assertContains(page, "You are signed in here as")
    assert client.session["_auth_user_id"] == str(dev.pk)

    client.post(address(participation))

    assert client.session["_auth_user_id"] == str(participation.user_id)


@pytest.mark.parametrize("key", ["x", "a" * 27, "a" * 500, "<script>", "a\0b", "ключ", "' OR 1=1"])
def test_a_wrong_key_is_told_in_words(client, participation, key):
    path = reverse("hunts:personal_link", args=[key])

    assertContains(client.get(path), "This personal link isn’t right", status_code=404)
    assert client.post(path).status_code == 404
    assert not signed_in(client)


def test_a_key_in_other_case_is_another_key(client, participation):
    Participation.objects.update(key="abcDEF")

    assert client.get(reverse("hunts:personal_link", args=["ABCdef"])).status_code == 404


def give_email(user):
    user.email = "ben@example.org"
    user.save()


def give_password(user):
    user.set_password("sample-password-123")
    user.save()


def make_staff(user):
    user.is_staff = True
    user.save()


def make_superuser(user):
    user.is_superuser = True
    user.save()


def shut_out(user):
    user.is_active = False
    user.save()


def put_on_a_team(user):
    Membership.objects.create(programme=builders.make_programme(slug="x"), user=user, role="researcher")


@pytest.mark.parametrize("change", [give_email, give_password, make_staff, make_superuser, shut_out, put_on_a_team])
def test_a_link_is_not_enough_for_somebody_with_more_to_lose(client, participation, hunt, ben, change):
    change(ben)

    page = client.get(address(participation))
    pressed = client.post(address(participation))

    assertContains(page, "Sign in to come back")
    assertContains(page, f"?next={reverse('visits:today', args=[hunt.slug])}")
    assertNotContains(page, participation.name)
    assert pressed.status_code == 403
    assert not signed_in(client)


def test_somebody_who_left_is_told_so(client, participation):
    Participation.objects.update(left_at=timezone.now())

    assertContains(client.get(address(participation)), "You have left this hunt")
    assert not signed_in(client)


def test_a_name_is_shown_as_text(client, participation):
    Participation.objects.update(name="<script>alert(1)</script>")

    assertNotContains(client.get(address(participation)), "<script>alert")


def test_the_welcome_page_of_somebody_with_an_account_shows_no_link(client, hunt, dev):
    place = builders.make_participation(hunt, dev)
    client.force_login(dev)

    page = client.get(reverse("hunts:welcome", args=[hunt.slug]))

    assertContains(page, "sign in with your email address, dev@example.org")
    assertNotContains(page, place.key)


def test_the_welcome_page_is_ones_own(client, participation, hunt, ben, amina, dev):
    path = reverse("hunts:welcome", args=[hunt.slug])
    assertRedirects(client.get(path), f"{reverse('account_login')}?next={path}", fetch_redirect_response=False)

    answers = {}
    for name, user in {"ben": ben, "amina": amina, "dev": dev}.items():
        client.force_login(user)
        answers[name] = client.get(path).status_code

    assert answers == {"ben": 200, "amina": 403, "dev": 404}
