"""Reading an uploaded file of hosts, CSV or XLSX, as rows of text. Knows nothing of hosts but their columns."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from visits.directory.columns import TITLES, read_headings

MAX_BYTES = 2_000_000
MAX_ROWS = 1_000
MAX_COLUMNS = 100
MAX_LETTERS = 3_000_000  # in all cells together: a small workbook can repeat a long text very often
MAX_UNPACKED_BYTES = 30_000_000
MAX_TAGS = 600_000  # in a worksheet or its texts: a small archive can hold millions, and each is parsed
MAX_OTHER_TAGS = 50_000  # in a part of which nobody reads a word, such as the styles
LAST_LINE = 10_000  # of a worksheet that is read; one cell at its very end would cost seconds

Line = tuple[int, list[str]]  # its number in the file from 1, as spreadsheets show it, and its cells


class HostFileError(ValidationError):
    """The file as a whole cannot be read; the sentence is for the page."""


def read_hosts(file) -> dict:
    """``{"rows": […], "unused": […]}`` of an uploaded CSV or XLSX ``file``, told apart by what it holds.

    A row is ``{"line": 5, "cells": {"name": "…", …}}`` with the keys of ``columns.COLUMNS`` for cells that are not
    empty, and ``"extra": true`` if it is longer than the headings. Raises HostFileError.
    """
    if file.size > MAX_BYTES:
        raise HostFileError("Choose a file smaller than 2 MB.")
    content = file.read()
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise HostFileError("This Excel file is old or has a password. Save it as .xlsx without one, or as CSV.")
    lines = xlsx_lines(content) if content.startswith(b"PK") else csv_lines(content)
    return table(bounded(lines))


def bounded(lines: Iterable[Line]) -> list[Line]:
    """The lines that hold something, within the limits."""
    kept, letters = [], 0
    for number, cells in lines:
        if any(cells):
            kept.append((number, cells))
            letters += sum(map(len, cells))
        if len(kept) > MAX_ROWS + 1:
            raise HostFileError(f"There are more than {MAX_ROWS:,} rows. Send them in several files.")
        if letters > MAX_LETTERS:
            raise HostFileError("There is too much text in this file. Send it in several files.")
    return kept


def table(lines: list[Line]) -> dict:
    if not lines:
        raise HostFileError("This file is empty.")
    (_, headings), *rest = lines
    keys = read_headings(headings)
    if "name" not in keys:
        raise HostFileError("The first row has no column “Name”. The template shows how columns are called.")
    known = [key for key in keys if key]
    if doubled := sorted({TITLES[key] for key in known if known.count(key) > 1}):
        raise HostFileError(f"There are two columns for {' and for '.join(doubled)}. Keep one.")
    if not rest:
        raise HostFileError("There are only headings in this file, no hosts.")
    unused = [heading for heading, key in zip(headings, keys, strict=True) if heading and not key]
    return {"rows": [a_row(number, cells, keys) for number, cells in rest], "unused": unused}


def a_row(number: int, cells: list[str], keys: list[str | None]) -> dict:
    named = {key: cell for key, cell in zip(keys, cells, strict=False) if key and cell}
    extra = {"extra": True} if any(cells[len(keys) :]) else {}
    return {"line": number, "cells": named} | extra


def csv_lines(content: bytes) -> list[Line]:
    text = decoded(content)
    if text[:4].lower() == "sep=":  # Excel's way to say what stands between the cells
        text = "\n" + text.partition("\n")[2]
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter(text))
        return [(number, [cell.strip() for cell in cells]) for number, cells in enumerate(reader, start=1)]
    except csv.Error:
        raise HostFileError("This is not a whole CSV file: a quotation mark may be missing.") from None


def decoded(content: bytes) -> str:
    """UTF-8, UTF-16 when it says so (Excel's "Unicode text"), else Windows-1252."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise HostFileError("This is neither a CSV nor an XLSX file. Save it as one of the two.")


def delimiter(text: str) -> str:
    """What the first line that holds something is best cut by."""
    first = next((line for line in io.StringIO(text, newline=None) if line.strip()), "")
    return max(",;\t", key=lambda mark: sum(map(bool, read_headings(next(csv.reader([first], delimiter=mark), [])))))


def xlsx_lines(content: bytes) -> Iterator[Line]:
    """The lines of the first worksheet; a formula counts as the result kept with it."""
    check_archive(content)
    try:
        yield from worksheet_lines(content)
    except HostFileError:
        raise
    except Exception as error:  # openpyxl raises whatever its parsing comes upon
        raise HostFileError("This XLSX file cannot be read. Open it, save it anew, or save it as CSV.") from error


def check_archive(content: bytes) -> None:
    """Refuse what would unpack to too much, is no workbook, or defines entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if sum(part.file_size for part in parts) > MAX_UNPACKED_BYTES:
                raise HostFileError("This file unpacks to more than a list of hosts can be. Save it as CSV.")
            if "xl/workbook.xml" not in archive.namelist():
                raise HostFileError("This is neither a CSV nor an XLSX file. Save it as one of the two.")
            for part in parts:
                content = archive.read(part)
                if is_xml(content):
                    check_xml(part.filename, content)
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        zlib.error,
    ):
        raise HostFileError("This XLSX file cannot be read. Open it, save it anew, or save it as CSV.") from None


def is_xml(content: bytes) -> bool:
    """Whether it starts as XML does, in any encoding: a workbook may call its parts what it likes."""
    return content.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def check_xml(name: str, content: bytes) -> None:
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise HostFileError("This XLSX file cannot be read. Open it, save it anew, or save it as CSV.")
    is_read = name.startswith("xl/worksheets/") or name == "xl/sharedStrings.xml"
    if content.count(b"<") > (MAX_TAGS if is_read else MAX_OTHER_TAGS):
        raise HostFileError("This file unpacks to more than a list of hosts can be. Save it as CSV.")


def worksheet_lines(content: bytes) -> Iterator[Line]:
    results, formulas = (first_sheet(content, data_only) for data_only in (True, False))
    for number, (values, written) in enumerate(zip(results, formulas, strict=True), start=1):
        yield number, [as_text(*pair) for pair in zip(values, written, strict=True)]


def first_sheet(content: bytes, data_only: bool) -> Iterator[tuple]:
    sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only).worksheets[0]
    sheet.reset_dimensions()  # what a file says of its size may be wrong, and would cut rows off
    return sheet.iter_rows(max_row=LAST_LINE, max_col=MAX_COLUMNS, values_only=True)


def as_text(value, written) -> str:
    """A cell as one would type it: 12.0 is 12, true is yes, a time is 09:00."""
    if value is None:
        return str(written) if written is not None else ""  # a formula whose result was never worked out
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value).strip()
