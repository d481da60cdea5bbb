"""Recordings are taken as phones and browsers make them; whatever else comes gets a clear sentence."""

import array
import hashlib
import io
import struct
import time
from itertools import pairwise

import av
import pytest

from reflections.capture.media import audio
from reflections.capture.media.audio import AudioError, inspect_audio, make_playable
from tests.pictures import make_file
from tests.sounds import KINDS, make_sound

SECRET = "planted-4711"


def refusal(content):
    with pytest.raises(AudioError) as caught:
        inspect_audio(content)
    return caught.value.messages


def decoded(content):
    """Sample rate, channels, and the pitch in Hz, counted by the waves in the second that begins after one."""
    heard = array.array("f")
    with av.open(io.BytesIO(content)) as container:
        (stream,) = container.streams
        resampler = av.AudioResampler(format="flt", layout="mono")
        for frame in container.decode(stream):
            for piece in resampler.resample(frame):
                heard.frombytes(bytes(piece.planes[0])[: 4 * piece.samples])
        waves = sum(1 for a, b in pairwise(heard[stream.rate : 2 * stream.rate]) if a < 0 <= b)
        return stream.codec_context.sample_rate, stream.codec_context.channels, waves


# What comes in -----------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_what_phones_and_browsers_record_comes_in(kind):
    content = make_sound(kind, 3)

    taken = inspect_audio(content)

    assert (taken.sent, taken.seconds) == (content, 3)
    assert taken.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize("kind", KINDS)
def test_it_becomes_a_sound_that_every_browser_plays(kind):
    playable = make_playable(make_sound(kind, 3))

    with av.open(io.BytesIO(playable)) as container:
        assert container.format.name == "mov,mp4,m4a,3gp,3g2,mj2"
        assert [stream.codec_context.name for stream in container.streams] == ["aac"]
        assert container.duration / av.time_base == pytest.approx(3, abs=0.15)
    assert playable[4:12] == b"ftypM4A "
    # It starts to play before all of it is there.
    assert playable.index(b"moov") < playable.index(b"mdat")
    rate, channels, tone = decoded(playable)
    assert (rate, channels) == (48_000, 1)
    assert tone == pytest.approx(450, rel=0.02)


def test_two_channels_become_one():
    assert decoded(make_playable(make_sound("wav", stereo=True)))[1] == 1


def live_webm(seconds):
    """As MediaRecorder writes it: no length at its head, and clusters whose size nobody knew yet."""
    return make_sound("webm", seconds, options={"live": "1"})


def test_a_recording_that_does_not_say_how_long_it_is_is_measured():
    content = live_webm(7)
    with av.open(io.BytesIO(content)) as container:
        assert container.duration is None

    assert inspect_audio(content).seconds == 7


def test_a_recording_cut_off_by_a_killed_tab_is_kept_as_far_as_it_goes():
    content = live_webm(10)

    assert inspect_audio(content[: len(content) // 2]).seconds in (4, 5)
    assert make_playable(content[: len(content) // 2])[4:8] == b"ftyp"


def test_the_shortest_recording_lasts_a_second():
    assert inspect_audio(make_sound(seconds=0.1)).seconds == 1


def test_a_cover_picture_is_passed_over():
    content = make_sound("mp3", cover={"title": SECRET})
    assert SECRET.encode() in content

    assert inspect_audio(content).seconds == 1
    with av.open(io.BytesIO(make_playable(content))) as container:
        assert [stream.type for stream in container.streams] == ["audio"]


def test_the_longest_and_a_moment_come_in_and_more_do_not(settings, monkeypatch):
    assert (settings.MAX_VOICE_SECONDS, audio.GRACE_SECONDS) == (600, 30)
    settings.MAX_VOICE_SECONDS = 60
    monkeypatch.setattr(audio, "GRACE_SECONDS", 2)
    assert inspect_audio(make_sound("3gp", 61)).seconds == 61

    for kind in ("3gp", "webm", "mp3"):
        assert refusal(make_sound(kind, 64)) == [
            "This recording is longer than 1 minutes. Record it in shorter pieces."
        ]


# What is refused ---------------------------------------------------------------

UNREADABLE = ["This recording is not a recording we can read. Send WebM, Ogg, M4A, MP3 or WAV."]
DAMAGED = ["This recording is damaged, or was cut off on its way. Send it again."]


def test_an_empty_file_is_refused():
    assert refusal(b"") == ["This recording is empty. Record it again."]


def test_a_file_that_is_too_large_is_refused_unread(settings, monkeypatch):
    content = make_sound()
    settings.MAX_VOICE_BYTES = len(content) - 1
    monkeypatch.setattr(audio, "open_sound", None)

    assert refusal(content) == ["This recording is too big. Send a recording smaller than 0 MB."]


def test_a_film_is_refused():
    assert refusal(make_sound(film=True)) == ["This recording is a film. Send its sound alone, or photos of it."]


PLAYLIST = b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"Dear diary, today we walked to Leigh.", id="text"),
        pytest.param(make_file(), id="jpeg"),
        pytest.param(make_file(kind="HEIF"), id="heic"),
        pytest.param(make_file(kind="WEBP"), id="webp"),
        pytest.param(PLAYLIST, id="playlist"),
        pytest.param(b"ffconcat version 1.0\nfile '/etc/passwd'\n", id="list of files"),
        pytest.param(b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", id="address of a stream"),
        pytest.param(b"\x1aE\xdf\xa3", id="first bytes of a WebM"),
        pytest.param(b"OggS", id="first bytes of an Ogg"),
        pytest.param(b"\0\0\0\x18ftypM4A ", id="first bytes of an M4A"),
        pytest.param(b"RIFF\0\0\0\0WAVE", id="first bytes of a WAV"),
        pytest.param(b"ID3\x04" + PLAYLIST, id="playlist that looks like an MP3"),
        pytest.param(b"\xff", id="a byte"),
    ],
)
def test_what_is_no_recording_is_refused(content):
    assert refusal(content) in (UNREADABLE, DAMAGED)


@pytest.mark.parametrize("kind", ["webm", "m4a", "mp3", "wav", "ogg"])
def test_spoilt_files_are_taken_or_refused_and_never_crash(kind):
    content = make_sound(kind, 0.5)
    for place in [*range(4, 600, 13), *range(600, len(content), max(len(content) // 30, 1))]:
        spoilt = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        try:
            taken = inspect_audio(spoilt)
            assert 1 <= taken.seconds <= 630
            make_playable(spoilt)
        except AudioError:
            pass


@pytest.mark.parametrize("kind", ["m4a", "mp4", "3gp"])
def test_a_recording_without_its_table_of_contents_is_refused(kind):
    content = make_sound(kind, 3)

    assert refusal(content[: int(len(content) * 0.6)]) in (UNREADABLE, DAMAGED)


def test_a_file_with_all_its_sound_wiped_out_is_refused():
    content = make_sound("m4a", 2)
    start = content.index(b"mdat") + 4

    assert refusal(content[:start] + b"\xff" * (len(content) - start)) in (UNREADABLE, DAMAGED)


def test_a_recording_that_claims_to_be_short_and_unpacks_to_hours_is_refused(settings):
    """25 MB of FLAC in Ogg hold days of silence; here, an hour of it in the smallest file."""
    settings.MAX_VOICE_SECONDS = 60
    file = io.BytesIO()
    with av.open(file, "w", format="ogg") as output:
        stream = output.add_stream("flac", rate=8000, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=4608)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        for number in range(8000 * 3600 // 4608):
            frame.sample_rate, frame.pts = 8000, number * 4608
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    content = file.getvalue()
    assert len(content) < 1_000_000

    began = time.monotonic()
    assert refusal(content) == ["This recording is longer than 1 minutes. Record it in shorter pieces."]
    with pytest.raises(AudioError):
        make_playable(content)
    assert time.monotonic() - began < 10


def test_times_that_lie_do_not_make_the_worker_decode_for_ever(settings):
    """All packets claim the same moment; what comes out of them is counted."""
    settings.MAX_VOICE_SECONDS = 1
    file = io.BytesIO()
    with av.open(file, "w", format="matroska") as output:
        stream = output.add_stream("libopus", rate=48_000, layout="mono")
        frame = av.AudioFrame(format="flt", layout="mono", samples=960)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        for number in range(50 * 40):
            frame.sample_rate, frame.pts = 48_000, number * 960
            for packet in stream.encode(frame):
                packet.pts = packet.dts = 0
                output.mux(packet)
    with pytest.raises(AudioError):
        make_playable(file.getvalue())


# What is served carries nothing else -------------------------------------------

TAGS = ("title", "artist", "comment", "location", "location-eng", "description", "encoder", "creation_time", "date")


@pytest.mark.parametrize("kind", KINDS)
def test_no_tag_of_the_file_sent_is_in_what_is_served(kind):
    content = make_sound(kind, metadata=dict.fromkeys(TAGS, SECRET) | {"creation_time": "2026-07-07T11:30:00Z"})
    # Bare AAC has no room for tags.
    assert (SECRET.encode() in content) == (kind != "aac")

    playable = make_playable(content)

    assert SECRET.encode() not in playable
    with av.open(io.BytesIO(playable)) as container:
        told = dict(container.metadata) | dict(container.streams[0].metadata)
    assert set(told) <= {"major_brand", "minor_version", "compatible_brands", "language", "handler_name", "vendor_id"}


def test_where_an_iphone_recorded_it_is_not_in_what_is_served():
    """Apple's ©xyz in moov/udta, which FFmpeg reads as ``location``."""
    content = make_sound("mov", metadata={"location": "+53.4835-002.3348/"})
    assert b"\xa9xyz" in content
    assert b"+53.4835-002.3348/" in content

    playable = make_playable(content)

    assert b"\xa9xyz" not in playable
    assert b"53.48" not in playable


def test_what_hangs_behind_or_between_is_not_in_what_is_served():
    free = struct.pack(">I4s", 8 + len(SECRET), b"free") + SECRET.encode()
    uuid = struct.pack(">I4s", 24 + len(SECRET), b"uuid") + b"\x01" * 16 + SECRET.encode()
    for content in (
        make_sound("m4a") + free + uuid,
        make_sound("wav") + SECRET.encode(),
        make_sound("mp3") + b"TAG" + SECRET.encode(),
    ):
        assert SECRET.encode() not in make_playable(content)
