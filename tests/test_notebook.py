"""The notebook: one's own words, the latest first, and those withdrawn folded at the end."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from reflections.models import Photo, Reflection, Sent
from tests import builders

NOON = datetime(2026, 7, 7, 11, 0, tzinfo=UTC)


@pytest.fixture
def signed_in(client, participation, ben):
    client.force_login(ben)
    return client


def read(client, hunt, **query):
    return client.get(reverse("reflections:notebook", args=[hunt.slug]), query)


def make_photo(reflection, caption="Sample caption."):
    return Photo.objects.create(
        reflection=reflection,
        caption=caption,
        image="a.webp",
        thumbnail="b.webp",
        width=60,
        height=40,
        sha256="0" * 64,
    )


def test_an_empty_notebook_offers_the_first_step(signed_in, hunt):
    page = read(signed_in, hunt)

    assertContains(page, "Nothing noted yet")
    assertContains(page, reverse("reflections:log", args=[hunt.slug]))


def test_entries_are_grouped_by_what_they_are_about_the_latest_first(signed_in, hunt, participation, visit):
    moments = [("At noon", "visit", 0), ("Soon after", "visit", 5), ("In the evening", "day", 300)]
    for words, moment, minutes in moments:
        builders.make_reflection(
            participation,
            words,
            moment=moment,
            visit=visit if moment == "visit" else None,
            noted_at=NOON + timedelta(minutes=minutes),
        )

    page = read(signed_in, hunt)

    assert [[entry.words for entry in group] for group in page.context["groups"]] == [
        ["In the evening"],
        ["Soon after", "At noon"],
    ]
    assertContains(page, "At <bdi>Canal walk</bdi>")
    assertContains(page, "Tuesday 7 July 2026, 12:05")
    assertContains(page, "3 entries")


def test_an_entry_shows_photos_and_ones_own_tags_alone(signed_in, hunt, participation, conundrum, carys):
    reflection = builders.make_reflection(participation)
    photo = make_photo(reflection)
    builders.make_tag(reflection, conundrum, "supports")
    builders.make_tag(reflection, conundrum, "complicates", tagged_by=carys)

    page = read(signed_in, hunt)

    assertContains(page, photo.thumbnail_url)
    assertContains(page, "Sample caption.")
    assertContains(page, "Supports")
    assertNotContains(page, "Complicates")


def test_nobody_elses_words_are_in_it(signed_in, hunt, dev, programme, ben):
    builders.make_reflection(builders.make_participation(hunt, dev), "Words of somebody else.")
    other = builders.make_hunt(programme, slug="other", title="Other")
    builders.make_reflection(builders.make_participation(other, ben), "Words of another day.")

    page = read(signed_in, hunt)

    assertNotContains(page, "Words of somebody else.")
    assertNotContains(page, "Words of another day.")


def test_withdrawn_entries_are_folded_at_the_end_without_their_photos(signed_in, hunt, participation):
    reflection = builders.make_reflection(participation, withdrawn_at=timezone.now())
    photo = make_photo(reflection)

    page = read(signed_in, hunt)

    assert page.context["groups"] == []
    assertContains(page, "Withdrawn (1)")
    assertContains(page, reverse("reflections:reflection_put_back", args=[reflection.pk]))
    assertNotContains(page, photo.thumbnail_url)


def test_twenty_entries_a_page(signed_in, hunt, participation):
    for number in range(21):
        builders.make_reflection(participation, f"Entry {number}.", noted_at=NOON + timedelta(minutes=number))

    first, second = read(signed_in, hunt), read(signed_in, hunt, page=2)

    assert [len(page.context["page"]) for page in (first, second)] == [20, 1]
    assertContains(second, "Entry 0.")
    assertContains(first, '<a href="?page=2" rel="next">')


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "<script>", "9" * 40])
def test_a_page_that_does_not_exist_shows_one_that_does(signed_in, hunt, reflection, page):
    assertContains(read(signed_in, hunt, page=page), "Sample words.")


def test_words_are_shown_as_text(signed_in, hunt, participation):
    builders.make_reflection(participation, "<script>alert(1)</script> 🦉 דנה")

    page = read(signed_in, hunt)

    assertNotContains(page, "<script>alert")
    assertContains(page, "&lt;script&gt;alert(1)&lt;/script&gt; 🦉 דנה")


def test_a_closed_hunt_can_be_read_and_withdrawn_from_but_not_edited(signed_in, hunt, reflection):
    hunt.move_to("closed")

    page = read(signed_in, hunt)

    assertContains(page, reverse("reflections:reflection_withdraw", args=[reflection.pk]))
    assertNotContains(page, reverse("reflections:reflection_edit", args=[reflection.pk]))


def test_the_notebook_is_ones_own(client, participation, hunt, amina, carys, dev):
    assert read(client, hunt).status_code == 302
    answers = {}
    for user in (amina, carys, dev):
        client.force_login(user)
        answers[user.name] = read(client, hunt).status_code

    assert answers == {"Amina": 403, "Carys": 403, "Dev": 404}


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_more_entries(
    signed_in, participation, hunt, route, conundrum, number, django_assert_num_queries, amina
):
    for position in range(1, number + 1):
        host = builders.make_host(hunt.programme, f"Host {position}")
        visit = builders.make_visit(route, builders.make_stop(hunt, f"Stop {position}", host=host), position)
        for place in ({"moment": "visit", "visit": visit}, {"moment": "leg", "leg": visit.leg}):
            reflection = builders.make_reflection(participation, **place)
            make_photo(reflection)
            builders.make_tag(reflection, conundrum)
            Sent.objects.create(reflection=reflection, body="{}", sha256="0" * 64, brought_by=amina)
            make_photo(builders.make_reflection(participation, withdrawn_at=NOON, **place))

    with django_assert_num_queries(14):
        read(signed_in, hunt)
    assert Reflection.objects.count() == 4 * number


def test_its_author_alone_is_told_who_handed_it_in_from_a_saved_file(client, participation, hunt, ben, amina, carys):
    brought = builders.make_reflection(participation, "From the file.")
    Sent.objects.create(reflection=brought, body="{}", sha256="0" * 64, brought_by=amina)
    itself = builders.make_reflection(participation, "By the phone.")
    Sent.objects.create(reflection=itself, body="{}", sha256="0" * 64)
    says = "handed in from a saved file by <bdi>Amina</bdi>"

    client.force_login(ben)
    assertContains(read(client, hunt), says, count=1)
    assertContains(client.get(brought.get_absolute_url()), says)
    assertNotContains(client.get(itself.get_absolute_url()), "saved file")
    client.force_login(carys)
    read_by_researcher = client.get(brought.get_absolute_url())
    assertContains(read_by_researcher, "From the file.")
    assertNotContains(read_by_researcher, "Amina")
