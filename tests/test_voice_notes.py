"""Voice notes and the rest of what a phone sends, as its author and the researchers meet them."""

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from reflections.models import Part, Photo, Reflection, VoiceNote
from tests import builders


@pytest.fixture
def voiced(reflection):
    VoiceNote.objects.create(
        reflection=reflection, seconds=65, sent="voices/x.bin", transcript="They laughed <a lot>.", sha256="a" * 64
    )
    return reflection


@pytest.fixture
def author(client, participation):
    client.force_login(participation.user)
    return client


def pages_of(reflection):
    return [reverse("reflections:notebook", args=[reflection.hunt.slug]), reflection.get_absolute_url()]


def test_the_author_finds_a_voice_note_with_its_length_and_words_in_the_notebook_and_on_its_page(author, voiced):
    address = voiced.voices.get().get_absolute_url()

    for url in pages_of(voiced):
        page = author.get(url)
        assertContains(page, f'<audio controls preload="none" src="{address}" aria-label="Voice note 1"></audio>')
        assertContains(page, "Voice note 1, 1:05")
        assertContains(page, "They laughed &lt;a lot&gt;.")


def test_a_researcher_finds_it_at_the_desk_and_where_it_is_read(client, voiced, carys, programme):
    client.force_login(carys)

    for url in [reverse("reflections:desk", args=[programme.slug]), voiced.get_absolute_url()]:
        assertContains(client.get(url), voiced.voices.get().get_absolute_url())
        assertContains(client.get(url), "They laughed &lt;a lot&gt;.")


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_asks_the_same_for_more_voice_notes(
    client, participation, carys, programme, number, django_assert_num_queries
):
    for _ in range(number):
        VoiceNote.objects.create(reflection=builders.make_reflection(participation), sent="voices/x.bin")
    client.force_login(carys)
    client.get(reverse("reflections:desk", args=[programme.slug]))

    with django_assert_num_queries(5):
        client.get(reverse("reflections:desk", args=[programme.slug]))


def test_answers_to_the_prompts_stand_below_the_picture_where_it_is_read(author, reflection):
    Photo.objects.create(
        reflection=reflection, width=4, height=3, showed={"see": "A <label>", "do": "Label more", "why": ""}
    )

    page = author.get(reflection.get_absolute_url())

    assertContains(page, "What do you See here?")
    assertContains(page, "A &lt;label&gt;")
    assertContains(page, "What can we Do about it?")
    assertNotContains(page, "Why is it so?")


def test_its_author_alone_is_told_what_is_still_to_come_and_with_whom_it_is_shared(author, reflection, carys):
    Reflection.objects.update(audience="team")
    for position in (1, 2):
        Part.objects.create(reflection=reflection, kind="photo", position=position, size=9)

    for url in pages_of(reflection):
        assertContains(author.get(url), "2 photos or recordings still to come from the phone it was logged on.")
        assertContains(author.get(url), "Only the programme’s researchers")

    author.force_login(carys)
    page = author.get(reflection.get_absolute_url())
    assertNotContains(page, "still to come")
    assertNotContains(page, "Only the programme’s researchers")


def test_a_place_that_left_the_plan_stands_beside_the_words(author, reflection):
    Reflection.objects.update(place_said="At <Canal> walk")

    for url in pages_of(reflection):
        assertContains(
            author.get(url), "The whole day (noted “<bdi>At &lt;Canal&gt; walk</bdi>”, which has left the plan)"
        )


def test_a_picture_that_could_not_be_opened_says_so_and_is_no_broken_image(author, reflection):
    photo = Photo.objects.create(
        reflection=reflection, width=4, height=3, sent="photos/x.bin", tries=3, caption="Mine"
    )

    for url in pages_of(reflection):
        assertContains(author.get(url), "This picture could not be opened")
        assertContains(author.get(url), "Mine")
        assertNotContains(author.get(url), photo.thumbnail_url)
