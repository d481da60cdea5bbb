"""Everything that somebody logged on a hunt and said about themselves, as one ZIP that they can keep and read."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Prefetch
from django.template.loader import render_to_string

from hunts.models import Participation
from reflections.capture.own_data.my_data_rows import about_person, about_reflection
from reflections.capture.own_data.zip_stream import ZipStream
from reflections.capture.quota import bytes_sent_by
from reflections.models import Photo, Reflection, Revision, VoiceNote

AT_ONCE = 250
PIECE = 64 * 1024
STYLE = Path(settings.BASE_DIR) / "static" / "css" / "my-data.css"
MARK = "<!-- what was logged -->"


def what_we_hold(participation: Participation) -> dict[str, int]:
    """How many of each kind of thing, withdrawn ones included, and the bytes of what was sent."""
    own = participation.reflections
    return {
        "reflections": own.count(),
        "withdrawn": own.filter(withdrawn_at__isnull=False).count(),
        "photos": Photo.objects.filter(reflection__participation=participation).count(),
        "voices": VoiceNote.objects.filter(reflection__participation=participation).count(),
        "bytes": bytes_sent_by(participation),
        "revisions": Revision.objects.filter(reflection__participation=participation).count(),
        "positions": participation.positions.count(),
        "consents": participation.consents.count(),
    }


def stream_my_data(participation: Participation) -> Iterator[bytes]:
    """The bytes of the ZIP, while they are made. Words are gathered in files on disk when they grow, pictures and
    sound go out as they are read; queries grow with every 250 reflections only."""
    stream = ZipStream()
    facts = about_person(participation)
    head, tail = render_to_string("reflections/my_data/index.html", facts).split(MARK)
    yield from stream.add("README.txt", [render_to_string("reflections/my_data/README.txt", facts).encode()])
    with (
        tempfile.SpooledTemporaryFile(max_size=1_000_000) as page,
        tempfile.SpooledTemporaryFile(max_size=1_000_000) as data,
    ):
        page.write(head.encode())
        data.write(as_json(facts)[:-2].encode() + b',\n"reflections": [')
        for number, reflection in enumerate(reflections_of(participation)):
            logged = about_reflection(reflection)
            for file in [*logged["photos"], *logged["voice_notes"]]:
                yield from add_media(stream, file)
            data.write((",\n" if number else "\n").encode() + as_json(logged).encode())
            page.write(render_to_string("reflections/my_data/entry.html", {"entry": logged}).encode())
        data.write(b"\n]}\n")
        page.write(tail.encode())
        yield from stream.add("reflections.json", chunks_of(data))
        yield from stream.add("index.html", chunks_of(page))
    yield from stream.add("style.css", [STYLE.read_bytes()])
    yield from stream.finish()


def as_json(value):
    return json.dumps(value, ensure_ascii=False, indent=1)


def reflections_of(participation) -> Iterator[Reflection]:
    """All of them, the first first, some at a time: a slow download may not hold a query open."""
    revisions = Prefetch("revisions", Revision.objects.order_by("replaced_at", "pk"))
    ids = list(participation.reflections.order_by("noted_at", "id").values_list("pk", flat=True))
    for start in range(0, len(ids), AT_ONCE):
        some = participation.reflections.filter(pk__in=ids[start : start + AT_ONCE])
        yield from some.for_reading().with_who_brought_them().prefetch_related(revisions).order_by("noted_at", "id")


def add_media(stream, file):
    """Add what a photo or voice note ``file`` (see ``about_reflection``) has in the storage, if it has; and take its
    name out where it turns out to be gone."""
    name = file.pop("stored_as")
    if not name:
        file["file"] = None
        return
    try:
        with default_storage.open(name) as stored:
            yield from stream.add(file["file"], chunks_of(stored), compress=False)
    except FileNotFoundError:
        file["file"] = None


def chunks_of(file):
    file.seek(0)
    return iter(lambda: file.read(PIECE), b"")
