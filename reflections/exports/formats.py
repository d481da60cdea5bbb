"""Which files there are to export: what each holds, in which formats, and how it is made."""

import tempfile
from typing import NamedTuple

from reflections.exports import csv_file, geojson_file, xlsx_file

CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "geojson": "application/geo+json",
}
FORMATS = tuple(CONTENT_TYPES)
PIECE = 64 * 1024


class Offer(NamedTuple):
    """One file on offer, and how the page tells people about it."""

    what: str
    format: str
    title: str
    hint: str


OFFERS = (
    Offer(
        "reflections",
        "xlsx",
        "Everything, as an Excel workbook",
        "A sheet each for reflections, tags, photos, findings and evidence, and two that explain them.",
    ),
    Offer(
        "reflections",
        "csv",
        "Reflections, as CSV",
        "One row a reflection, for R, NVivo, ATLAS.ti, QualCoder or any spreadsheet.",
    ),
    Offer("tags", "csv", "Tags, as CSV", "One row for each stance on a conundrum, the author's or a researcher's."),
    Offer("photos", "csv", "Captions of photos, as CSV", "One row a photo. The pictures themselves are not in it."),
    Offer(
        "findings",
        "csv",
        "Findings with their evidence, as CSV",
        "One row a piece of evidence. A filter does not narrow findings.",
    ),
    Offer("findings", "xlsx", "Findings with their evidence, as an Excel workbook", "Without the reflections."),
    Offer(
        "reflections",
        "geojson",
        "Reflections, as GeoJSON",
        "For QGIS and other maps. Reflections without a place come along without a point.",
    ),
)
WHATS = tuple(dict.fromkeys(offer.what for offer in OFFERS))


def is_offered(what, format):
    return any((offer.what, offer.format) == (what, format) for offer in OFFERS)


def write(tables, what, format, file):
    """Write one file on offer to a binary file. ``tables`` is a ``Tables``."""
    if format == "xlsx":
        xlsx_file.write(sheets(tables, what), file)
    else:
        file.writelines(stream(tables, what, format))


def stream(tables, what, format):
    """Yield one file on offer as pieces of bytes. A workbook is a zip file, made on disk before its first piece."""
    if format == "csv":
        yield from csv_file.stream(table(tables, what))
    elif format == "geojson":
        yield from geojson_file.stream(tables.reflections())
    else:
        with tempfile.TemporaryFile() as file:
            xlsx_file.write(sheets(tables, what), file)
            file.seek(0)
            yield from iter(lambda: file.read(PIECE), b"")


def table(tables, what):
    if what == "findings":
        return tables.findings_with_evidence()
    return {"reflections": tables.reflections, "tags": tables.tags, "photos": tables.photos}[what]()


def sheets(tables, what):
    return tables.explained(tables.everything() if what == "reflections" else tables.what_was_learnt())
