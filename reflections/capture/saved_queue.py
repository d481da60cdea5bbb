"""A queue that was saved as a file on one phone and is handed in from another device. docs/sync.md has the format."""

import hashlib
import os
import uuid
from dataclasses import dataclass, field
from typing import BinaryIO

import orjson
from django.core.exceptions import ValidationError

from hunts.models import Participation
from reflections.capture.handing_in import find_deleted, take_in_record
from reflections.capture.intake import take_in_part
from reflections.capture.positions import are_positions, take_in_positions
from reflections.capture.records import MAX_PARTS, MAX_RECORD_BYTES
from reflections.capture.rules import check_size

MAX_HEADER_BYTES = 16 * 1024 * 1024
MAX_ENTRIES = 2_000
WHERE_THEY_STAND = "Where you stand"
# Behind the end of any file that comes, and no further than every file system can look.
FARTHEST = 2**40


class NotAQueue(ValidationError):  # noqa: N818
    def __init__(self, words="This is not a saved queue. Choose the file that ends in .ownturf."):
        super().__init__(words, code="refused")


class Damaged(ValidationError):  # noqa: N818
    def __init__(self):
        super().__init__("This entry is damaged in the file.", code="refused")


@dataclass
class Outcome:
    """What became of one entry: its ``words`` as far as they can be read, and ``problems``, empty if all is safe."""

    words: str = ""
    problems: list[str] = field(default_factory=list)


@dataclass
class SavedQueue:
    """``unread`` is how many bytes of the file may still be read."""

    hunt: str
    participation: uuid.UUID
    entries: list
    file: BinaryIO
    start: int
    unread: int

    def read(self, offset, size):
        """At most ``size`` bytes from ``offset`` behind the first line. Parts do not overlap: whoever asks for more
        than the file holds names the same bytes over and over, to keep the site busy."""
        if self.unread <= 0:
            raise Damaged
        self.file.seek(min(self.start + offset, FARTHEST))
        content = self.file.read(size)
        self.unread -= len(content)
        return content


def read_queue(file) -> SavedQueue:
    """Read the first line of a seekable binary file. Raises NotAQueue."""
    file.seek(0)
    line = file.readline(MAX_HEADER_BYTES)
    try:
        header = orjson.loads(line)
        if header["own_turf_queue"] != 1 or not line.endswith(b"\n"):
            raise NotAQueue
        entries = header["entries"]
        if not isinstance(entries, list) or len(entries) > MAX_ENTRIES:
            raise NotAQueue("This saved queue holds more than a site takes from one file.")
        participation = uuid.UUID(header["participation"])
        return SavedQueue(str(header["hunt"]), participation, entries, file, len(line), length_of(file) - len(line))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise NotAQueue from None


def length_of(file):
    return file.seek(0, os.SEEK_END)


def take_in_queue(participation: Participation, queue: SavedQueue, brought_by=None) -> list[Outcome]:
    """Hand in each entry of ``queue`` that the phone of ``participation`` saved; one that can't be kept is told and
    does not stand in the way of the others. Sending the same file again is harmless. Raises NotAQueue, also for the
    file of somebody else's phone."""
    if queue.hunt != participation.hunt.slug or queue.participation != participation.uid:
        raise NotAQueue("This queue was saved by somebody else, or on another hunt.")
    return [take_in_entry(participation, entry, queue, brought_by) for entry in queue.entries]


def take_in_entry(participation, entry, queue, brought_by):
    outcome = Outcome()
    try:
        body = entry["body"].encode()
        outcome.words = str(orjson.loads(body).get("words", ""))
        id = uuid.UUID(entry["id"])
        if entry["sha256"] != hashlib.sha256(body).hexdigest():
            raise Damaged
        if len(body) > MAX_RECORD_BYTES:
            raise NotAQueue("This entry is longer than a site takes.")
        if are_positions(body):
            outcome.words = WHERE_THEY_STAND
            take_in_positions(participation, id, body)
            return outcome
        if find_deleted(participation, id):
            return outcome
        kept = take_in_record(participation, id, body, brought_by=brought_by)
        take_in_files(kept, entry["parts"], queue, outcome)
        if not outcome.problems and kept.parts.filter(stored_at__isnull=True).exists():
            outcome.problems.append("A photo or recording of this entry is neither here nor in the file.")
    except ValidationError as refusal:
        outcome.problems += refusal.messages
    except (ValueError, KeyError, TypeError, AttributeError):
        outcome.problems += Damaged().messages
    return outcome


def take_in_files(kept, listed, queue, outcome):
    """The photos and recordings of an entry that are still to come; what the file lists besides is passed over."""
    if len(listed) > MAX_PARTS:
        raise Damaged
    waiting = {part.pk: part for part in kept.parts.filter(stored_at__isnull=True)}
    for entry in listed:
        part = waiting.pop(uuid.UUID(entry["id"]), None)
        if part:
            take_in_file(part, int(entry["offset"]), queue, outcome)


def take_in_file(part, offset, queue, outcome):
    """One photo or recording: what stands against it is told, and the next is tried."""
    try:
        check_size(part)
        take_in_part(part, queue.read(offset, part.size))
    except ValidationError as refusal:
        outcome.problems += refusal.messages
