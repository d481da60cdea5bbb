"""People with an email address sign in by a code or a password; nobody learns who has an account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.urls import reverse

from accounts.models import User
from tests import builders

WORDS = "three-words-apart"


@pytest.fixture
def confirmed(amina):
    """amina, whose address is known to be hers."""
    EmailAddress.objects.create(user=amina, email=amina.email, verified=True, primary=True)
    return amina


@pytest.fixture
def added(db):
    """Somebody whom an organiser added by email: no password, and nobody has checked the address."""
    return User.objects.create_user(email="added@example.org")


def code_in(message):
    return re.search(r"^\w{4}-\w{4}$", message.body, re.MULTILINE)[0]


def ask_for_code(client, email):
    return client.post(reverse("account_request_login_code"), {"email": email}, follow=True)


def type_code(client, code):
    return client.post(reverse("account_confirm_login_code"), {"code": code})


def sign_up(client, **changes):
    form = {"name": "Eve O'Neill", "email": "eve@example.org", "password1": WORDS} | changes
    return client.post(reverse("account_signup"), form, follow=True)


def type_password(client, email, password):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def test_sign_in_by_code(client, confirmed, mailoutbox):
    page = ask_for_code(client, "Amina@Example.org")
    assert "amina@example.org" in page.text
    [mail] = mailoutbox
    assert mail.to == ["amina@example.org"]
    assert mail.subject == "Own Turf: your sign-in code"

    response = type_code(client, code_in(mail).lower().replace("-", ""))

    assert response.headers["Location"] == "/"
    assert get_user(client) == confirmed


def test_somebody_added_by_a_colleague_signs_in_with_one_code(client, added, mailoutbox):
    ask_for_code(client, "added@example.org")

    response = type_code(client, code_in(mailoutbox[0]))

    assert response.headers["Location"] == "/"
    assert get_user(client) == added
    assert [mail.subject for mail in mailoutbox[1:] if "code" in mail.subject] == []
    address = EmailAddress.objects.get()
    assert (address.user, address.email, address.verified, address.primary) == (added, added.email, True, True)


def test_a_code_leads_back_to_the_page_one_wanted(client, confirmed, mailoutbox):
    wanted = reverse("account_email")
    page = client.get(wanted, follow=True)
    assert page.redirect_chain == [(f"{reverse('account_login')}?next={wanted}", 302)]
    asked = client.post(reverse("account_request_login_code"), {"email": confirmed.email, "next": wanted})

    response = client.post(asked.headers["Location"], {"code": code_in(mailoutbox[0])})

    assert response.headers["Location"] == wanted


def test_a_link_to_another_site_is_not_followed(client, confirmed):
    form = {"login": confirmed.email, "password": builders.PASSWORD, "next": "https://elsewhere.example/"}

    assert client.post(reverse("account_login"), form).headers["Location"] == "/"


def test_wrong_code_says_what_to_do_and_keeps_what_was_typed(client, confirmed):
    ask_for_code(client, confirmed.email)

    page = type_code(client, "WRNG-CDES")

    assert "There is a problem" in page.text
    assert page.text.count("That code is not right. Check it and type it once more, or ask for a new one.") == 2
    assert 'value="WRNG-CDES"' in page.text
    assert "<title>Error: Type your sign-in code" in page.text
    assert not get_user(client).is_authenticated


def test_odd_codes_are_only_wrong(client, confirmed):
    ask_for_code(client, confirmed.email)

    for code in ("", "😀😀", "x" * 5000):
        assert type_code(client, code).status_code in {200, 302}
    assert not get_user(client).is_authenticated


def test_three_wrong_codes_end_the_try(client, confirmed, mailoutbox):
    ask_for_code(client, confirmed.email)
    for _ in range(3):
        response = type_code(client, "WRNG-CDES")
    assert response.status_code == 302

    type_code(client, code_in(mailoutbox[0]))

    assert not get_user(client).is_authenticated


def test_a_new_code_replaces_the_old_one(client, confirmed, mailoutbox):
    ask_for_code(client, confirmed.email)

    client.post(reverse("account_confirm_login_code"), {"action": "resend"})

    old, new = [code_in(mail) for mail in mailoutbox]
    type_code(client, old)
    assert not get_user(client).is_authenticated
    type_code(client, new)
    assert get_user(client) == confirmed


def test_nobody_learns_whether_an_address_has_an_account(client, confirmed, mailoutbox):
    known = ask_for_code(client, confirmed.email)
    unknown = ask_for_code(type(client)(), "nobody@example.org")

    def told(page):
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.text)
        return text.replace("amina@", "nobody@")

    assert told(known) == told(unknown)
    assert "There is no account for that address here." in mailoutbox[1].body


def test_sign_in_with_a_password(client, confirmed):
    response = type_password(client, "AMINA@example.org", builders.PASSWORD)

    assert response.headers["Location"] == "/"
    assert get_user(client) == confirmed


def test_wrong_password_keeps_the_address(client, confirmed):
    page = type_password(client, confirmed.email, "wrong")

    assert "The email address or the password is not right. Try again, or ask for a code." in page.text
    assert 'value="amina@example.org"' in page.text
    assert 'value="wrong"' not in page.text
    assert not get_user(client).is_authenticated


def test_somebody_switched_off_cannot_sign_in(client, confirmed):
    User.objects.filter(pk=confirmed.pk).update(is_active=False)

    response = type_password(client, confirmed.email, builders.PASSWORD)

    assert not get_user(client).is_authenticated
    assert "This account is switched off" in client.get(response.headers["Location"]).text


def test_people_without_email_are_nobody_to_the_sign_in_page(client, ben):
    for email in ("", "None", "null"):
        page = type_password(client, email, builders.PASSWORD)
        assert "There is a problem" in page.text
    assert not get_user(client).is_authenticated


def test_sign_up_and_type_the_code(client, db, mailoutbox):
    page = sign_up(client)
    assert "Check your email address" in page.text
    [mail] = mailoutbox
    assert mail.to == ["eve@example.org"]

    response = client.post(reverse("account_email_verification_sent"), {"code": code_in(mail)})

    assert response.headers["Location"] == "/"
    user = User.objects.get(email="eve@example.org")
    assert user.name == "Eve O'Neill"
    assert get_user(client) == user
    assert "You are signed in as Eve O&#x27;Neill." in client.get(reverse("account_email")).text


def test_somebody_who_mistyped_their_address_starts_again(client, db, mailoutbox):
    page = sign_up(client, email="evee@example.org")
    assert "Start again" in page.text
    client.post(reverse("account_logout"), {"next": reverse("account_login")})

    sign_up(client)

    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[1])})
    assert get_user(client).email == "eve@example.org"


def test_nobody_is_signed_in_before_the_code(client, db):
    sign_up(client)

    assert not get_user(client).is_authenticated


def test_signing_up_with_a_taken_address_looks_the_same_and_changes_nothing(client, confirmed, mailoutbox):
    page = sign_up(client, email="Amina@example.org")

    assert page.redirect_chain == [(reverse("account_email_verification_sent"), 302)]
    assert User.objects.count() == 1
    [mail] = mailoutbox
    assert mail.subject == "Own Turf: you have an account already"
    page = client.post(reverse("account_email_verification_sent"), {"code": "WRNG-CDES"})
    assert "That code is not right." in page.text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 121}, "Ensure this value has at most 120 characters (it has 121)."),
        ({"email": "no address"}, "Enter a valid email address."),
        ({"email": f"eve@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 60}.example"}, "at most 254 characters."),
        ({"password1": "short"}, "This password is too short. It must contain at least 10 characters."),
        ({"name": "nul\x00"}, "Null characters are not allowed."),
    ],
)
def test_errors_of_sign_up_stand_at_the_field_and_keep_the_rest(client, db, changes, error):
    page = sign_up(client, **changes)

    assert "There is a problem" in page.text
    assert page.text.count(error) == 2
    assert User.objects.count() == 0
    assert ("Eve O&#x27;Neill" if "name" not in changes else "eve@example.org") in page.text


def test_a_name_is_text_wherever_it_appears(client, db, mailoutbox):
    name = "<script>alert(1)</script> שלום 😀"
    sign_up(client, name=name)
    client.post(reverse("account_email_verification_sent"), {"code": code_in(mailoutbox[0])})

    page = client.get(reverse("account_email")).text

    assert User.objects.get().name == name
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; שלום 😀" in page


def test_a_password_from_a_sign_up_nobody_confirmed_dies_with_the_first_code(client, db, mailoutbox):
    """A stranger signs up with somebody's address and waits for them to prove that it is theirs."""
    stranger = type(client)()
    sign_up(stranger)
    ask_for_code(client, "eve@example.org")
    type_code(client, code_in(mailoutbox[1]))
    assert get_user(client).email == "eve@example.org"

    type_password(stranger, "eve@example.org", WORDS)

    assert not get_user(stranger).is_authenticated


def test_a_password_one_chose_survives_signing_in_by_code(client, confirmed, mailoutbox):
    ask_for_code(client, confirmed.email)
    type_code(client, code_in(mailoutbox[0]))

    confirmed.refresh_from_db()
    assert confirmed.check_password(builders.PASSWORD)


def test_sign_out_takes_a_post(client, confirmed):
    client.force_login(confirmed)
    assert client.get(reverse("account_logout")).status_code == 200
    assert get_user(client) == confirmed

    client.post(reverse("account_logout"))

    assert not get_user(client).is_authenticated


def test_too_many_codes_for_one_address_are_refused(client, confirmed, mailoutbox):
    for _ in range(3):
        ask_for_code(type(client)(), confirmed.email)

    page = ask_for_code(client, confirmed.email)

    assert "There were too many tries. Wait five minutes, then try again." in page.text
    assert len(mailoutbox) == 3


def test_signed_in_people_are_led_past_the_sign_in_page(client, confirmed):
    client.force_login(confirmed)

    assert client.get(reverse("account_login")).headers["Location"] == "/"
