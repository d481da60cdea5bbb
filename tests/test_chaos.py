"""A few of the chaos runs (``python3 run.py chaos`` does a thousand), and that what they check can fail."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

import run
from chaos.__main__ import dealt, parse
from chaos.audit import audit, unfounded
from hunts.models import Conundrum, Position
from reflections.models import Chunk, Part, Photo, Reflection, Sent, StatedPositions, Writing
from tests import builders
from tests.phones import body_of, make_part, make_positions, make_record, put_part, put_positions, put_text, sha256
from tests.pictures import make_file

ROOT = Path(__file__).resolve().parent.parent
needs_node = pytest.mark.skipif(run.node_version() < 18 and not os.environ.get("CI"), reason="needs Node 18 or newer")


def chaos(*arguments):
    """Run on the kind of database these tests run on; return the exit code, the figures and all that was said."""
    command = [sys.executable, "-m", "chaos", "--database", connection.vendor, "--lanes", "1", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900, check=False)
    said = done.stdout + done.stderr
    figures = re.findall(r"^([a-z][a-z9 -]*?) +([\d,]+)$", done.stdout, re.MULTILINE)
    return done.returncode, {name: int(number.replace(",", "")) for name, number in figures}, said


@needs_node
def test_nothing_is_lost_doubled_or_changed_whatever_happens_on_the_way():
    code, figures, said = chaos("--runs", "24", "--seed", "1")

    assert code == 0, said
    wrong = {name: figures[name] for name in ("lost", "doubled", "changed", "left behind", "site errors")}
    assert wrong == dict.fromkeys(wrong, 0)
    assert figures["runs"] == 24
    assert min(figures["entries sent"], figures["parts sent"]) >= 48
    assert figures["kills -9"] >= 1


@needs_node
def test_a_client_that_marks_an_entry_sent_before_its_files_is_found_out():
    code, figures, said = chaos("--runs", "4", "--seed", "1", "--client", "broken")

    assert code == 1, said
    assert figures["lost"] > 0
    assert "was called safe and was not there" in said


def test_without_node_it_says_what_is_missing(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(run.SetUpError, match="need Node 18 or newer"):
        run.chaos([])


def test_a_run_can_be_repeated_alone_and_few_runs_share_a_site():
    assert parse(["--seed", "7", "--only", "417"]).only == 417
    assert dealt([417], 0) == [[417]]
    assert dealt([1, 2, 3, 4, 5], 2) == [[1, 3, 5], [2, 4]]
    assert dealt(list(range(24)), 0) == [list(range(24))]


# What the audit sees ----------------------------------------------------------


@pytest.fixture
def runs(client, hunt, participation, conundrum):
    """A run as its phone tells it: an entry with a photo that arrived, one of words, one of where they stand."""
    client.force_login(participation.user)
    picture = make_file()
    part = make_part(picture)
    records = [make_record(participation, parts=[part]), make_record(participation, words="No picture.")]
    for record in records:
        assert put_text(client, hunt, record).status_code == 200
    assert put_part(client, hunt, part, picture).json()["stored"] is True
    stand = make_positions(participation, {conundrum.number: "supports"})
    assert put_positions(client, hunt, stand).status_code == 200
    return [{"run": 3, "entries": [as_made(record) for record in [*records, stand]]}]


def as_made(record):
    body = body_of(record)
    told = {key: record.get(key) for key in ("id", "words", "kind")}
    return told | {"body": body.decode(), "sha256": sha256(body), "parts": record.get("parts", [])}


def overwrite(photo):
    default_storage.delete(photo.sent.name)
    default_storage.save(photo.sent.name, ContentFile(b"something else"))


def stand_unasked(photo):
    place = photo.reflection.participation
    Position.objects.create(participation=place, conundrum=Conundrum.objects.get(), when="after", stance="unsure")


HARM = {
    "nothing": ([], lambda photo: None),
    "a reflection is gone": (["left", "lost"], lambda photo: photo.reflection.delete()),
    "a photo is gone": (["left", "lost"], lambda photo: photo.delete()),
    "its file is gone": (["left", "lost"], lambda photo: default_storage.delete(photo.sent.name)),
    "its file is another": (["changed"], overwrite),
    "it is not known to be stored": (["lost"], lambda photo: Part.objects.update(stored_at=None)),
    "words changed": (["changed"], lambda photo: Reflection.objects.filter(pk=photo.reflection_id).update(words="x")),
    "a record changed": (
        ["changed"],
        lambda photo: Sent.objects.filter(pk=photo.reflection_id).update(body=photo.reflection.sent.body + " "),
    ),
    "what they stand for is gone": (["changed", "lost"], lambda photo: StatedPositions.objects.all().delete()),
    "they said they stand elsewhere": (["changed"], lambda photo: StatedPositions.objects.update(body="{}")),
    "they stand elsewhere": (["changed"], lambda photo: Position.objects.update(stance="unsure")),
    "they stand where they never said": (["changed"], stand_unasked),
    "a reflection came twice": (["doubled"], lambda photo: builders.make_reflection(photo.reflection.participation)),
    "a photo came twice": (
        ["doubled"],
        lambda photo: Photo.objects.create(reflection=photo.reflection, width=1, height=1, sha256="0" * 64),
    ),
    "a file of nobody": (["left"], lambda photo: default_storage.save("photos/aa/b.bin", ContentFile(b"x"))),
    "a note of nobody": ([], lambda photo: Writing.objects.create(name="photos/aa/never-written.bin")),
    "a piece of what is whole": (
        ["left"],
        lambda photo: Chunk.objects.create(part_id=photo.pk, offset=0, content=b"x"),
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", HARM)
def test_the_audit_sees_each_kind_of_harm_and_no_other(runs, name):
    kinds, do_harm = HARM[name]
    do_harm(Photo.objects.get())

    found = audit(json.loads(json.dumps(runs)))

    assert sorted({finding["kind"] for finding in found}) == kinds


@pytest.mark.django_db(transaction=True)
def test_what_a_phone_calls_safe_is_looked_up_in_the_database_and_on_storage(runs):
    first, second, stand = runs[0]["entries"]
    entries = {entry["id"]: entry["sha256"] for entry in (first, second, stand)}
    parts = {part["id"]: part["sha256"] for part in first["parts"]}

    assert unfounded(entries, parts) == []
    assert unfounded(entries | {second["id"]: "0" * 64}, {}) == [second["id"]]
    default_storage.delete(Photo.objects.get().sent.name)
    assert unfounded(entries, parts) == list(parts)
