"""What the tests of exports need besides the builders: photos, findings, encounters, and a reader of CSV."""

import csv
import io

from reflections.exports import csv_file
from reflections.exports.selection import Selection
from reflections.exports.tables import Tables
from reflections.models import Evidence, Finding, Photo
from visits.models import Encounter


def make_photo(reflection, **changes):
    """A photo as the database knows it, with no picture on disk: exports only read what is said about it."""
    fields = {"caption": "Sample caption", "sha256": "0" * 64, "width": 4, "height": 3} | changes
    photo = Photo(reflection=reflection, **fields)
    Photo.objects.bulk_create([photo])
    return photo


def make_encounter(opened_by, title="The lock keeper", **changes):
    fields = {"latitude": "53.490000", "longitude": "-2.350000"} | changes
    return Encounter.objects.create(hunt=opened_by.hunt, opened_by=opened_by, title=title, **fields)


def make_finding(programme, written_by, sentence="Leaders who back their staff matter.", **changes):
    return Finding.objects.create(programme=programme, written_by=written_by, sentence=sentence, **changes)


def make_evidence(finding, reflection, direction="for", quote=""):
    return Evidence.objects.create(
        finding=finding, reflection=reflection, direction=direction, quote=quote, added_by=finding.written_by
    )


def exported(programme, reflections=None):
    """The reflections that leave, a dict by column each, in the order of the file."""
    return as_dicts(Tables(Selection(programme, reflections)).reflections())


def as_dicts(table):
    names = [column.name for column in table.columns]
    return [dict(zip(names, row, strict=True)) for row in table.rows()]


def read_csv(content):
    """Rows by column as somebody gets them who follows docs/exports.md: read as CSV, apostrophes of the guard off."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
    return [{name: csv_file.unguard(cell) for name, cell in row.items()} for row in rows]
