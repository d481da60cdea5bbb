"""The pages on which people look after their account: address, password, second step; and people without one."""

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.auth import get_user
from django.urls import URLResolver, get_resolver, reverse

from accounts.models import User
from tests import builders
from tests.keys import make_key
from tests.test_sign_in import code_in, type_password

ARGUMENTS = {"account_reset_password_from_key": ["1", "dead-link"]} | {
    name: [1] for name in ("mfa_edit_webauthn", "mfa_remove_webauthn")
}

ANSWERS = {200, 302, 405}  # a page, the way to another, or “this page takes no POST”


@pytest.fixture
def signed_in(client, amina):
    """amina with a confirmed address, signed in, and just asked for her password once more."""
    EmailAddress.objects.create(user=amina, email=amina.email, verified=True, primary=True)
    type_password(client, amina.email, builders.PASSWORD)
    client.post(reverse("account_reauthenticate"), {"password": builders.PASSWORD})
    return amina


def names(resolver):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from names(pattern)
        else:
            yield pattern.name


def account_urls():
    [accounts] = [part for part in get_resolver().url_patterns if str(part.pattern) == "accounts/"]
    return {name: reverse(name, args=ARGUMENTS.get(name, [])) for name in names(accounts)}


def code_of(secret):
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def add_address(client, email):
    return client.post(reverse("account_email"), {"action_add": "1", "email": email}, follow=True)


def type_address_code(client, code):
    return client.post(reverse("account_email_verification_sent"), {"code": code}, follow=True)


def test_the_account_has_these_addresses_and_no_others():
    assert set(account_urls()) == {
        "account_change_password",
        "account_confirm_login_code",
        "account_email",
        "account_email_verification_sent",
        "account_inactive",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key",
        "account_reset_password_from_key_done",
        "account_set_password",
        "account_signup",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "mfa_authenticate",
        "mfa_deactivate_totp",
        "mfa_download_recovery_codes",
        "mfa_edit_webauthn",
        "mfa_generate_recovery_codes",
        "mfa_index",
        "mfa_list_webauthn",
        "mfa_login_webauthn",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_remove_webauthn",
        "mfa_view_recovery_codes",
    }


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_answers_somebody_without_email(client, ben, method):
    """Pages that would set up what they can never use lead to the page where an address can be added."""
    for name, url in account_urls().items():
        client.force_login(ben)
        response = getattr(client, method)(url)
        assert response.status_code in ANSWERS, name
        if name.startswith("mfa_") or name in {"account_change_password", "account_set_password"}:
            assert response.headers["Location"] == reverse("account_email"), name
    ben.refresh_from_db()
    assert ben.check_password(builders.PASSWORD)
    assert not Authenticator.objects.exists()
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_every_address_answers_nobody(client, db, method):
    for name, url in account_urls().items():
        assert getattr(client, method)(url).status_code in ANSWERS, name


def test_somebody_without_email_becomes_an_account_holder(client, ben, mailoutbox):
    client.force_login(ben)
    page = add_address(client, "Ben@Example.org")
    assert page.redirect_chain == [(reverse("account_email_verification_sent"), 302)]
    ben.refresh_from_db()
    assert ben.email is None

    page = type_address_code(client, code_in(mailoutbox[0]))

    ben.refresh_from_db()
    assert (ben.email, ben.has_account) == ("ben@example.org", True)
    assert get_user(client) == ben
    client.post(reverse("account_logout"))
    client.post(reverse("account_request_login_code"), {"email": "ben@example.org"})
    client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[-1])})
    assert get_user(client) == ben


def test_somebody_without_email_cannot_take_another_persons_address(client, ben, amina, mailoutbox):
    client.force_login(ben)
    page = add_address(client, amina.email)
    assert "We have sent an email to" in page.text
    assert [mail.subject for mail in mailoutbox] == ["Own Turf: your code"]

    page = type_address_code(client, code_in(mailoutbox[0]))

    assert "Somebody already uses this email address." in page.text
    ben.refresh_from_db()
    assert ben.email is None


@pytest.mark.parametrize(
    "email", ["", "no address", "a@b", "x" * 300 + "@example.org", "<script>@x", "שלום", "a\x00@b.cd"]
)
def test_odd_addresses_are_refused_and_kept_in_the_field(client, ben, email):
    client.force_login(ben)

    page = add_address(client, email)

    assert "There is a problem" in page.text
    ben.refresh_from_db()
    assert ben.email is None


def test_changing_the_address(client, signed_in, mailoutbox):
    add_address(client, "new@example.org")
    signed_in.refresh_from_db()
    assert signed_in.email == "amina@example.org"

    type_address_code(client, code_in(mailoutbox[0]))

    signed_in.refresh_from_db()
    assert signed_in.email == "new@example.org"
    assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [("new@example.org", True, True)]
    [notice] = [mail for mail in mailoutbox if mail.to == ["amina@example.org"]]
    assert "you now sign in with new@example.org instead of amina@example.org." in notice.body


def test_an_address_waits_until_its_code_is_typed(client, signed_in):
    add_address(client, "new@example.org")

    page = client.get(reverse("account_email")).text

    assert "You sign in with <strong>amina@example.org</strong>." in page


def test_changing_the_password(client, signed_in, mailoutbox):
    form = {"oldpassword": builders.PASSWORD, "password1": "three-words-apart"}

    page = client.post(reverse("account_change_password"), form, follow=True)

    assert "Your password is changed." in page.text
    signed_in.refresh_from_db()
    assert signed_in.check_password("three-words-apart")
    assert get_user(client) == signed_in
    assert [mail.subject for mail in mailoutbox] == ["Own Turf: your password has changed"]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"oldpassword": "wrong", "password1": "three-words-apart"}, "That is not your password."),
        ({"oldpassword": builders.PASSWORD, "password1": "short"}, "It must contain at least 10 characters."),
        ({"oldpassword": builders.PASSWORD, "password1": "password123"}, "This password is too common."),
        ({"oldpassword": builders.PASSWORD, "password1": "amina@example"}, "too similar to the email address"),
        ({}, "This field is required."),
    ],
)
def test_a_password_that_will_not_do(client, signed_in, form, error):
    page = client.post(reverse("account_change_password"), form)

    assert "There is a problem" in page.text
    assert error in page.text
    signed_in.refresh_from_db()
    assert signed_in.check_password(builders.PASSWORD)


def test_somebody_who_signs_in_by_code_can_choose_a_password(client, db):
    user = User.objects.create_user(email="coded@example.org", name="Coded")
    client.force_login(user)
    assert client.get(reverse("account_change_password")).headers["Location"] == reverse("account_set_password")

    client.post(reverse("account_set_password"), {"password1": "three-words-apart"})

    user.refresh_from_db()
    assert user.check_password("three-words-apart")


def test_forgotten_password(client, amina, mailoutbox):
    client.post(reverse("account_reset_password"), {"email": amina.email})
    [mail] = mailoutbox
    link = next(line for line in mail.body.splitlines() if line.startswith("http"))
    page = client.get(link, follow=True)
    assert "Choose a new password" in page.text

    client.post(page.redirect_chain[-1][0], {"password1": "three-words-apart"})

    amina.refresh_from_db()
    assert amina.check_password("three-words-apart")
    assert "This link does not work any more" in client.get(link).text


def test_forgotten_password_of_nobody_looks_the_same(client, db, mailoutbox):
    response = client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})

    assert response.headers["Location"] == reverse("account_reset_password_done")
    assert [mail.subject for mail in mailoutbox] == ["Own Turf: there is no account for this address"]


def test_an_authenticator_app_is_asked_for_at_sign_in(client, signed_in):
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    page = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert "Your recovery codes" in page.text
    client.post(reverse("account_logout"))

    page = client.post(
        reverse("account_login"), {"login": signed_in.email, "password": builders.PASSWORD}, follow=True
    )

    assert "One more step" in page.text
    assert not get_user(client).is_authenticated
    page = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "That code is not right. Wait for the next one in your app and type that." in page.text
    recovery = Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES).wrap().get_unused_codes()[0]
    client.post(reverse("mfa_authenticate"), {"code": recovery})
    assert get_user(client) == signed_in


def test_a_code_by_mail_does_not_go_round_the_second_step(client, signed_in, mailoutbox):
    TOTP.activate(signed_in, generate_totp_secret())
    client.post(reverse("account_logout"))
    client.post(reverse("account_request_login_code"), {"email": signed_in.email})

    response = client.post(reverse("account_confirm_login_code"), {"code": code_in(mailoutbox[0])})

    assert response.headers["Location"] == reverse("mfa_authenticate")
    assert not get_user(client).is_authenticated


def test_what_protects_the_account_asks_for_the_password_again(client, amina):
    EmailAddress.objects.create(user=amina, email=amina.email, verified=True, primary=True)
    client.force_login(amina)

    page = client.get(reverse("mfa_activate_totp"), follow=True)

    assert "Type your password once more" in page.text
    page = client.post(reverse("account_reauthenticate"), {"password": "wrong"})
    assert "That password is not right. Type it once more." in page.text


def test_switching_the_app_off(client, signed_in):
    TOTP.activate(signed_in, generate_totp_secret())

    client.post(reverse("mfa_deactivate_totp"))

    assert not Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_a_key_can_be_renamed_and_removed_by_its_owner_alone(client, signed_in, dev):
    own, other = make_key(signed_in), make_key(dev)

    client.post(reverse("mfa_edit_webauthn", args=[own.pk]), {"name": "Work <b>laptop</b>"})
    page = client.get(reverse("mfa_list_webauthn")).text
    assert "Work &lt;b&gt;laptop&lt;/b&gt;" in page
    client.post(reverse("mfa_remove_webauthn", args=[own.pk]))

    assert client.post(reverse("mfa_remove_webauthn", args=[other.pk])).status_code == 404
    assert list(Authenticator.objects.all()) == [other]


NO_KEYS = ["", "{}", '{"id": 1}', "not json", "[]", "null", "3", '{"rawId": "eA", "response": {}}']


@pytest.mark.parametrize("credential", NO_KEYS)
def test_signing_in_with_what_is_no_key(client, db, credential):
    client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})

    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})

    assert response.headers["Location"] == reverse("account_login")
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("credential", NO_KEYS)
def test_what_is_no_key_is_no_second_step(client, signed_in, credential):
    make_key(signed_in)
    assert client.post(reverse("mfa_reauthenticate_webauthn"), {"credential": credential}).status_code == 302
    client.post(reverse("account_logout"))
    type_password(client, signed_in.email, builders.PASSWORD)

    page = client.post(reverse("mfa_authenticate"), {"credential": credential})

    assert "There is a problem" in page.text
    assert not get_user(client).is_authenticated


def test_a_broken_key_is_refused(client, signed_in):
    client.get(reverse("mfa_add_webauthn"))

    for credential in NO_KEYS:
        page = client.post(reverse("mfa_add_webauthn"), {"name": "Broken", "credential": credential})
        assert "There is a problem" in page.text
    assert not Authenticator.objects.exists()


def test_the_sign_out_page_reminds_people_of_their_personal_link(client, ben):
    client.force_login(ben)

    assert "to come back you need your personal link" in client.get(reverse("account_logout")).text
