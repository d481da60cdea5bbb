import io
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from reflections.exports import xlsx_file
from reflections.exports.columns import Column
from reflections.exports.selection import Selection
from reflections.exports.tables import Table, Tables
from tests import builders
from tests.exporting import make_evidence, make_finding, make_photo

LONG = "🎉" * 20_000
TRICKY = [
    "=1+1",
    "@SUM(A1)",
    "+1",
    "-1",
    "007",
    "1e5",
    "TRUE",
    "https://example.org",
    "mailto:x@example.org",
    "  leading and trailing  ",
    "\ttab\n\nlines\r\nmore\r",
    "nul \x00 bell \x07 \x1f \x7f",
    "\ufffe\uffff",
    "_x0041_",
    "_x0041_x0042_",
    "_x005F_",
    "<r>rich & broken</r>",
    "<r><t>rich</t></r>",
    "<script>&amp;",
    "שלום مرحبا \u202e",
    "🧑🏽‍🌾 e\u0301",
    "{=1+1}",
    '"',
    "'",
]


def table_of(*rows):
    return Table("Sample", (Column("a", "text", "", ""), Column("b", "number", "", "")), lambda: iter(rows))


def workbook(*tables):
    file = io.BytesIO()
    xlsx_file.write(tables, file)
    return load_workbook(file)


def shown(cell):
    """What Excel shows for the stored text: ``_xHHHH_`` stands for a character (ECMA-376, 22.9.2.19)."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), cell.value)


def read(book, name):
    rows = list(book[name].iter_rows(values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("text", TRICKY)
def test_text_stays_text_character_for_character(text):
    cell = workbook(table_of((text, 1)))["Sample"]["A2"]

    assert (cell.data_type, shown(cell), cell.hyperlink) == ("s", text, None)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(codec="utf-8"), min_size=1) | st.text("_x0041F<r>/=&\r\n\t ", min_size=1))
@example("<r>x</r>")
@example("_x005F_x0041_")
def test_every_text_comes_back(text):
    assert shown(workbook(table_of((text, 1)))["Sample"]["A2"]) == text


def test_a_text_longer_than_a_cell_goes_on_in_a_sheet_of_its_own():
    book = workbook(table_of(("short", 1), (LONG, 2)))

    rest = read(book, "Continued")
    assert [(row["sheet"], row["row"], row["column"], row["part"]) for row in rest] == [("Sample", 3, "a", 2)]
    assert book["Sample"]["A3"].value + rest[0]["text"] == LONG
    assert all(len(text.encode("utf-16-le")) // 2 <= 32_767 for text in (book["Sample"]["A3"].value, rest[0]["text"]))


def test_a_text_that_just_fits_is_not_cut():
    text = "x" * 32_767

    book = workbook(table_of((text, 1)))

    assert (book["Sample"]["A2"].value, book.sheetnames) == (text, ["Sample"])


def test_more_rows_than_a_sheet_holds_is_an_error_not_a_loss(monkeypatch):
    monkeypatch.setattr(xlsx_file, "ROW_LIMIT", 3)

    with pytest.raises(xlsx_file.TooManyRowsError, match="A sheet of Excel holds 3 rows, and “Sample” has more"):
        workbook(table_of(("a", 1), ("b", 2), ("c", 3)))


def test_the_workbook_of_a_programme(programme, reflection, conundrum, carys, ben):
    reflection.words = "=1+1\n🎉"
    reflection.save()
    builders.make_tag(reflection, conundrum, "unsure")
    photo = make_photo(reflection, caption="+caption")
    finding = make_finding(programme, carys)
    piece = make_evidence(finding, reflection, "against", quote="=1")
    tables = Tables(Selection(programme), ["Hunt: Canal hunt", "Stance: Unsure"])

    book = workbook(*tables.explained(tables.everything()))

    assert book.sheetnames == [
        "Reflections",
        "Tags",
        "Photos",
        "Findings",
        "Evidence",
        "Conundrums",
        "About",
        "Columns",
    ]
    (row,) = read(book, "Reflections")
    assert (row["words"], row["conundrum_1"], row["photos"]) == ("=1+1\n🎉", "unsure", 1)
    assert (row["latitude"], row["longitude"]) == (53.483, -2.334)
    assert read(book, "Tags") == [
        {
            "reflection_id": str(reflection.pk),
            "conundrum": 1,
            "conundrum_label": "Label 1",
            "stance": "unsure",
            "tagged_by": "author",
        }
    ]
    assert [(row["photo_id"], row["caption"]) for row in read(book, "Photos")] == [(str(photo.pk), "+caption")]
    assert [(row["finding_id"], row["evidence_against"]) for row in read(book, "Findings")] == [(finding.pk, 1)]
    assert [(row["evidence_id"], row["quote"]) for row in read(book, "Evidence")] == [(piece.pk, "=1")]
    assert [row["question"] for row in read(book, "Conundrums")] == ["Sample question 1?"]
    about = [(row["about"], row["text"]) for row in read(book, "About")]
    assert ("Programme", "Canal Voices") in about
    assert [text for name, text in about if name == "Filter"] == ["Hunt: Canal hunt", "Stance: Unsure"]
    explained = {(row["sheet"], row["column"]) for row in read(book, "Columns")}
    sheets = book.sheetnames[:-2]
    assert explained == {(name, cell.value) for name in sheets for cell in book[name][1]}


def test_no_cell_is_a_formula(programme, reflection):
    programme.name = "=HYPERLINK(1)"
    programme.save()
    tables = Tables(Selection(programme))

    book = workbook(*tables.explained(tables.everything()))

    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert types == {"s", "n"}
    assert book["Reflections"]["B2"].value == "=HYPERLINK(1)"


def test_nothing_to_export_is_headings(programme, conundrum):
    tables = Tables(Selection(programme))

    book = workbook(*tables.everything())

    assert [sheet.max_row for sheet in book] == [1, 1, 1, 1, 1, 2]
