"""The join link, and the list of who has joined."""

from django.urls import reverse
from django.utils.html import escape

from tests import builders


def test_the_invitation_shows_the_link_and_a_code_to_scan(client, amina, hunt):
    client.force_login(amina)

    page = client.get(reverse("hunts:invite", args=[hunt.slug])).content.decode()
    picture = client.get(reverse("hunts:invite_qr", args=[hunt.slug]))

    assert f"http://testserver/j/{hunt.join_code}/" in page
    assert picture["Content-Type"] == "image/svg+xml"
    assert picture.content.startswith(b"<?xml")
    assert b"style=" not in picture.content


def test_a_new_link_replaces_the_old_one(client, amina, hunt):
    client.force_login(amina)
    old = hunt.join_code

    client.post(reverse("hunts:join_code_renew", args=[hunt.slug]))

    hunt.refresh_from_db()
    assert hunt.join_code != old
    assert client.get(reverse("hunts:join", args=[old])).status_code == 404
    assert client.get(reverse("hunts:join", args=[hunt.join_code])).status_code == 200


def test_the_list_says_who_is_on_which_route_with_which_consent(client, amina, hunt, route, participation):
    stranger = builders.make_user("elsewhere")
    other = builders.make_hunt(hunt.programme, slug="other", title="Other")
    builders.make_participation(other, stranger)
    client.force_login(amina)

    page = client.get(reverse("hunts:people", args=[hunt.slug])).content.decode()

    assert "Ben" in page
    assert participation.pseudonym not in page
    assert escape("Analysis by the research team: yes") in page
    assert "Publication: no" in page
    assert f'<option value="{route.pk}" selected>Route 1</option>' in page
    assert "Elsewhere" not in page


def test_an_organiser_moves_somebody_to_another_route(client, amina, hunt, participation):
    leigh = builders.make_route(hunt, 2, name="Leigh")
    elsewhere = builders.make_route(builders.make_hunt(hunt.programme, slug="other"), 1)
    client.force_login(amina)
    url = reverse("hunts:person_move", args=[hunt.slug, participation.pk])

    client.post(url, {"route": leigh.pk})
    client.post(url, {"route": elsewhere.pk})

    participation.refresh_from_db()
    assert participation.route == leigh


def test_nobody_has_joined_yet(client, amina, hunt):
    client.force_login(amina)

    assert "Nobody has joined yet" in client.get(reverse("hunts:people", args=[hunt.slug])).content.decode()
