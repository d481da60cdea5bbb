"""Taking back everything at once, leaving the hunt, and the way back."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hunts.models import Hunt, Participation
from reflections.capture.editing import edit_reflection
from reflections.capture.own_data.withdrawing import withdraw_all
from reflections.models import Reflection
from tests import builders


@pytest.fixture
def ben(db):
    """As join_hunt makes people: neither email nor password."""
    user = builders.make_user("ben", email=None)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def bens(client, ben, participation):
    client.force_login(ben)
    return client


@pytest.fixture
def three(participation):
    return [builders.make_reflection(participation, f"Words {number}.") for number in range(3)]


def path(hunt, name):
    return reverse(f"reflections:{name}", args=[hunt.slug])


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def signed_in(client):
    return "_auth_user_id" in client.session


def test_one_is_told_how_many_before_everything_goes(bens, hunt, three):
    three[0].withdraw()

    assertContains(bens.get(path(hunt, "withdraw_all")), "2 entries")
    assert Reflection.objects.standing().count() == 2


def test_everything_is_out_of_every_page_at_once(bens, client, hunt, programme, three, carys):
    assert Reflection.objects.visible_to(carys).count() == 3

    response = bens.post(path(hunt, "withdraw_all"))

    assertRedirects(response, path(hunt, "notebook"), fetch_redirect_response=False)
    assert not Reflection.objects.visible_to(carys).exists()
    client.force_login(carys)
    assertNotContains(client.get(reverse("reflections:desk", args=[programme.slug])), "Words 1.")
    export = client.get(reverse("reflections:export_file", args=[programme.slug, "reflections", "csv"]))
    assert b"Words 1." not in b"".join(export)


def test_another_persons_and_another_hunts_reflections_stay(bens, hunt, programme, ben, dev, three):
    neighbour = builders.make_reflection(builders.make_participation(hunt, dev))
    other = builders.make_hunt(programme, slug="other")
    elsewhere = builders.make_reflection(builders.make_participation(other, ben, pseudonym="Elsewhere"))

    bens.post(path(hunt, "withdraw_all"))

    assert set(Reflection.objects.standing()) == {neighbour, elsewhere}


def test_undoing_puts_back_those_and_no_others(bens, hunt, participation, three):
    three[0].withdraw()
    bens.post(path(hunt, "withdraw_all"))
    page = bens.get(path(hunt, "notebook"))
    assertContains(page, "Put back the 2")

    moment, number = page.context["withdrawn_together"]
    response = bens.post(path(hunt, "put_back_all"), {"withdrawn_at": moment.isoformat()})

    assert number == 2
    assertRedirects(response, path(hunt, "notebook"))
    assert set(Reflection.objects.standing()) == set(three[1:])


def test_a_single_withdrawn_entry_needs_no_button_for_all(bens, hunt, three):
    three[0].withdraw()

    assert bens.get(path(hunt, "notebook")).context["withdrawn_together"] is None


ODD_MOMENTS = ["", "x", "2026-07-07", "2026-07-07T10:00:00", "2026-99-99T10:00:00Z", "\0", "9" * 500]
ODD_MOMENTS += ["0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "0001-01-01T00:00:00Z"]


@pytest.mark.parametrize("text", ODD_MOMENTS)
def test_an_odd_moment_puts_nothing_back(bens, hunt, participation, three, text):
    withdraw_all(participation)

    assertRedirects(bens.post(path(hunt, "put_back_all"), {"withdrawn_at": text}), path(hunt, "notebook"))
    assert not Reflection.objects.standing().exists()


def test_somebody_elses_withdrawing_cannot_be_undone(bens, hunt, dev, three):
    neighbour = builders.make_participation(hunt, dev)
    builders.make_reflection(neighbour)
    withdraw_all(neighbour)

    bens.post(path(hunt, "put_back_all"), {"withdrawn_at": neighbour.reflections.get().withdrawn_at.isoformat()})

    assert not neighbour.reflections.standing().exists()


def test_leaving_asks_what_becomes_of_what_was_logged(bens, hunt, participation, three):
    page = bens.post(path(hunt, "leave"))

    assertContains(page, "Choose whether what you logged is kept or withdrawn.", count=2)
    participation.refresh_from_db()
    assert participation.left_at is None


def test_what_was_logged_is_kept_as_agreed(bens, hunt, participation, three, carys):
    bens.post(path(hunt, "leave"), {"logged": "keep"})

    participation.refresh_from_db()
    assert timezone.now() - participation.left_at < timedelta(minutes=1)
    assert Reflection.objects.visible_to(carys).count() == 3
    assert participation.agrees_to("analysis")


def test_or_withdrawn_all_together(bens, hunt, participation, three, carys):
    response = bens.post(path(hunt, "leave"), {"logged": "withdraw"})

    assert said(response) == ["You have left. Withdrawn: 3 entries."]
    assert not Reflection.objects.visible_to(carys).exists()


def test_the_place_on_the_route_is_free_again(bens, hunt, route, participation):
    type(route).objects.update(places=1)
    route.refresh_from_db()
    assert route.is_full

    bens.post(path(hunt, "leave"), {"logged": "keep"})

    assert not route.is_full


def test_without_an_account_one_is_signed_out_at_a_page_that_says_goodbye(bens, hunt, participation):
    response = bens.post(path(hunt, "leave"), {"logged": "keep"}, follow=True)

    assert not signed_in(bens)
    assert response.redirect_chain == [(reverse("hunts:personal_link", args=[participation.key]), 302)]
    assertContains(response, "You have left this hunt")
    assertContains(response, "What you logged is kept as you agreed.")
    assert bens.get(path(hunt, "notebook")).status_code == 302


def test_who_is_on_another_hunt_stays_signed_in(bens, hunt, programme, ben, participation):
    builders.make_participation(builders.make_hunt(programme, slug="other"), ben, pseudonym="Elsewhere")

    bens.post(path(hunt, "leave"), {"logged": "keep"})

    assert signed_in(bens)
    assert bens.get(path(hunt, "notebook")).status_code == 404


def test_who_has_an_account_stays_signed_in(client, hunt, dev):
    builders.make_participation(hunt, dev)
    client.force_login(dev)

    page = client.post(path(hunt, "leave"), {"logged": "keep"}, follow=True)

    assert signed_in(client)
    assertContains(page, "You have left this hunt")
    assertContains(page, "To your other hunts and programmes")


def test_the_personal_link_leads_back_while_people_can_join(bens, hunt, participation, route, three):
    bens.post(path(hunt, "leave"), {"logged": "keep"})
    link = reverse("hunts:personal_link", args=[participation.key])
    assertContains(bens.get(link), "Come back</button>")
    assert not signed_in(bens)

    pressed = bens.post(link)
    join = reverse("hunts:join", args=[hunt.join_code])
    assertRedirects(pressed, join)
    answers = {f"consent_{use}": "no" for use in ("analysis", "hosts", "publication", "archive", "naming")}
    bens.post(join, answers | {"name": "Ben", "route": route.pk})

    again = Participation.objects.get(user=participation.user)
    assert (again.pk, again.pseudonym, again.left_at) == (participation.pk, participation.pseudonym, None)
    assertContains(bens.get(path(hunt, "notebook")), "Words 1.")
    assert not again.agrees_to("analysis")


@pytest.mark.parametrize("stage", ["planning", "reflecting", "closed"])
def test_nobody_comes_back_once_nobody_joins(bens, hunt, participation, stage):
    bens.post(path(hunt, "leave"), {"logged": "keep"})
    Hunt.objects.update(stage=stage)
    link = reverse("hunts:personal_link", args=[participation.key])

    assertContains(bens.get(link), "Nobody can join it at the moment.")
    assert bens.post(link).status_code == 403
    assert not signed_in(bens)


def test_with_an_account_the_way_back_leads_through_signing_in(client, hunt, dev):
    place = builders.make_participation(hunt, dev, left_at=timezone.now())
    link = reverse("hunts:personal_link", args=[place.key])

    page = client.get(link)

    assertContains(page, f"?next={link}")
    assertNotContains(page, hunt.join_code)
    assert client.post(link).status_code == 403
    client.force_login(dev)
    assertRedirects(client.post(link), reverse("hunts:join", args=[hunt.join_code]))


def test_leaving_is_possible_when_the_hunt_is_closed(bens, hunt, participation):
    hunt.move_to("closed")

    bens.post(path(hunt, "leave"), {"logged": "keep"})

    participation.refresh_from_db()
    assert participation.left_at


@pytest.mark.parametrize("value", ["maybe", "KEEP", "<script>", "\0", "x" * 3000])
def test_an_unknown_answer_leaves_nothing_and_nobody(bens, hunt, participation, three, value):
    bens.post(path(hunt, "leave"), {"logged": value})

    participation.refresh_from_db()
    assert participation.left_at is None
    assert Reflection.objects.standing().count() == 3


@pytest.fixture
def other_phone(ben, participation):
    """Signed in as ben before ben leaves on the first one."""
    client = Client()
    client.force_login(ben)
    return client


def own_path(reflection, name):
    return reverse(f"reflections:{name}", args=[reflection.pk])


def test_what_was_withdrawn_on_leaving_is_not_put_back_from_another_phone(bens, other_phone, hunt, three):
    bens.post(path(hunt, "leave"), {"logged": "withdraw"})

    answers = [other_phone.post(own_path(each, "reflection_put_back")).status_code for each in three]
    moment = Reflection.objects.first().withdrawn_at.isoformat()
    answers.append(other_phone.post(path(hunt, "put_back_all"), {"withdrawn_at": moment}).status_code)

    assert answers == [404] * 4
    assert not Reflection.objects.standing().exists()
    page = other_phone.get(own_path(three[0], "reflection"))
    assertContains(page, "To put it back, come back to the hunt.")
    assertNotContains(page, own_path(three[0], "reflection_put_back"))


def test_who_has_left_reads_what_they_logged_and_changes_nothing(bens, other_phone, hunt, three):
    edit_reflection(three[0], words="Words since.", tags={})
    revision = three[0].revisions.get()
    bens.post(path(hunt, "leave"), {"logged": "keep"})

    page = other_phone.get(own_path(three[0], "reflection"))
    history = other_phone.get(own_path(three[0], "reflection_history"))
    edited = other_phone.post(own_path(three[0], "reflection_edit"), {"words": "Words behind the back."})
    restored = other_phone.post(reverse("reflections:reflection_restore", args=[three[0].pk, revision.pk]))

    assertContains(page, "Words since.")
    assertNotContains(page, own_path(three[0], "reflection_edit"))
    assertContains(history, "Until ")
    assertNotContains(history, "Say this again")
    assert (edited.status_code, restored.status_code) == (404, 404)
    assert Reflection.objects.get(pk=three[0].pk).words == "Words since."


def test_who_has_left_still_withdraws_what_they_kept(bens, other_phone, hunt, three):
    bens.post(path(hunt, "leave"), {"logged": "keep"})
    withdraw = own_path(three[0], "reflection_withdraw")

    assertContains(other_phone.get(withdraw), "To put it back you would have to come back to the hunt.")
    assertRedirects(other_phone.post(withdraw), own_path(three[0], "reflection"))
    assert set(Reflection.objects.standing()) == set(three[1:])


@pytest.mark.parametrize("name", ["leave", "withdraw_all"])
def test_the_pages_are_ones_own(client, participation, hunt, ben, amina, carys, dev, name):
    anonymous = client.get(path(hunt, name))
    answers = {}
    for user in (ben, amina, carys, dev):
        client.force_login(user)
        answers[user.name] = client.get(path(hunt, name)).status_code

    assert anonymous.status_code == 302
    assert answers == {"Ben": 200, "Amina": 403, "Carys": 403, "Dev": 404}
