"""Looks at recordings before they are kept: only sound, of kinds that phones make, and no longer than agreed."""

import hashlib
import io
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import av
from django.conf import settings
from django.core.exceptions import ValidationError

# A recorder stops a moment after it was told to.
GRACE_SECONDS = 30
# Opus, the finest-grained of these, has at most 400 packets a second. More are a bomb, whatever times they claim.
MOST_PACKETS_A_SECOND = 400
PLAYABLE_RATE = 48_000
MOST_CHANNELS = 8
MOST_SAMPLES_A_SECOND = 192_000
# Decoding all of it is left to the worker; this many packets show that it can be done.
PACKETS_DECODED = 50

CODECS = {
    "aac",
    "alac",
    "amrnb",
    "amrwb",
    "flac",
    "mp3",
    "mp3float",
    "opus",
    "libopus",
    "vorbis",
    "pcm_f32le",
    "pcm_s16be",
    "pcm_s16le",
    "pcm_s24le",
}
# HEIC and AVIF come in the same container.
PICTURES = {b"avif", b"heic", b"heix", b"mif1"}
# What FFmpeg may raise on hostile or broken files by way of PyAV.
DAMAGE = (av.error.FFmpegError, ValueError, TypeError, LookupError, ArithmeticError, MemoryError, OSError)


@dataclass(frozen=True)
class TakenVoice:
    """A recording as it was sent, and how long it is in whole seconds, at least one."""

    sent: bytes
    seconds: int
    sha256: str


class AudioError(ValidationError):
    """A recording we can't take in, with a sentence that says what to do next."""


def inspect_audio(data, name="This recording"):
    """Return the TakenVoice of the bytes ``data``; raise AudioError if that is not one stream of sound in WebM, Ogg,
    MP4, MP3, AAC or WAV, is damaged, or is too long or too large."""
    check_size(len(data), name)
    with open_sound(data, name) as stream, damage_reported(name):
        check_decodes(stream, name)
    # From the start again: a decoder takes packets away.
    with open_sound(data, name) as stream, damage_reported(name):
        seconds = measure(stream, name)
    return TakenVoice(data, max(round(seconds), 1), hashlib.sha256(data).hexdigest())


def check_size(size, name):
    if not size:
        raise AudioError(f"{name} is empty. Record it again.", code="empty")
    if size > settings.MAX_VOICE_BYTES:
        limit = settings.MAX_VOICE_BYTES // 1024**2
        raise AudioError(f"{name} is too big. Send a recording smaller than {limit} MB.", code="too_many_bytes")


def kind_of(data):
    """FFmpeg's name of the container that the first bytes show, or None. Left to guess, it would try 300 of them,
    with playlists that name other files among them."""
    if data.startswith(b"\x1aE\xdf\xa3"):
        return "matroska"
    if data.startswith(b"OggS"):
        return "ogg"
    if data[4:8] == b"ftyp" and data[8:12] not in PICTURES:
        return "mov"
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "wav"
    return mpeg_kind(data)


def mpeg_kind(data):
    if data.startswith(b"ID3"):
        return "mp3"
    if len(data) < 2 or data[0] != 0xFF:
        return None
    # Bits 2 and 3 of the second byte are the layer: none for AAC (ADTS), layer III for MP3.
    if data[1] & 0xF6 == 0xF0:
        return "aac"
    return "mp3" if data[1] & 0xE6 == 0xE2 else None


@contextmanager
def open_sound(data, name):
    """Give the only stream of sound of a container, opened from these bytes and nothing else."""
    kind = kind_of(data)
    if kind is None:
        raise unreadable(name)
    try:
        container = av.open(io.BytesIO(data), format=kind, options={"protocol_whitelist": "none"})
    except DAMAGE:
        raise unreadable(name) from None
    with container:
        yield only_sound(container, name)


def unreadable(name):
    return AudioError(f"{name} is not a recording we can read. Send WebM, Ogg, M4A, MP3 or WAV.", code="unreadable")


def only_sound(container, name):
    """Its one stream of sound. Cover pictures are passed over: nothing of them is ever served."""
    if any(not is_cover(stream) for stream in container.streams.video):
        raise AudioError(f"{name} is a film. Send its sound alone, or photos of it.", code="film")
    if len(container.streams.audio) != 1:
        raise unreadable(name)
    stream = container.streams.audio[0]
    codec = stream.codec_context
    if codec is None or codec.name not in CODECS:
        raise unreadable(name)
    if not 1 <= codec.channels <= MOST_CHANNELS or not 1 <= codec.sample_rate <= MOST_SAMPLES_A_SECOND:
        raise unreadable(name)
    return stream


def is_cover(stream):
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


@contextmanager
def damage_reported(name):
    try:
        yield
    except AudioError:
        raise
    except DAMAGE:
        raise damaged(name) from None


def damaged(name):
    return AudioError(f"{name} is damaged, or was cut off on its way. Send it again.", code="damaged")


def check_decodes(stream, name):
    """Some of its first packets give sound; a recorder's very first may not."""
    for packet in islice(stream.container.demux(stream), PACKETS_DECODED):
        try:
            if any(frame.samples for frame in packet.decode()):
                return
        except av.error.InvalidDataError:
            continue
    raise damaged(name)


def measure(stream, name):
    """Its length in seconds, by going through all packets: what a browser has just recorded does not say."""
    first = last = None
    total, longest = 0.0, settings.MAX_VOICE_SECONDS + GRACE_SECONDS
    for number, packet in enumerate(stream.container.demux(stream)):
        total += float((packet.duration or 0) * packet.time_base) if packet.time_base else 0
        if packet.pts is not None:
            end = float((packet.pts + (packet.duration or 0)) * packet.time_base)
            first, last = min(first or end, end), max(last or end, end)
        if total > longest or number > longest * MOST_PACKETS_A_SECOND:
            raise too_long(name)
    seconds = max(total, last - first if last is not None else 0)
    if seconds > longest:
        raise too_long(name)
    return seconds


def too_long(name):
    limit = settings.MAX_VOICE_SECONDS // 60
    return AudioError(
        f"{name} is longer than {limit} minutes. Record it in shorter pieces.",
        code="too_long",
    )


# Making it playable ------------------------------------------------------------


def make_playable(data, name="This recording"):
    """The same sound as the bytes of an M4A (AAC, one channel, 64 kbit/s) that plays while it is still loading, and
    nothing else of the file: every browser and phone plays that. Raises AudioError, like ``inspect_audio``."""
    with open_sound(data, name) as stream, damage_reported(name), TemporaryDirectory() as folder:
        path = Path(folder) / "sound.m4a"
        # To a real file: FFmpeg opens it a second time to move the table of contents to the front.
        options = {"movflags": "+faststart", "fflags": "+bitexact"}
        with av.open(str(path), "w", format="ipod", options=options) as output:
            encode(stream, output, name)
        return path.read_bytes()


def encode(stream, output, name):
    sound = output.add_stream("aac", rate=PLAYABLE_RATE, layout="mono", bit_rate=64_000)
    sound.codec_context.flags |= av.codec.context.Flags.bitexact
    resampler = av.AudioResampler(format="fltp", layout="mono", rate=PLAYABLE_RATE)
    left = (settings.MAX_VOICE_SECONDS + GRACE_SECONDS) * PLAYABLE_RATE
    for frame in decoded(stream):
        # Pauses of the recorder leave gaps between times; players stumble over them.
        frame.pts = None
        for piece in resampler.resample(frame):
            left -= piece.samples
            if left < 0:
                raise too_long(name)
            output.mux(sound.encode(piece))
    for piece in resampler.resample(None):
        output.mux(sound.encode(piece))
    output.mux(sound.encode(None))


def decoded(stream):
    """Frames of sound. What is damaged in the middle is passed over, as any player does."""
    for packet in stream.container.demux(stream):
        try:
            yield from (frame for frame in packet.decode() if frame.samples)
        except av.error.InvalidDataError:
            continue
