"""Starting a programme, its conundrums and its team."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from accounts.models import User
from hunts.models import Membership, Programme
from hunts.numbering import save_with_slug
from hunts.views import programmes
from tests import builders


def test_whoever_starts_a_programme_organises_it(client, dev):
    client.force_login(dev)

    response = client.post(reverse("hunts:programme_new"), {"name": "Canal Voices", "mission": "To listen."})

    programme = Programme.objects.get()
    assert (programme.slug, programme.mission) == ("canal-voices", "To listen.")
    assert response.url == reverse("hunts:programme", args=["canal-voices"])
    assert [(row.user, row.role) for row in programme.memberships.all()] == [(dev, "organiser")]


@pytest.mark.parametrize(
    ("name", "slug"),
    [("Canal Voices", "canal-voices-2"), ("New", "new-2"), ("أصوات", "programme"), ("!", "programme")],
)
def test_addresses_of_programmes_do_not_clash(client, dev, programme, name, slug):
    client.force_login(dev)

    client.post(reverse("hunts:programme_new"), {"name": name})

    assert Programme.objects.latest("pk").slug == slug


def test_a_programme_without_a_name_is_an_error_beside_the_field(client, dev):
    client.force_login(dev)

    response = client.post(reverse("hunts:programme_new"), {"name": " ", "mission": "Typed text stays"})

    assert response.context["form"].errors == {"name": ["This field is required."]}
    page = response.content.decode()
    assert "There is a problem" in page
    assert '<a href="#id_name">' in page
    assert "Typed text stays</textarea>" in page
    assert "<title>Error: Start a programme" in page
    assert not Programme.objects.exists()


def test_an_organiser_adds_conundrums_in_order(client, amina, programme):
    client.force_login(amina)
    url = reverse("hunts:conundrum_new", args=[programme.slug])

    first = client.post(url, {"label": "Always new?", "question": "Are they?", "another": "1"})
    second = client.post(url, {"label": "Leaders", "question": "Do they?"})

    assert (first.url, second.url) == (url, programme.get_absolute_url())
    assert list(programme.conundrums.values_list("number", "label")) == [(1, "Always new?"), (2, "Leaders")]


def test_a_conundrum_is_retired_and_brought_back_but_never_deleted(client, amina, programme, conundrum):
    client.force_login(amina)
    url = reverse("hunts:conundrum_retire", args=[programme.slug, 1])

    client.post(url)
    retired = list(programme.conundrums.in_use())
    client.post(url)

    assert (retired, list(programme.conundrums.in_use())) == ([], [conundrum])


def test_rewording_a_used_conundrum_warns(client, amina, programme, conundrum, reflection):
    builders.make_tag(reflection, conundrum)
    client.force_login(amina)

    page = client.get(reverse("hunts:conundrum_edit", args=[programme.slug, 1])).content.decode()

    assert "People have already tagged reflections with this conundrum" in page


def test_somebody_without_an_account_is_added_and_told(client, amina, programme, django_capture_on_commit_callbacks):
    client.force_login(amina)
    data = {"email": "New.Person@Example.org", "name": "Sample Researcher", "role": "researcher"}

    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("hunts:member_add", args=[programme.slug]), data)

    user = User.objects.get(email="new.person@example.org")
    assert not user.has_usable_password()
    assert list(user.memberships.values_list("programme", "role")) == [(programme.pk, "researcher")]
    assert [(letter.to, letter.subject) for letter in mail.outbox] == [
        (["new.person@example.org"], "You are on the team of Canal Voices")
    ]
    assert "http://localhost:8000/programmes/canal-voices/" in mail.outbox[0].body


def test_a_line_end_in_the_name_of_a_programme_keeps_no_mail_back(
    client, amina, programme, django_capture_on_commit_callbacks
):
    client.force_login(amina)
    client.post(reverse("hunts:programme_edit", args=[programme.slug]), {"name": "Canal\rVoices\u2028Bcc: x"})

    with django_capture_on_commit_callbacks(execute=True):
        data = {"email": "new@example.org", "role": "researcher"}
        response = client.post(reverse("hunts:member_add", args=[programme.slug]), data)

    assert response.status_code == 302
    assert [letter.message()["Subject"] for letter in mail.outbox] == ["You are on the team of Canal Voices Bcc: x"]


def test_the_site_does_not_write_to_everybody_a_program_adds(
    client, amina, programme, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(programmes, "MEMBERS_AN_HOUR", 2)
    cache.clear()
    client.force_login(amina)
    new = [{"email": f"new{number}@example.org", "role": "researcher"} for number in range(4)]

    with django_capture_on_commit_callbacks(execute=True):
        answers = [client.post(reverse("hunts:member_add", args=[programme.slug]), data).status_code for data in new]

    assert answers == [302, 302, 429, 429]
    assert len(mail.outbox) == 2
    assert not User.objects.filter(email__in=["new2@example.org", "new3@example.org"]).exists()


def test_adding_somebody_twice_changes_nothing(client, amina, carys, programme):
    client.force_login(amina)
    data = {"email": carys.email.upper(), "role": "researcher"}

    client.post(reverse("hunts:member_add", args=[programme.slug]), data)

    assert carys.memberships.count() == 1
    assert User.objects.filter(email__iexact=carys.email).count() == 1


def test_somebody_always_organises(client, amina, programme):
    client.force_login(amina)
    own = programme.memberships.get(user=amina)

    page = client.post(reverse("hunts:member_remove", args=[programme.slug, own.pk]), follow=True)

    assert Membership.objects.filter(pk=own.pk).exists()
    assert "Add another organiser first." in page.content.decode()


def test_a_member_who_is_removed_loses_the_programme_at_once(client, amina, carys, programme):
    client.force_login(amina)
    membership = programme.memberships.get(user=carys)

    client.post(reverse("hunts:member_remove", args=[programme.slug, membership.pk]))
    client.force_login(carys)

    assert client.get(programme.get_absolute_url()).status_code == 404


def test_the_team_reads_the_programme_but_only_organisers_change_it(client, carys, programme, conundrum):
    client.force_login(carys)

    page = client.get(programme.get_absolute_url()).content.decode()

    assert "Sample question 1?" in page
    assert "Edit the programme" not in page
    assert "Retire" not in page


def test_two_who_take_the_same_address_at_once_both_get_one(monkeypatch, programme):
    """Between the look at what is taken and the saving, somebody else saves."""
    looks = iter([False, True, False])
    monkeypatch.setattr(
        "hunts.numbering.make_slug",
        lambda text, taken, fallback: "canal-voices" if not next(looks) else "canal-voices-2",
    )

    saved = save_with_slug(Programme(name="Canal Voices"), "Canal Voices", "programme")

    assert saved.slug == "canal-voices-2"
