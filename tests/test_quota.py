"""How much one person may log on a hunt, whichever way it comes and however much of it comes at one moment."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.urls import reverse
from pytest_django.asserts import assertContains

from reflections.capture.editing import delete_media, edit_reflection
from reflections.capture.intake import take_in_reflection
from reflections.capture.media.audio import TakenVoice
from reflections.capture.media.photos import TakenPhoto
from reflections.capture.notes import NewPhoto, NewVoice
from reflections.capture.quota import bytes_sent_by
from reflections.capture.refusals import QuotaFull
from reflections.models import Photo, Reflection, VoiceNote
from tests import builders
from tests.phones import assert_files_and_rows_agree, make_part, make_record, put_part, put_text, sha256
from tests.pictures import make_file

NOTED = datetime(2026, 7, 7, 11, 30, tzinfo=UTC)
KB = 1024


@pytest.fixture(autouse=True)
def one_megabyte(settings):
    settings.QUOTA_MEGABYTES = 1


def photo_of(size):
    """A photo that was only inspected, as long as asked for; its content is its own."""
    sent = uuid.uuid4().bytes * (size // 16)
    return NewPhoto(TakenPhoto(sent, b"", b"", width=40, height=30, sha256=sha256(sent)))


def voice_of(size):
    sent = uuid.uuid4().bytes * (size // 16)
    return NewVoice(TakenVoice(sent=sent, seconds=3, sha256=sha256(sent)))


def send(participation, **changes):
    fields = {"id": uuid.uuid4(), "moment": "day", "words": "Sample words.", "noted_at": NOTED} | changes
    return take_in_reflection(participation, **fields)


def edit(reflection, **changes):
    return edit_reflection(Reflection.objects.get(pk=reflection.pk), **{"words": "Edited.", "tags": {}} | changes)


# Whichever way it comes -------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_what_the_form_an_edit_and_the_protocol_bring_counts_alike(client, hunt, participation):
    client.force_login(participation.user)
    picture = make_file()
    part = make_part(picture)
    put_text(client, hunt, make_record(participation, parts=[part]))
    put_part(client, hunt, part, picture)
    reflection = send(participation, photos=[photo_of(100 * KB)], voices=[voice_of(200 * KB)])
    edit(reflection, add=[photo_of(300 * KB)])

    used = 600 * KB + len(picture)
    assert bytes_sent_by(participation) == used
    assert client.get(reverse("reflections:sync_hello", args=[hunt.slug])).json()["used"]["bytes"] == used
    assertContains(client.get(reverse("reflections:my_data", args=[hunt.slug])), "KB as you sent them")


@pytest.mark.django_db(transaction=True)
def test_somebody_elses_photos_and_those_of_another_hunt_do_not_count(participation, programme, hunt, dev):
    send(builders.make_participation(hunt, dev), photos=[photo_of(900 * KB)])
    other = builders.make_hunt(programme, slug="other-hunt", title="Other hunt")
    send(builders.make_participation(other, participation.user), photos=[photo_of(900 * KB)])

    assert bytes_sent_by(participation) == 0
    assert send(participation, photos=[photo_of(900 * KB)]).photos.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_removed_makes_room_again(participation):
    reflection = send(participation, photos=[photo_of(900 * KB)])
    with pytest.raises(QuotaFull):
        send(participation, photos=[photo_of(200 * KB)])

    delete_media(list(Photo.objects.all()))

    assert send(participation, photos=[photo_of(900 * KB)]).photos.count() == 1
    assert reflection.photos.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_form_and_an_edit_are_refused_when_there_is_no_room_and_leave_no_file(participation):
    """Found by an attack: the quota counted only what came by the sync protocol."""
    reflection = send(participation, photos=[photo_of(900 * KB)])

    for call in (
        lambda: send(participation, photos=[photo_of(200 * KB)]),
        lambda: edit(reflection, add=[photo_of(200 * KB)]),
        lambda: edit(reflection, add_voices=[voice_of(200 * KB)]),
    ):
        with pytest.raises(QuotaFull, match="one person's photos and recordings may take 1 MB"):
            call()

    assert Reflection.objects.get().words == "Sample words."
    assert_files_and_rows_agree()


@pytest.mark.django_db(transaction=True)
def test_an_edit_may_put_one_photo_in_the_place_of_another_and_words_need_no_room(participation):
    reflection = send(participation, photos=[photo_of(900 * KB)])

    edit(reflection, remove=[reflection.photos.get().pk], add=[photo_of(800 * KB)])
    assert bytes_sent_by(participation) == 800 * KB
    Photo.objects.update(sent_bytes=2 * KB**2)
    assert edit(reflection, words="Only words.").words == "Only words."


@pytest.mark.django_db(transaction=True)
def test_the_size_of_what_was_there_before_is_filled_in(client, hunt, participation):
    client.force_login(participation.user)
    picture = make_file()
    part = make_part(picture)
    put_text(client, hunt, make_record(participation, parts=[part]))
    put_part(client, hunt, part, picture)
    by_form = send(participation, photos=[photo_of(32 * KB)], voices=[voice_of(16 * KB)])
    measured = by_form.photos.get()
    lost = Photo.objects.create(reflection=by_form, sent="photos/lost.bin", width=4, height=3, sha256="0" * 64)

    try:
        call_command("migrate", "reflections", "0005", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)

    sizes = dict(Photo.objects.values_list("pk", "sent_bytes"))
    assert sizes == {uuid.UUID(part["id"]): len(picture), measured.pk: 32 * KB, lost.pk: 0}
    assert VoiceNote.objects.get().sent_bytes == 16 * KB
