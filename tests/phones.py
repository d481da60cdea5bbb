"""A phone as the sync endpoint sees it: makes records, sends them by the test client, and knows what is on storage."""

import hashlib
import json
import uuid
from datetime import UTC, datetime, timedelta

from django.core.files.storage import default_storage
from django.urls import reverse

from reflections.models import Part, Photo, Reflection, VoiceNote, Writing

# When people say where they stand, if nothing else is said.
SAID = datetime(2026, 7, 7, 8, 15, tzinfo=UTC)


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def make_part(content, kind="photo", **said):
    """What a record promises about ``content``."""
    facts = {"recognisable": "nobody"} if kind == "photo" else {}
    return {"id": str(uuid.uuid4()), "kind": kind, "sha256": sha256(content), "size": len(content)} | facts | said


def make_record(participation, **said):
    """A record as a dict; None for a key leaves it out."""
    fields = {
        "id": str(uuid.uuid4()),
        "participation": str(participation.uid),
        "noted_at": "2026-07-07T10:15:00.000Z",
        "moment": "day",
        "words": "Sample words.",
    } | said
    return {key: value for key, value in fields.items() if value is not None}


def make_positions(participation, stances, minutes=0, **said):
    """A record as a dict; ``stances`` are numbers of conundrums to stances."""
    return {
        "id": str(uuid.uuid4()),
        "kind": "positions",
        "participation": str(participation.uid),
        "noted_at": (SAID + timedelta(minutes=minutes)).isoformat(),
        "when": "before",
        "stances": [{"conundrum": number, "stance": stance} for number, stance in stances.items()],
    } | said


def body_of(record):
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def put_text(client, hunt, record, body=None, id=None, **headers):
    url = reverse("reflections:sync_reflection", args=[hunt.slug, id or record["id"]])
    return client.put(url, body_of(record) if body is None else body, "application/json", headers=headers)


def put_positions(client, hunt, record, body=None, **headers):
    url = reverse("reflections:sync_positions", args=[hunt.slug, record["id"]])
    return client.put(url, body_of(record) if body is None else body, "application/json", headers=headers)


def put_part(client, hunt, part, content, offset=0):
    url = reverse("reflections:sync_part", args=[hunt.slug, part["id"]])
    return client.put(f"{url}?offset={offset}", content, "application/octet-stream")


def get_part(client, hunt, part):
    return client.get(reverse("reflections:sync_part", args=[hunt.slug, part["id"]]))


def files_on_storage(folder=""):
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    below = [name for inner in folders for name in files_on_storage(f"{folder}/{inner}".lstrip("/"))]
    return sorted([f"{folder}/{name}".lstrip("/") for name in files] + below)


def files_of_rows():
    rows = [*Photo.objects.all(), *VoiceNote.objects.all()]
    return sorted(name for row in rows for field in row.FILES if (name := getattr(row, field).name))


def assert_files_and_rows_agree():
    """No file without a row, no row without its files, no writing left open."""
    assert files_on_storage() == files_of_rows()
    assert Writing.objects.count() == 0


def kept():
    """How many reflections, parts, photos and voice notes there are."""
    return Reflection.objects.count(), Part.objects.count(), Photo.objects.count(), VoiceNote.objects.count()
