"""One reflection: read, edited, withdrawn and put back by its author; read by researchers; nobody else's business."""

import uuid

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hunts.consent import record_consent
from reflections.models import Part, Photo, Reflection, Tag, VoiceNote
from tests import builders
from tests.test_log import photo_block, picture
from visits.models import Encounter

PAGES = ["reflection", "reflection_edit", "reflection_withdraw"]


def path(reflection, name="reflection"):
    return reverse(f"reflections:{name}", args=[reflection.pk])


@pytest.fixture
def signed_in(client, ben):
    client.force_login(ben)
    return client


def edit_of(reflection, **changes):
    """What the edit page of ``reflection`` would send unchanged."""
    fields = {"words": reflection.words, "audience": reflection.audience}
    for tag in reflection.tags.filter(tagged_by=reflection.participation.user_id):
        fields[f"stance_{tag.conundrum_id}"] = tag.stance
    for photo in reflection.photos.all():
        fields |= {f"{photo.pk.hex}-{name}": getattr(photo, name) for name in ("caption", "recognisable", "who")}
        fields |= {f"{photo.pk.hex}-{name}": answer for name, answer in photo.showed.items()}
    for voice in reflection.voices.all():
        fields[f"{voice.pk.hex}-transcript"] = voice.transcript
    return fields | changes


def test_the_author_reads_it_and_can_do_more(signed_in, reflection, hunt):
    page = signed_in.get(path(reflection))

    assertContains(page, "Sample words.")
    assertContains(page, "Tuesday 7 July 2026, 11:00")
    assertContains(page, path(reflection, "reflection_edit"))
    assertContains(page, path(reflection, "reflection_withdraw"))


def test_a_researcher_reads_it_under_a_pseudonym(client, reflection, participation, carys):
    client.force_login(carys)

    page = client.get(path(reflection))

    assertContains(page, "Sample words.")
    assertContains(page, participation.pseudonym)
    assertNotContains(page, "Ben")
    assertNotContains(page, path(reflection, "reflection_edit"))
    assertNotContains(page, path(reflection, "reflection_withdraw"))


def test_a_researcher_reads_the_name_of_who_asked_for_it(client, reflection, participation, carys):
    record_consent(participation, {"naming": True})
    client.force_login(carys)

    assertContains(client.get(path(reflection)), "Ben")


def test_a_researcher_does_not_read_what_an_unwilling_person_called_an_encounter(client, participation, dev, carys):
    unwilling = builders.make_participation(participation.hunt, dev, consents=[])
    met = Encounter.objects.create(hunt=participation.hunt, opened_by=unwilling, title="Typed by Dev")
    reflection = builders.make_reflection(participation, moment="encounter", encounter=met)
    client.force_login(carys)

    page = client.get(path(reflection))

    assertContains(page, "Chance encounter")
    assertNotContains(page, "Typed by Dev")


def test_without_consent_for_analysis_nobody_else_reads_it(client, reflection, participation, carys):
    record_consent(participation, {"analysis": False})
    client.force_login(carys)

    assert client.get(path(reflection)).status_code == 404


def test_organisers_are_not_told_that_there_is_one_that_its_author_keeps_to_themselves(client, reflection, amina):
    client.force_login(amina)
    answers = []
    for audience in ("agreed", "team", "me"):
        Reflection.objects.update(audience=audience)
        answers.append(client.get(path(reflection)).status_code)

    assert answers == [403, 403, 404]


def test_others_find_nothing_at_its_address(client, reflection, participation, amina, carys, dev):
    answers = {}
    for user in (amina, carys, dev):
        client.force_login(user)
        answers[user.name] = [client.get(path(reflection, name)).status_code for name in PAGES]
        answers[user.name] += [
            client.post(path(reflection, name), {"words": "Mine now."}).status_code for name in PAGES[1:]
        ]
        answers[user.name].append(client.post(path(reflection, "reflection_put_back")).status_code)

    assert answers == {"Amina": [403] + [404] * 5, "Carys": [200] + [404] * 5, "Dev": [404] * 6}
    reflection.refresh_from_db()
    assert (reflection.words, reflection.withdrawn_at) == ("Sample words.", None)


def test_another_participant_of_the_same_party_finds_nothing(client, reflection, hunt, route, dev):
    builders.make_participation(hunt, dev, route)
    client.force_login(dev)

    assert [client.get(path(reflection, name)).status_code for name in PAGES] == [404] * 3


@pytest.mark.parametrize("name", [*PAGES, "reflection_put_back"])
def test_an_id_nobody_has_is_not_found(signed_in, participation, name):
    address = reverse(f"reflections:{name}", args=[uuid.uuid4()])

    assert signed_in.post(address).status_code == (405 if name == "reflection" else 404)


@pytest.mark.parametrize("name", [*PAGES, "reflection_put_back"])
def test_one_signs_in_first(client, reflection, name):
    address = path(reflection, name)

    assertRedirects(client.post(address), f"{reverse('account_login')}?next={address}", fetch_redirect_response=False)


def test_words_and_stances_can_be_changed(signed_in, reflection, hunt, conundrum, carys):
    other = builders.make_conundrum(hunt.programme, 2)
    hunt.conundrums.add(other)
    builders.make_tag(reflection, conundrum, "supports")
    builders.make_tag(reflection, conundrum, "complicates", tagged_by=carys)
    change = {"words": "Other words.\r\n", f"stance_{conundrum.pk}": "", f"stance_{other.pk}": "unsure"}

    response = signed_in.post(path(reflection, "reflection_edit"), edit_of(reflection, **change))

    assertRedirects(response, path(reflection))
    reflection.refresh_from_db()
    assert reflection.words == "Other words.\n"
    assert reflection.edited_at is not None
    tags = Tag.objects.order_by("conundrum__number").values_list("conundrum__number", "stance", "tagged_by__name")
    assert list(tags) == [(1, "complicates", "Carys"), (2, "unsure", "Ben")]


def test_the_edit_page_shows_what_stands(signed_in, reflection, conundrum):
    builders.make_tag(reflection, conundrum, "challenges")

    form = signed_in.get(path(reflection, "reflection_edit")).context["page"].main

    assert (form["words"].value(), form[f"stance_{conundrum.pk}"].value()) == ("Sample words.", "challenges")


def test_photos_can_be_added_described_and_taken_out(signed_in, reflection):
    edit = path(reflection, "reflection_edit")
    sent = photo_block(1) | photo_block(2, file=picture("b.jpg", "red"))
    signed_in.post(edit, edit_of(reflection) | sent)
    first, second = reflection.photos.all()
    files = [first.image.name, first.thumbnail.name]

    changes = {
        f"{first.pk.hex}-remove": "on",
        f"{second.pk.hex}-caption": "New\r\ncaption",
        f"{second.pk.hex}-who": "A",
    }
    signed_in.post(edit, edit_of(reflection, **changes, **{f"{second.pk.hex}-recognisable": "not-asked"}))

    kept = Photo.objects.get()
    assert (kept.pk, kept.caption, kept.recognisable, kept.who) == (second.pk, "New\ncaption", "not-asked", "A")
    assert files[0] != kept.image.name


def test_answers_to_the_prompts_survive_an_edit_and_can_be_changed(signed_in, reflection):
    photo = Photo.objects.create(reflection=reflection, width=4, height=3, showed={"see": "A label", "why": "Nobody"})
    edit = path(reflection, "reflection_edit")
    assertContains(signed_in.get(edit), "A label")

    signed_in.post(edit, edit_of(reflection, words="Other words."))
    photo.refresh_from_db()
    assert photo.showed == {"see": "A label", "why": "Nobody"}

    signed_in.post(edit, edit_of(reflection, **{f"{photo.pk.hex}-why": "", f"{photo.pk.hex}-do": "Label more"}))
    photo.refresh_from_db()
    assert photo.showed == {"see": "A label", "do": "Label more"}


def test_a_voice_note_can_be_written_down_and_taken_out(signed_in, reflection):
    first, second = (
        VoiceNote.objects.create(reflection=reflection, position=number, sent="voices/x.bin", sha256=f"{number}" * 64)
        for number in (1, 2)
    )
    edit = path(reflection, "reflection_edit")
    changes = {f"{first.pk.hex}-transcript": "They laughed.", f"{second.pk.hex}-remove": "on"}

    assertRedirects(signed_in.post(edit, edit_of(reflection, **changes)), path(reflection))

    assert [(voice.pk, voice.transcript) for voice in VoiceNote.objects.all()] == [(first.pk, "They laughed.")]


def test_an_entry_whose_photo_is_still_to_come_can_be_edited_without_words(signed_in, participation, conundrum):
    reflection = builders.make_reflection(participation, "")
    Part.objects.create(reflection=reflection, kind="photo", position=1, sha256="0" * 64, size=9)

    signed_in.post(path(reflection, "reflection_edit"), edit_of(reflection, **{f"stance_{conundrum.pk}": "unsure"}))

    assert Tag.objects.get().stance == "unsure"


def test_whom_it_may_be_shared_with_can_be_changed_afterwards(signed_in, reflection, carys):
    signed_in.post(path(reflection, "reflection_edit"), edit_of(reflection, audience="me"))

    assert Reflection.objects.get().audience == "me"
    assert not Reflection.objects.visible_to(carys).exists()


def test_files_of_a_photo_taken_out_are_deleted(signed_in, reflection, django_capture_on_commit_callbacks):
    edit = path(reflection, "reflection_edit")
    signed_in.post(edit, edit_of(reflection) | photo_block())
    photo = reflection.photos.get()
    assert default_storage.exists(photo.image.name)

    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(edit, edit_of(reflection, **{f"{photo.pk.hex}-remove": "on"}))

    assert not default_storage.exists(photo.image.name)


def test_a_photo_of_somebody_elses_is_out_of_reach(signed_in, reflection, hunt, dev):
    theirs = builders.make_reflection(builders.make_participation(hunt, dev))
    photo = Photo.objects.create(
        reflection=theirs, caption="Theirs", image="a", thumbnail="b", width=1, height=1, sha256="0" * 64
    )

    changes = {f"{photo.pk.hex}-remove": "on", f"{photo.pk.hex}-caption": "Mine now"}
    signed_in.post(path(reflection, "reflection_edit"), edit_of(reflection, **changes))

    assert Photo.objects.get().caption == "Theirs"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"words": " "}, "Write a few words, or add a photo."),
        ({"words": "x" * 20_001}, "Use at most 20,000 characters."),
        ({"photo1-caption": "Without a photo."}, "Choose the photo these words belong to"),
    ],
)
def test_bad_input_is_answered_and_nothing_changes(signed_in, reflection, change, says):
    page = signed_in.post(path(reflection, "reflection_edit"), edit_of(reflection, **change))

    assertContains(page, says, count=2)
    reflection.refresh_from_db()
    assert (reflection.words, reflection.edited_at) == ("Sample words.", None)


def test_a_caption_too_long_is_answered_beside_its_photo(signed_in, reflection):
    edit = path(reflection, "reflection_edit")
    signed_in.post(edit, edit_of(reflection) | photo_block())
    photo = reflection.photos.get()

    page = signed_in.post(edit, edit_of(reflection, **{f"{photo.pk.hex}-caption": "x" * 501, "words": "Other."}))

    assertContains(page, "Use at most 500 characters for a caption.", count=2)
    assertContains(page, "Other.")
    assert Photo.objects.get().caption == "Sample caption."


def test_only_so_many_photos_fit(signed_in, reflection, settings):
    settings.MAX_PHOTOS_PER_REFLECTION = 1
    edit = path(reflection, "reflection_edit")
    signed_in.post(edit, edit_of(reflection) | photo_block())

    page = signed_in.get(edit).context["page"]
    signed_in.post(edit, edit_of(reflection) | photo_block(1, file=picture("b.jpg", "red")))

    assert page.new_photos == []
    assert Photo.objects.count() == 1


def test_once_the_hunt_is_closed_it_is_not_edited(signed_in, reflection, hunt):
    hunt.move_to("closed")

    assertContains(signed_in.get(path(reflection, "reflection_edit")), "This hunt is closed", status_code=403)
    assert signed_in.post(path(reflection, "reflection_edit"), {"words": "Other."}).status_code == 403
    assert Reflection.objects.get().words == "Sample words."


def test_withdrawing_asks_first_and_counts_at_once(client, reflection, hunt, ben, carys):
    client.force_login(ben)
    assertContains(client.get(path(reflection, "reflection_withdraw")), "You can put it back from your notebook.")
    assert Reflection.objects.get().withdrawn_at is None

    response = client.post(path(reflection, "reflection_withdraw"))

    assertRedirects(response, reverse("reflections:notebook", args=[hunt.slug]))
    assert not Reflection.objects.visible_to(carys).exists()
    client.force_login(carys)
    assert client.get(path(reflection)).status_code == 404


def test_withdrawing_works_after_the_hunt_is_closed(signed_in, reflection, hunt):
    hunt.move_to("closed")

    signed_in.post(path(reflection, "reflection_withdraw"))

    assert Reflection.objects.get().is_withdrawn


def test_withdrawing_twice_is_not_found(signed_in, reflection):
    signed_in.post(path(reflection, "reflection_withdraw"))

    assert signed_in.post(path(reflection, "reflection_withdraw")).status_code == 404
    assert signed_in.get(path(reflection, "reflection_edit")).status_code == 404


def test_ones_own_withdrawn_reflection_can_be_put_back(signed_in, reflection, carys):
    reflection.withdraw()
    page = signed_in.get(path(reflection))
    assertContains(page, "You have withdrawn this.")
    assertNotContains(page, path(reflection, "reflection_edit"))

    for _ in range(2):
        assertRedirects(signed_in.post(path(reflection, "reflection_put_back")), path(reflection))

    assert Reflection.objects.visible_to(carys).get() == reflection


def test_putting_back_is_never_a_get(signed_in, reflection):
    reflection.withdraw()

    assert signed_in.get(path(reflection, "reflection_put_back")).status_code == 405
    assert Reflection.objects.get().is_withdrawn


def test_who_left_the_hunt_still_has_what_they_wrote(signed_in, reflection, participation):
    type(participation).objects.update(left_at=timezone.now())

    page = signed_in.get(path(reflection))

    assertContains(page, "Sample words.")
    assertNotContains(page, "thumb-bar")


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_more_photos(signed_in, reflection, hunt, number, django_assert_num_queries):
    for position in range(1, number + 1):
        builders.make_tag(reflection, builders.make_conundrum(hunt.programme, 10 + position))
        Photo.objects.create(
            reflection=reflection, position=position, image="a", thumbnail="b", width=1, height=1, sha256="0" * 64
        )

    with django_assert_num_queries(8):
        signed_in.get(path(reflection))
