"""What comes with a reflection, in the shapes that intake takes: the form, the sync endpoint, a saved file and the
demo all make these."""

import uuid
from dataclasses import asdict, dataclass, field

from reflections.capture.media.audio import TakenVoice
from reflections.capture.media.photos import TakenPhoto
from reflections.models import Part, Photo


@dataclass(frozen=True)
class PhotoNote:
    """What its author says about a photo; ``showed`` maps keys of ``Photo.SHOWED`` to answers."""

    caption: str = ""
    recognisable: str = Photo.Recognisable.NOBODY
    who: str = ""
    showed: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class NewPhoto:
    """A photo that comes with a reflection; ``id`` is made on the phone, or here when there was no script to do it."""

    taken: TakenPhoto
    note: PhotoNote = PhotoNote()
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class NewVoice:
    """A voice note that comes with a reflection, and in words what is said, if somebody typed it."""

    taken: TakenVoice
    transcript: str = ""
    id: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class PromisedPart:
    """A photo or voice note that will follow on its own. ``sha256`` and ``size`` are those of the bytes to come."""

    id: uuid.UUID
    kind: str
    sha256: str
    size: int
    photo: PhotoNote = PhotoNote()
    keep_place: bool = False
    transcript: str = ""

    @property
    def note(self):
        """As kept in ``Part.note`` until the bytes come."""
        if self.kind == Part.Kind.VOICE:
            return {"transcript": self.transcript}
        return asdict(self.photo) | {"keep_place": self.keep_place}


@dataclass(frozen=True)
class Record:
    """A reflection as its phone made it, to the byte, and what is known of how it came."""

    body: str
    sha256: str
    clock_ahead_seconds: int = 0
    brought_by: object = None
