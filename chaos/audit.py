"""What is in the database and on storage beside what the phones made. Asks no client and no view of the site."""

import hashlib
import json
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta

from django.core.files.storage import default_storage

from hunts.models import Position
from reflections.capture.media.files import sweep
from reflections.models import Part, Photo, Reflection, StatedPositions, VoiceNote, Writing
from tests.phones import files_of_rows, files_on_storage
from visits.models import Encounter

EARLIEST = datetime(1, 1, 1, tzinfo=UTC)
MEDIA = {"photo": Photo, "voice": VoiceNote}


@dataclass(frozen=True)
class Finding:
    """``kind`` is lost, doubled, changed or left (behind), ``id`` the thing's; ``run`` is None if it can't be told."""

    kind: str
    id: str
    what: str
    run: int | None = None


def unfounded(entries, parts):
    """Of what phones call safe, ids to hashes, the ids of what is not there."""
    kept = [
        *Reflection.objects.filter(pk__in=entries).values_list("pk", "sent__sha256"),
        *StatedPositions.objects.filter(pk__in=entries).values_list("pk", "sha256"),
    ]
    there = {str(pk) for pk, sha256 in kept if sha256 == entries[str(pk)]}
    stored = Part.objects.stored().filter(pk__in=parts)
    there |= {str(part.pk) for part in stored if sha256_of(media_of(part)) == parts[str(part.pk)]}
    return sorted({*entries, *parts} - there)


def media_of(part):
    return MEDIA[part.kind].objects.filter(pk=part.pk, reflection=part.reflection_id).first()


def sha256_of(media):
    """The hash of the file as it was sent; None without one."""
    if media is None or not media.sent or not default_storage.exists(media.sent.name):
        return None
    with default_storage.open(media.sent.name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def audit(runs):
    """Every Finding, as dicts, after the process that serves is gone. ``runs`` are [{"run", "entries"}] as phones made
    them: {"id", "sha256", "body", "words", "parts": [{"id", "kind", "sha256", "size"}]}."""
    sweep(timedelta(0))
    findings = [finding for run in runs for entry in run["entries"] for finding in compare(entry, run["run"])]
    findings += [*never_sent(runs), *positions_gone_wrong(), *left_behind()]
    return [asdict(finding) for finding in findings]


def compare(entry, run):
    """What is wrong with one entry."""
    id, parts = entry["id"], entry["parts"]
    if entry.get("kind") == "positions":
        yield from compare_positions(entry, run)
        return
    kept = Reflection.objects.filter(pk=id).select_related("sent").first()
    if kept is None:
        yield Finding("lost", id, f"reflection {id}", run)
    else:
        if not is_as_sent(getattr(kept, "sent", None), entry) or kept.words != entry["words"]:
            yield Finding("changed", id, f"what reflection {id} says", run)
        if [str(part.pk) for part in kept.parts.all()] != [part["id"] for part in parts]:
            yield Finding("changed", id, f"which parts reflection {id} has", run)
    for part in parts:
        yield from compare_part(id, part, run)


def compare_positions(entry, run):
    id = entry["id"]
    kept = StatedPositions.objects.filter(pk=id).first()
    if kept is None:
        yield Finding("lost", id, f"positions {id}", run)
    elif not is_as_sent(kept, entry):
        yield Finding("changed", id, f"what positions {id} say", run)


def is_as_sent(sent, entry):
    if sent is None:
        return False
    computed = hashlib.sha256(sent.body.encode()).hexdigest()
    return sent.body == entry["body"] and {sent.sha256, computed} == {entry["sha256"]}


def compare_part(reflection, part, run):
    id, kind = part["id"], part["kind"]
    what = f"{kind} {id} of reflection {reflection}"
    is_stored = Part.objects.stored().filter(pk=id, reflection=reflection).exists()
    media = MEDIA[kind].objects.filter(pk=id, reflection=reflection).first()
    found = sha256_of(media) if is_stored else None
    if found is None:
        yield Finding("lost", id, what, run)
    elif {found, media.sha256} != {part["sha256"]} or media.sent.size != part["size"]:
        yield Finding("changed", id, what, run)


def never_sent(runs):
    """Rows that no phone asked for: what came twice under two ids, say."""
    entries = [entry for run in runs for entry in run["entries"]]
    parts = [part for entry in entries for part in entry["parts"]]
    kinds = {kind: {part["id"] for part in parts if part["kind"] == kind} for kind in MEDIA}
    made = [
        (Reflection, "pk", {entry["id"] for entry in entries}),
        (StatedPositions, "pk", {entry["id"] for entry in entries}),
        (Part, "pk", {part["id"] for part in parts}),
        (Photo, "pk", kinds["photo"]),
        (VoiceNote, "pk", kinds["voice"]),
        (Encounter, "uid", {json.loads(entry["body"]).get("encounter") for entry in entries}),
    ]
    for model, key, ids in made:
        for id in map(str, model.objects.values_list(key, flat=True)):
            if id not in ids:
                yield Finding("doubled", id, f"{model._meta.verbose_name} {id}, which no phone made")


def positions_gone_wrong():
    """People of whom it stands that they are of another mind than what they said last."""
    stands = {
        (position.participation_id, position.when, position.conundrum.number): position.stance
        for position in Position.objects.select_related("conundrum")
    }
    said = defaultdict(lambda: (EARLIEST, {""}))
    for record in StatedPositions.objects.all():
        for number, stance in record.stances.items():
            key = (record.participation_id, record.when, int(number))
            at, last = said[key]
            if record.stated_at > at:
                said[key] = (record.stated_at, {stance})
            elif record.stated_at == at:
                last.add(stance)
    for key in sorted({*stands, *said}):
        if stands.get(key, "") not in said[key][1]:
            yield Finding("changed", str(key), f"where participation {key[0]} stands on {key[2]}, {key[1]} the day")


def left_behind():
    """Files without a row, rows without their files, names of files nobody writes, pieces of what is whole."""
    on_storage, of_rows = set(files_on_storage()), set(files_of_rows())
    for name in sorted(on_storage - of_rows):
        yield Finding("left", name, f"file {name}, which no row names")
    for name in sorted(of_rows - on_storage):
        yield Finding("left", name, f"row whose file {name} is not there")
    for name in sorted(name for name in on_storage if not default_storage.size(name)):
        yield Finding("left", name, f"empty file {name}")
    for note in Writing.objects.all():
        yield Finding("left", note.name, f"note that {note.name} is being written")
    for part in Part.objects.stored().filter(chunks__isnull=False).distinct():
        yield Finding("left", str(part.pk), f"pieces of part {part.pk}, which is stored")
