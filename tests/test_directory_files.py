"""Reading files of hosts: CSV as spreadsheets write it, XLSX, and what is neither."""

import io
import re
import zipfile
from datetime import date, time

import pytest
from django.core.files.base import ContentFile
from openpyxl import Workbook

from visits.directory.cells import mend
from visits.directory.columns import COLUMNS, read_headings
from visits.directory.files import MAX_COLUMNS, HostFileError, read_hosts
from visits.directory.matching import NearNames, same_name
from visits.directory.template_files import write_csv, write_xlsx

pytestmark = pytest.mark.once

NEITHER = "This is neither a CSV nor an XLSX file. Save it as one of the two."
UNREADABLE = "This XLSX file cannot be read. Open it, save it anew, or save it as CSV."


def read(content):
    return read_hosts(ContentFile(content if isinstance(content, bytes) else content.encode(), "hosts"))


def cells(content):
    return [row["cells"] for row in read(content)["rows"]]


def refusal(content):
    with pytest.raises(HostFileError) as refused:
        read(content)
    return refused.value.message


def workbook(*rows, sheet=None):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return replaced(file.getvalue(), sheet) if sheet else file.getvalue()


def replaced(content, change):
    """A workbook whose first sheet's XML went through ``change``."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, change(part) if name == "xl/worksheets/sheet1.xml" else part)
    return file.getvalue()


TEXT = "Name,Kind,Borough\nCafé Común,charity,Salford\n"
ROW = {"name": "Café Común", "kind": "charity", "borough": "Salford"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_csv_is_read_as_any_spreadsheet_writes_it(encoding, mark, end):
    assert cells(TEXT.replace(",", mark).replace("\n", end).encode(encoding)) == [ROW]


def test_excels_own_first_line_is_no_row():
    assert cells("sep=;\n" + TEXT.replace(",", ";")) == [ROW]


def test_rows_keep_the_number_that_a_spreadsheet_shows():
    rows = read('\nName,About\n\n"A","two\nlines"\n,\nB,\n')["rows"]

    assert rows == [{"line": 4, "cells": {"name": "A", "about": "two\nlines"}}, {"line": 6, "cells": {"name": "B"}}]


@pytest.mark.parametrize("heading", ["step_free", "Step-free", " STEP FREE ", "stepfree", "Is it step-free?"])
def test_headings_are_known_however_they_are_spelt(heading):
    assert read_headings([heading]) == ["step_free"]


def test_columns_in_any_order_and_those_nobody_knows():
    assert read("Colour,KIND,Host name\nblue,charity,A\n") == {
        "rows": [{"line": 2, "cells": {"kind": "charity", "name": "A"}}],
        "unused": ["Colour"],
    }


def test_a_cell_too_many_is_noted():
    assert read("Name,About\nA,good, better\n")["rows"][0]["extra"]
    assert "extra" not in read("Name,About\nA,good,,\n")["rows"][0]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "This file is empty."),
        ("\n ,\n", "This file is empty."),
        ("Name,Kind\n", "There are only headings in this file, no hosts."),
        ("A,charity\n", "The first row has no column “Name”. The template shows how columns are called."),
        ("Name,Host,E-mail,email\nA,B,,\n", "There are two columns for Contact email and for Name. Keep one."),
        ("Name\n" + "A\n" * 1001, "There are more than 1,000 rows. Send them in several files."),
        ('Name\n"' + "x" * 200_000, "This is not a whole CSV file: a quotation mark may be missing."),
        ("Name\n" + "x" * 2_000_000, "Choose a file smaller than 2 MB."),
        (b"\x89PNG\r\n\x1a\n\0\0", NEITHER),
        (b"Name\n\x81\x8d", NEITHER),
        (b"\xd0\xcf\x11\xe0old", "This Excel file is old or has a password. Save it as .xlsx without one, or as CSV."),
        (b"PK but no archive", UNREADABLE),
    ],
)
def test_a_file_that_is_no_list_of_hosts_is_refused_with_a_sentence(content, sentence):
    assert refusal(content) == sentence


def test_a_workbook_is_read_with_its_dates_numbers_and_truths():
    content = workbook(
        ["Name", "Capacity", "Latitude", "Step-free", "Contact phone", "About", "Monday"],
        ["A", 40.0, 53.4975, True, 1614960000, date(2026, 7, 7), time(9)],
        [None, None],
        ["B", None, 53, False, "0161 496 0000", 2.5, " 09:00-17:00 "],
    )

    assert cells(content) == [
        {
            "name": "A",
            "capacity": "40",
            "latitude": "53.4975",
            "step_free": "yes",
            "contact_phone": "1614960000",
            "about": "2026-07-07",
            "monday": "09:00",
        },
        {
            "name": "B",
            "latitude": "53",
            "step_free": "no",
            "contact_phone": "0161 496 0000",
            "about": "2.5",
            "monday": "09:00-17:00",
        },
    ]


def test_a_formula_is_its_result_or_is_left_for_the_row_to_refuse():
    def with_result(xml):
        return re.sub(rb"<f>1\+1</f><v ?(/>|></v>)", b"<f>1+1</f><v>2</v>", xml)

    known = workbook(["Name", "Capacity"], ["A", "=1+1"], sheet=with_result)
    unknown = workbook(["Name", "Capacity"], ["A", "=1+1"])

    assert cells(known) == [{"name": "A", "capacity": "2"}]
    assert cells(unknown) == [{"name": "A", "capacity": "=1+1"}]


def test_a_workbook_that_is_wrong_about_its_own_size_is_read_whole():
    def belittle(xml):
        return xml.replace(b'ref="A1:A3"', b'ref="A1:A1"')

    assert cells(workbook(["Name"], ["A"], ["B"], sheet=belittle)) == [{"name": "A"}, {"name": "B"}]


@pytest.mark.parametrize("row", ["1048577", "9" * 30])
def test_a_row_far_below_is_not_looked_for(row):
    def move(xml):
        return xml.replace(b'<row r="2"', f'<row r="{row}"'.encode()).replace(b' r="A2"', b"")

    assert refusal(workbook(["Name"], ["A"], sheet=move)) == "There are only headings in this file, no hosts."


def archive(**parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, part in parts.items():
            made.writestr(name.replace("__", "/"), part)
    return file.getvalue()


def test_what_unpacks_to_too_much_is_refused_before_it_is_unpacked():
    bomb = archive(**{"xl__workbook.xml": b"<workbook/>", "xl__worksheets__sheet1.xml": b" " * 31_000_000})

    assert len(bomb) < 100_000
    assert refusal(bomb) == "This file unpacks to more than a list of hosts can be. Save it as CSV."


@pytest.mark.parametrize("name", ["xl__styles.xml", "xl__styles.png"])
def test_a_small_archive_with_very_many_styles_is_refused(name):
    """openpyxl took a minute and 1.6 GB for two million of them."""
    styles = b"<styleSheet><cellXfs>" + b"<xf/>" * 200_000 + b"</cellXfs></styleSheet>"
    bomb = archive(**{"xl__workbook.xml": b"<workbook/>", name: styles})

    assert len(bomb) < 100_000
    assert refusal(bomb) == "This file unpacks to more than a list of hosts can be. Save it as CSV."


def test_one_long_text_in_very_many_cells_is_refused():
    content = workbook(["Name"], *[["x" * 30_000]] * 200)

    assert len(content) < 100_000
    assert refusal(content) == "There is too much text in this file. Send it in several files."


def test_entities_and_other_archives_and_broken_ones_are_refused():
    def declare(xml):
        return b'<!DOCTYPE x [<!ENTITY a "b">]>' + xml

    good = workbook(["Name"], ["A"])

    assert refusal(workbook(["Name"], ["A"], sheet=declare)) == UNREADABLE
    assert refusal(workbook(["Name"], ["A"], sheet=lambda xml: xml[:-40])) == UNREADABLE
    assert refusal(good[:-30]) == UNREADABLE
    assert refusal(archive(**{"word__document.xml": b"<x/>"})) == NEITHER


def test_cells_beyond_the_last_column_are_not_read():
    (row,) = cells(workbook(["Name", *[None] * MAX_COLUMNS, "Kind"], ["A", *[None] * MAX_COLUMNS, "charity"]))

    assert row == {"name": "A"}


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_the_template_has_every_column_and_no_host(write):
    content = write().getvalue()

    assert refusal(content) == "There are only headings in this file, no hosts."
    assert read_headings([column.title for column in COLUMNS]) == [column.key for column in COLUMNS]


@pytest.mark.parametrize(
    ("key", "cell", "mended"),
    [
        ("kind", "Community anchor", "community-anchor"),
        ("kind", "community_anchor", "community-anchor"),
        ("kind", "residents group", "residents-group"),
        ("kind", "CO-OPERATIVE", "cooperative"),
        ("step_free", "Y", "yes"),
        ("step_free", "False", "no"),
        ("latitude", "53,4975", "53.497500"),
        ("longitude", "-2.33412345678", "-2.334123"),
        ("latitude", "north", "north"),
        ("latitude", "1e999", "1e999"),
        ("monday", "9-17", "09:00-17:00"),
        ("monday", "9.30 to 17:00", "09:30-17:00"),
        ("monday", "09:00 – 17:00", "09:00-17:00"),
        ("monday", "Closed", ""),
    ],
)
def test_a_cell_is_understood_as_people_write_it(key, cell, mended):
    assert mend({key: cell}) == ({key: mended}, {})


@pytest.mark.parametrize(
    ("key", "cell", "sentence"),
    [
        ("kind", "club", "“club” is no kind of host. Use one of these: Community anchor, Big Local partnership,"),
        ("step_free", "perhaps", "Write yes or no, or leave it empty when it is not known."),
        ("monday", "mornings", "Write the hours as 09:00-17:00, or closed."),
        ("monday", "09:00", "Write the hours as 09:00-17:00, or closed."),
        ("about", "=A2&B2", "This is a formula without its result. Type the value."),
        ("about", "#REF!", "The spreadsheet says #REF! here. Type the value."),
    ],
)
def test_a_cell_nobody_understands_says_what_to_write(key, cell, sentence):
    mended, wrong = mend({key: cell})

    assert (mended, wrong[key][: len(sentence)]) == ({}, sentence)


@pytest.mark.parametrize(
    "name",
    ["Leigh Neighbours", "the leigh  neighbours", "Leigh-Neighbours Ltd.", "Léigh Neighbours C.I.C. Limited"],
)
def test_spellings_of_one_name_are_the_same(name):
    assert same_name(name) == "leigh neighbours"


@pytest.mark.parametrize(("one", "other"), [("Arts & Minds", "Arts and Minds"), ("Company", "The Company")])
def test_and_is_and(one, other):
    assert same_name(one) == same_name(other)


@pytest.mark.parametrize("name", ["Ltd", "The", "...", "東京"])
def test_a_name_of_endings_and_signs_alone_is_still_a_name(name):
    assert same_name(name)


def test_names_that_may_mean_the_same_are_offered_the_likest_first():
    names = NearNames([("Leigh Neighbours", 1), ("Leigh Neighbourhood", 2), ("BlueSci", 3), ("Sale Library", 4)])

    assert names.closest("Leigh Neighbors") == [1, 2]
    assert names.closest("Blue SCI") == [3]
    assert names.closest("Something else") == []
