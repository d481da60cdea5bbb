"""Every page of the site, with somebody who may see it: tests of all pages start from this list.

A new page is added to the list of its part. ``prepare`` brings a client to where the page can be reached.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import reverse

from accounts.models import User
from tests import builders
from tests.addresses import address
from tests.keys import make_key
from tests.worlds import make_person, make_programme_world


@dataclass(frozen=True)
class Page:
    name: str
    url: str
    user: User | None = None
    prepare: Callable | None = None


def make_world():
    """The cast and one small hunt, saved: amina organises, ben takes part without email, carys researches."""
    people = {name: builders.make_user(name) for name in ("amina", "carys", "dev")}
    for user in people.values():
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    world = SimpleNamespace(**people, ben=builders.make_user("ben", email=None))
    world.programme = builders.make_programme(organiser=world.amina, researcher=world.carys)
    world.conundrum = builders.make_conundrum(world.programme)
    world.hunt = builders.make_hunt(world.programme)
    world.hunt.conundrums.add(world.conundrum)
    world.route = builders.make_route(world.hunt)
    world.participation = builders.make_participation(world.hunt, world.ben, world.route)
    return world


# Who looks at which page; every named address that answers a GET with a page is here or among the account pages.
READERS = {
    "nobody": "home no_signal style hunts:join hunts:personal_link",
    "organiser": """
        hunts:programme_new hunts:programme hunts:programme_edit hunts:conundrum_new hunts:conundrum_edit
        hunts:member_add hunts:hunt_new hunts:hunt hunts:hunt_edit hunts:route_new hunts:route_edit hunts:route_delete
        hunts:invite hunts:people reflections:paper_cards
        visits:hosts visits:host_new visits:host visits:host_edit visits:host_delete
        visits:host_import visits:host_import_check visits:hunt_copy visits:plan_import
        visits:contact_new visits:contact_edit visits:contact_delete visits:venue_new visits:venue_edit
        visits:venue_delete visits:plan visits:plan_history visits:places
        visits:stop_new visits:stop_edit visits:stop_delete
        visits:leg_edit visits:suggest visits:split visits:stop_choose visits:stop_answer visits:readiness
        visits:plan_share visits:plan_shared visits:plan_shared_one visits:plan_take
    """,
    "researcher": """
        reflections:desk reflections:reflection reflections:findings reflections:finding_new reflections:finding
        reflections:finding_edit reflections:finding_delete reflections:export
    """,
    "participant": """
        hunts:welcome hunts:consent hunts:my_route hunts:positions visits:today visits:my_calendar
        reflections:log reflections:notebook
        reflections:reflection_edit reflections:reflection_withdraw reflections:reflection_history
        reflections:withdraw_all reflections:leave reflections:my_code reflections:my_data reflections:scribe
        reflections:paper_note reflections:queue_import
    """,
}


def pages(world):
    return [*account_pages(world), *site_pages()]


def site_pages():
    people = [make_person(name) for name in ("planner", "reader")]
    visitor = builders.make_user("visitor", email=None)
    world = make_programme_world("everything", *people, visitor)
    return [
        Page(name, address(name, world), getattr(world, reader, None))
        for reader, names in READERS.items()
        for name in names.split()
    ]


def account_pages(world):
    coded = builders.make_user("coded")
    coded.set_unusable_password()
    coded.save()
    guarded = make_guarded_user()
    key = make_key(guarded)
    confirmed = prove_it_is(guarded)
    return [
        Page("sign in", reverse("account_login")),
        Page("ask for a code", reverse("account_request_login_code")),
        Page("type the code", reverse("account_confirm_login_code"), None, ask_for_code(world.amina)),
        Page("sign up", reverse("account_signup")),
        Page("check the address", reverse("account_email_verification_sent"), None, sign_up),
        Page("switched off", reverse("account_inactive")),
        Page("forgotten password", reverse("account_reset_password")),
        Page("link sent", reverse("account_reset_password_done")),
        Page("dead link", reverse("account_reset_password_from_key", args=["1", "dead-link"])),
        Page("password reset", reverse("account_reset_password_from_key_done")),
        Page("sign out", reverse("account_logout"), world.amina),
        Page("email address", reverse("account_email"), world.amina),
        Page("no email address", reverse("account_email"), world.ben),
        Page("change password", reverse("account_change_password"), world.amina),
        Page("choose password", reverse("account_set_password"), coded),
        Page("password once more", reverse("account_reauthenticate"), world.amina),
        Page("second step", reverse("mfa_index"), world.amina),
        Page("second step, all on", reverse("mfa_index"), guarded),
        Page("second step at sign-in", reverse("mfa_authenticate"), None, type_password(guarded)),
        Page("code once more", reverse("mfa_reauthenticate"), guarded),
        Page("key once more", reverse("mfa_reauthenticate_webauthn"), guarded),
        Page("set up an app", reverse("mfa_activate_totp"), world.amina, prove_it_is(world.amina)),
        Page("switch the app off", reverse("mfa_deactivate_totp"), guarded, confirmed),
        Page("recovery codes", reverse("mfa_view_recovery_codes"), guarded, confirmed),
        Page("new recovery codes", reverse("mfa_generate_recovery_codes"), guarded, confirmed),
        Page("keys", reverse("mfa_list_webauthn"), guarded),
        Page("no keys", reverse("mfa_list_webauthn"), world.amina),
        Page("add a key", reverse("mfa_add_webauthn"), guarded, confirmed),
        Page("rename a key", reverse("mfa_edit_webauthn", args=[key.pk]), guarded, confirmed),
        Page("remove a key", reverse("mfa_remove_webauthn", args=[key.pk]), guarded, confirmed),
    ]


def make_guarded_user():
    """Somebody with an authenticator app and recovery codes."""
    user = builders.make_user("guarded")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    return user


def ask_for_code(user):
    return lambda client: client.post(reverse("account_request_login_code"), {"email": user.email})


def type_password(user):
    return lambda client: client.post(reverse("account_login"), {"login": user.email, "password": builders.PASSWORD})


def sign_up(client):
    form = {"name": "Eve", "email": "eve@example.org", "password1": "three-words-apart"}
    client.post(reverse("account_signup"), form)


def prove_it_is(user):
    """Type the password once more, as pages that protect the account ask for."""
    return lambda client: client.post(reverse("account_reauthenticate"), {"password": builders.PASSWORD})
