"""A real browser signs in with a passkey and works in the admin, under the site's own Content-Security-Policy."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse
from playwright.sync_api import expect

from tests import builders
from tests.browser import nothing_left_unanswered
from tests.test_admin import make_one_of_each

pytestmark = [pytest.mark.journey, pytest.mark.once, pytest.mark.django_db(transaction=True)]

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def greta(db):
    user = builders.make_user("greta", is_staff=True, is_superuser=True)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


@pytest.fixture
def browser_page(page, live_server):
    """A page with a fingerprint reader that collects what the browser complains about."""
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.origin = live_server.url.replace("127.0.0.1", "localhost")  # keys need a secure origin or this name
    with nothing_left_unanswered():
        yield page
        page.close()


def add_virtual_key(page, **changes):
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": KEY | changes})


def go(page, name, *args):
    page.goto(page.origin + reverse(name, args=args))


def sign_in(page, user):
    go(page, "account_login")
    page.fill("#id_login", user.email)
    page.fill("#id_password", builders.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_text("You are signed in as Greta.").wait_for()


def test_signing_in_with_a_passkey(browser_page, greta):
    page = browser_page
    add_virtual_key(page)
    sign_in(page, greta)
    go(page, "mfa_add_webauthn")
    page.get_by_label("Password").fill(builders.PASSWORD)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name of this key").fill("Work laptop")
    page.get_by_label("Sign in with this key alone").check()
    page.wait_for_load_state()  # only then does the button do something
    page.get_by_role("button", name="Add this key").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    go(page, "account_logout")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out").click()

    go(page, "account_login")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("You are signed in as Greta.").wait_for()
    assert page.complaints == []


def test_a_passkey_that_fails_is_explained(browser_page, greta):
    page = browser_page
    add_virtual_key(page, isUserVerified=False)
    go(page, "account_login")

    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_text("The key was not used").wait_for()
    assert page.complaints == []


def test_the_admin_works_under_our_policy(browser_page, greta):
    page = browser_page
    hunt = make_one_of_each(1)
    sign_in(page, greta)

    go(page, "admin:hunts_hunt_changelist")
    go(page, "admin:hunts_hunt_change", hunt.pk)
    page.locator(".date-icon").first.click()
    page.get_by_role("link", name="14", exact=True).first.click()
    go(page, "admin:hunts_membership_add")
    page.locator(".select2-selection").first.click()
    page.get_by_role("option", name="Programme 1").click()

    expect(page.locator(".select2-selection__rendered").first).to_have_text(re.compile("Programme 1$"))
    assert page.complaints == []
