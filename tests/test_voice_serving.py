"""A recording is played to those who may read its reflection, whole or in the pieces that players ask for."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from hunts.models import Consent
from reflections.capture.intake import take_in_reflection
from reflections.capture.media.audio import inspect_audio
from reflections.capture.media.derivatives import make_derivatives
from reflections.capture.notes import NewVoice
from reflections.models import VoiceNote
from tests import builders
from tests.sounds import make_sound


@pytest.fixture
def unmade(participation):
    reflection = take_in_reflection(
        participation,
        id=uuid.uuid4(),
        moment="day",
        words="Sample words.",
        noted_at=datetime(2026, 7, 7, 11, 30, tzinfo=UTC),
        voices=[NewVoice(inspect_audio(make_sound("webm", metadata={"title": "Sample Person at home"})))],
    )
    return reflection.voices.get()


@pytest.fixture
def voice(unmade):
    return make_derivatives(unmade)


@pytest.fixture
def sound(voice):
    with voice.playable.open() as file:
        return file.read()


@pytest.fixture
def ask(client, ben, voice):
    client.force_login(ben)

    def ask(piece=None, method="get", **headers):
        headers |= {"Range": piece} if piece else {}
        return getattr(client, method)(voice.get_absolute_url(), headers=headers)

    return ask


def test_its_author_hears_it_whole(ask, sound):
    response = ask()

    assert (response.status_code, response.content) == (200, sound)
    assert response["Content-Type"] == "audio/mp4"
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(len(sound))


def test_its_headers_keep_it_private_harmless_and_nameless(ask):
    headers = ask("bytes=0-1").headers

    assert headers["Content-Disposition"] == 'inline; filename="voice-note.m4a"'
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Security-Policy"] == "default-src 'none'; media-src 'self'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cookie" in headers["Vary"]


@pytest.mark.parametrize(
    ("piece", "start", "stop"),
    [
        ("bytes=0-1", 0, 2),
        ("bytes=10-19", 10, 20),
        ("bytes=100-", 100, None),
        ("bytes=0-", 0, None),
        ("bytes=-25", -25, None),
        ("bytes=-99999999", 0, None),
        ("bytes=50-99999999", 50, None),
    ],
)
def test_a_player_gets_the_piece_it_asks_for(ask, sound, piece, start, stop):
    response = ask(piece)

    wanted = sound[start:stop]
    first = sound.index(wanted) if start < 0 else start
    assert (response.status_code, response.content) == (206, wanted)
    assert response["Content-Range"] == f"bytes {first}-{first + len(wanted) - 1}/{len(sound)}"
    assert response["Content-Length"] == str(len(wanted))


@pytest.mark.parametrize("piece", ["bytes=99999999-", "bytes=-0"])
def test_a_piece_behind_the_end_is_told_where_the_end_is(ask, sound, piece):
    response = ask(piece)

    assert (response.status_code, response.content) == (416, b"")
    assert response["Content-Range"] == f"bytes */{len(sound)}"


@pytest.mark.parametrize("form", ["bytes={}-", "bytes=0-{}", "bytes=-{}"])
def test_a_number_of_5000_digits_is_no_range(ask, sound, form):
    response = ask(form.format("9" * 5_000))

    assert (response.status_code, response.content) == (200, sound)


@pytest.mark.parametrize("piece", ["bytes=0-1,5-9", "bytes=9-5", "lines=1-2", "bytes=", "bytes=-", "bytes=²-3"])
def test_what_is_no_single_range_gets_everything(ask, sound, piece):
    response = ask(piece)

    assert (response.status_code, response.content) == (200, sound)


def test_a_piece_of_an_older_recording_is_not_mixed_with_this_one(ask, sound):
    etag = ask()["ETag"]

    assert ask("bytes=0-1", **{"If-Range": etag}).status_code == 206
    assert ask("bytes=0-1", **{"If-Range": '"other"'}).content == sound


def test_a_browser_with_a_copy_is_told_so(ask):
    etag = ask()["ETag"]

    again = ask(**{"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_it_can_only_be_listened_to(ask):
    assert ask(method="post").status_code == 405
    assert ask(method="delete").status_code == 405
    assert ask("bytes=0-1", method="head").status_code == 200


def test_a_researcher_hears_it_while_its_author_agrees_to_analysis(client, carys, participation, voice):
    client.force_login(carys)
    assert client.get(voice.get_absolute_url()).status_code == 200

    participation.consents.filter(use=Consent.Use.ANALYSIS).update(superseded_at=timezone.now())

    assert client.get(voice.get_absolute_url()).status_code == 404


def test_a_withdrawn_recording_is_gone_at_once_in_pieces_too(ask, voice):
    etag = ask()["ETag"]
    voice.reflection.withdraw()
    voice.reflection.delete()

    assert ask("bytes=0-1").status_code == 404
    assert ask(**{"If-None-Match": etag}).status_code == 404


def test_nobody_else_hears_it(client, hunt, amina, dev, voice):
    fellow = builders.make_user("fellow")
    builders.make_participation(hunt, fellow)
    staff = builders.make_user("staff", is_staff=True, is_superuser=True)

    for stranger in (amina, dev, fellow, staff):
        client.force_login(stranger)
        assert client.get(voice.get_absolute_url(), headers={"Range": "bytes=0-1"}).status_code == 404


def test_what_is_not_there_is_not_found(client, ben, voice):
    client.force_login(ben)

    assert client.get(reverse("reflections:voice", args=[uuid.uuid4()])).status_code == 404
    for name in (voice.playable.name, voice.sent.name):
        default_storage.delete(name)
    assert client.get(voice.get_absolute_url()).status_code == 404


def test_a_recording_nobody_has_made_playable_yet_is_made_when_it_is_asked_for(client, ben, unmade):
    VoiceNote.objects.update(playable="")
    client.force_login(ben)

    response = client.get(unmade.get_absolute_url(), headers={"Range": "bytes=4-7"})

    unmade.refresh_from_db()
    assert (response.status_code, response.content) == (206, b"ftyp")
    assert unmade.playable.name


def test_a_piece_costs_one_query_beside_the_sign_in(ask, django_assert_num_queries):
    # Session, user, recording.
    with django_assert_num_queries(3):
        ask("bytes=0-1")
