import csv
import io
import string

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reflections.exports import csv_file
from reflections.exports.columns import Column
from reflections.exports.csv_file import guard, unguard
from reflections.exports.selection import Selection
from reflections.exports.tables import Table, Tables
from tests import builders
from tests.exporting import make_encounter, make_evidence, make_finding, make_photo, read_csv

FORMULAS = [
    "=1+1",
    "+1",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "\rx",
    "\nx",
    " =1",
    "\u00a0=1",
    "\u200b=1",
    "\ufeff=1",
    '"=1',
    "'=1",
    "''@x",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "−1",
]
HARMLESS = ["", "x=1", "'tis", "''", '"quoted"', " indented", "1-2", "a\t=b", "é", "🎉", "#hash", "(x)"]
TRICKY = [
    "",
    "plain",
    "a,b",
    'she said "yes"',
    "one\ntwo",
    "one\r\ntwo\r",
    "  spaces  ",
    "\t\ttabs",
    "🧑🏽‍🌾 e\u0301 ñ",
    "שלום, مرحبا",
    "\u202eevil",
    "nul\x00inside",
    "\x0b\x0c\x1f",
    "'",
    '"',
    "<script>alert(1)</script>",
    "\u2028line separator",
]
ANY_TEXT = st.text(st.characters(codec="utf-8"))
SHARP_TEXT = st.text("'\"=+-@＝\t\r\n ,\ufeffaé\x00", max_size=12)


def table_of(*columns, rows):
    return Table("Sample", tuple(Column(name, "text", "", "") for name in columns), lambda: iter(rows))


def written(table):
    file = io.BytesIO()
    csv_file.write(table, file)
    return file.getvalue()


def raw_rows(content):
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_become_a_formula_gets_one_apostrophe(text):
    assert guard(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_anything_else_stays_as_it_is(text):
    assert guard(text) == text


@settings(deadline=None)
@given(ANY_TEXT | SHARP_TEXT)
@example("'=1")
@example("''=1")
@example("'")
def test_the_guard_comes_off_every_text(text):
    assert unguard(guard(text)) == text
    assert guard(text) in (text, f"'{text}")


@settings(deadline=None)
@given(ANY_TEXT | SHARP_TEXT)
def test_no_guarded_text_starts_a_formula(text):
    assert guard(text).lstrip(string.whitespace + '"')[:1] not in set("=+-@＝＋－＠")


@settings(deadline=None)
@given(st.lists(st.tuples(ANY_TEXT | SHARP_TEXT, ANY_TEXT | SHARP_TEXT), max_size=5))
def test_every_text_comes_back_character_for_character(rows):
    content = written(table_of("a", "b", rows=rows))

    assert read_csv(content) == [{"a": a, "b": b} for a, b in rows]


# Adding nothing makes 0 of -0: both are one number, and one cell.
NUMBERS = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)


@settings(deadline=None)
@given(st.lists(st.tuples(SHARP_TEXT, st.none() | st.integers() | NUMBERS)))
def test_the_file_is_what_pythons_own_writer_would_write(rows):
    file = io.StringIO(newline="")
    plain = [[guard(text), repr(cell).removesuffix(".0") if isinstance(cell, float) else cell] for text, cell in rows]
    csv.writer(file).writerows([["a", "b"], *plain])

    assert raw_rows(written(table_of("a", "b", rows=rows))) == raw_rows(file.getvalue().encode())


def test_words_as_typed_in_the_database(programme, participation):
    typed = [text for text in TRICKY if "\x00" not in text]  # PostgreSQL can't keep a NUL.
    for words in typed:
        builders.make_reflection(participation, words=words)

    rows = read_csv(written(Tables(Selection(programme)).reflections()))

    assert sorted(row["words"] for row in rows) == sorted(typed)


def test_a_nul_does_not_break_the_file():
    assert read_csv(written(table_of("a", "b", rows=[(text, "x") for text in TRICKY]))) == [
        {"a": text, "b": "x"} for text in TRICKY
    ]


def test_bytes_as_rfc_4180_and_excel_want_them():
    content = written(table_of("a", "b", rows=[("é", None), ('x"y', 1), ("-1", -2.5)]))

    assert content == b'\xef\xbb\xbfa,b\r\n\xc3\xa9,\r\n"x""y",1\r\n\'-1,-2.5\r\n'


def test_nothing_to_export_is_a_header(programme, conundrum):
    (header,) = raw_rows(written(Tables(Selection(programme)).reflections()))

    assert header == [
        "reflection_id",
        "programme",
        "hunt",
        "hunt_date",
        "route",
        "moment",
        "stop",
        "stop_kind",
        "host",
        "host_kind",
        "borough",
        "encounter",
        "latitude",
        "longitude",
        "point_is",
        "noted_at",
        "noted_at_utc",
        "edited",
        "author",
        "author_is",
        "author_agrees_to",
        "words",
        "conundrum_1",
        "researcher_tags",
        "photos",
        "photo_ids",
    ]


def test_a_long_table_comes_in_pieces_and_whole():
    rows = [(f"row {number}", "x" * (number % 400)) for number in range(25_000)]

    pieces = list(csv_file.stream(table_of("a", "b", rows=rows)))

    assert len(pieces) == 101
    assert raw_rows(b"".join(pieces))[1:] == [list(row) for row in rows]


def test_no_cell_of_any_column_can_become_a_formula(programme, hunt, ben, carys, conundrum):
    """Plant a formula in every text somebody can type, then look at every cell of every file."""
    for thing, fields in ((programme, ["name"]), (hunt, ["title"]), (conundrum, ["label", "question"])):
        for field in fields:
            setattr(thing, field, f"=HYPERLINK({field})")
        thing.save()
    host = builders.make_host(programme, name="@host", borough="+borough")
    route = builders.make_route(hunt, name="-route")
    visit = builders.make_visit(route, builders.make_stop(hunt, "=stop", host=host))
    author = builders.make_participation(hunt, ben, route, consents=("analysis", "naming"), name="=name")
    opened = make_encounter(author, title="=encounter")
    for changes in ({"moment": "visit", "visit": visit}, {"moment": "encounter", "encounter": opened}):
        reflection = builders.make_reflection(author, words="=words", **changes)
        make_photo(reflection, caption="=caption", recognisable="agreed", who="=who")
        builders.make_tag(reflection, conundrum)
        make_evidence(make_finding(programme, carys, "=sentence", argument="=argument"), reflection, quote="=w")
    tables = Tables(Selection(programme))
    files = [tables.reflections(), tables.tags(), tables.photos(), tables.findings_with_evidence()]

    cells = [cell for table in [*files, tables.conundrums()] for row in raw_rows(written(table)) for cell in row]

    dangerous = {cell for cell in cells if cell[:1] in set("=+-@")}
    assert dangerous == {"-2.334", "-2.35"}  # numbers: longitudes of the base and of the encounter
    planted = "=HYPERLINK(name) =HYPERLINK(title) =HYPERLINK(label) =HYPERLINK(question) @host +borough -route =stop "
    planted += "=name =encounter =words =caption =who =sentence =argument =w"
    assert {f"'{text}" for text in planted.split()} <= set(cells)
