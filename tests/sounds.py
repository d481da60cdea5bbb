"""Recordings for tests, made on the spot."""

import array
import io
import math

import av

# What phones and browsers make: the container, its codec, and the name FFmpeg has for them.
KINDS = {
    "webm": ("webm", "libopus"),
    "ogg": ("ogg", "libopus"),
    "vorbis": ("ogg", "vorbis"),
    "m4a": ("ipod", "aac"),
    "mp4": ("mp4", "aac"),
    "mov": ("mov", "aac"),
    "mp3": ("mp3", "libmp3lame"),
    "wav": ("wav", "pcm_s16le"),
    "aac": ("adts", "aac"),
    "3gp": ("3gp", "amr_nb"),
}
RATES = {"amr_nb": 8000}


def make_sound(kind="webm", seconds=1.0, *, metadata=None, stereo=False, cover=None, film=False, options=None):
    """The bytes of a tone of 450 Hz, with ``metadata`` (name to text) planted in the container."""
    container, codec = KINDS[kind]
    rate = RATES.get(codec, 48_000)
    file = io.BytesIO()
    with av.open(file, "w", format=container, options=options or {}) as output:
        output.metadata.update(metadata or {})
        layout = "stereo" if stereo else "mono"
        stream = output.add_stream(codec, rate=rate, layout=layout)
        stream.metadata.update(metadata or {})
        if codec == "vorbis":
            stream.codec_context.options = {"strict": "-2"}
            stream.layout = layout = "stereo"
        pictures = list(add_pictures(output, cover, film))
        for frame in tone(seconds, rate, layout):
            for packet in stream.encode(frame):
                output.mux(packet)
        for packet in [*stream.encode(None), *pictures]:
            output.mux(packet)
    return file.getvalue()


def add_pictures(output, cover, film):
    if film:
        video = output.add_stream("libvpx", rate=1)
        video.width, video.height, video.pix_fmt = 32, 32, "yuv420p"
        yield from video.encode(av.VideoFrame(32, 32, "yuv420p"))
        yield from video.encode(None)
    if cover:
        video = output.add_stream("png", rate=1)
        video.width, video.height, video.pix_fmt = 8, 8, "rgb24"
        video.disposition = av.stream.Disposition.attached_pic
        video.metadata.update(cover)
        yield from video.encode(av.VideoFrame(8, 8, "rgb24"))


def tone(seconds, rate, layout):
    """Frames of 20 ms, each of nine whole waves."""
    size = rate // 50
    wave = array.array("f", (0.3 * math.sin(2 * math.pi * 9 * n / size) for n in range(size))).tobytes()
    for start in range(0, max(int(seconds * rate), size), size):
        frame = av.AudioFrame(format="fltp", layout=layout, samples=size)
        for plane in frame.planes:
            plane.update(wave)
        frame.sample_rate, frame.pts = rate, start
        yield frame
