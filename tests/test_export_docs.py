import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reflections.exports import columns, formats
from reflections.exports.csv_file import guard

PAGE = (Path(__file__).parent.parent / "docs" / "exports.md").read_text(encoding="utf-8")


def documented(heading):
    """The cells of the table below a heading, a tuple a row."""
    section = PAGE.split(f"### {heading}\n")[1].split("\n#")[0]
    rows = [line for line in section.splitlines() if line.startswith("| `")]
    return [tuple(cell.strip() for cell in row.strip("|").split("|")) for row in rows]


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("Reflections", columns.reflection_columns([1])),
        ("Tags", columns.TAGS),
        ("Photos", columns.PHOTOS),
        ("Findings", columns.FINDINGS),
        ("Evidence", columns.EVIDENCE),
        ("Conundrums", columns.CONUNDRUMS),
    ],
)
def test_every_column_is_documented_as_it_is(heading, expected):
    assert documented(heading) == [(f"`{name}`", kind, meaning, example) for name, kind, meaning, example in expected]


def test_every_file_is_documented():
    documented_files = re.findall(r"^\| `(\w+\.\w+)` \|", PAGE, re.MULTILINE)

    assert sorted(documented_files) == sorted(f"{offer.what}.{offer.format}" for offer in formats.OFFERS)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8")) | st.text("'\"=+-@＝\t\r\n ,\ufeffa", max_size=8))
def test_the_documented_pattern_takes_the_guard_off(text):
    source = re.search(r"GUARDED = re.compile\(.*?\n\)", PAGE, re.DOTALL)[0]
    names = {"re": re}
    exec(source, names)
    cell = guard(text)

    assert (cell[1:] if names["GUARDED"].match(cell) else cell) == text
