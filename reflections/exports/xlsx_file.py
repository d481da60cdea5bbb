"""An Excel workbook, one sheet a table. Text is stored as text, so no cell can become a formula or a link.

Nothing typed is lost: what is longer than Excel lets a cell be goes on in a sheet called Continued.
"""

import re
from itertools import count

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

# Counted in UTF-16 units, of which an emoji takes two.
CELL_LIMIT = 32_767
ROW_LIMIT = 1_048_576
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
WIDTHS = {"text": 24, "number": 11, "code": 15, "time": 26, "date": 12, "list": 24}
WIDE = {"words": 80, "quote": 80, "argument": 60, "sentence": 60, "question": 60, "caption": 40, "meaning": 80}
CONTINUED = ("sheet", "row", "column", "part", "text")


class TooManyRowsError(Exception):
    """More rows than a sheet of Excel can hold."""


class TextSheet(Worksheet):
    """A sheet that writes every text as it is.

    XlsxWriter takes a text from ``<r>`` to ``</r>`` for its own rich text and would put it into the file as markup,
    and it misses an escape that shares its underscore with the one before (``_x0041_x0042_``).
    """

    _looks_escaped = re.compile("_(?=x[0-9a-fA-F]{4}_)")
    _control = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]")

    def _escape_control_characters(self, data):
        data = self._looks_escaped.sub("_x005F_", data)
        data = self._control.sub(lambda match: f"_x{ord(match.group()):04X}_", data)
        return f"_x003C_{data[1:]}" if data.startswith("<r>") else data


def write(tables, file):
    """Write the tables to a binary file, a sheet each. Raise TooManyRowsError if a sheet can't hold a table."""
    workbook = Workbook(file, OPTIONS)
    continued = Continued(workbook)
    try:
        for table in tables:
            write_sheet(workbook, table, continued)
    finally:
        workbook.close()


def write_sheet(workbook, table, continued):
    sheet = add_sheet(workbook, table.name, [column.name for column in table.columns])
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, WIDE.get(column.name, WIDTHS[column.kind]))
    write_string, write_number = sheet.write_string, sheet.write_number
    for number, row in enumerate(table.rows(), start=1):
        if number == ROW_LIMIT:
            raise TooManyRowsError(f"A sheet of Excel holds {ROW_LIMIT:,} rows, and “{table.name}” has more. Use CSV.")
        for place, cell in enumerate(row):
            if cell.__class__ is str:
                if len(cell) * 2 > CELL_LIMIT:
                    cell = continued.fit(cell, table.name, number + 1, table.columns[place].name)  # noqa: PLW2901
                if cell:
                    write_string(number, place, cell)
            elif cell is not None:
                write_number(number, place, cell)


def add_sheet(workbook, name, headings):
    sheet = workbook.add_worksheet(name, worksheet_class=TextSheet)
    bold = workbook.add_format({"bold": True})
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
    return sheet


class Continued:
    """The sheet for what does not fit into a cell, made when first needed."""

    def __init__(self, workbook):
        self.workbook = workbook
        self.sheet = None
        self.rows = count(1)

    def fit(self, text, sheet_name, row, column):
        """Return as much of the text as a cell can hold; write the rest, in parts from 2 on, to the sheet."""
        head, *rest = parts(text)
        for number, part in enumerate(rest, start=2):
            self._write(sheet_name, row, column, number, part)
        return head

    def _write(self, sheet_name, row, column, part, text):
        if self.sheet is None:
            self.sheet = add_sheet(self.workbook, "Continued", CONTINUED)
        place = next(self.rows)
        self.sheet.write_string(place, 0, sheet_name)
        self.sheet.write_number(place, 1, row)
        self.sheet.write_string(place, 2, column)
        self.sheet.write_number(place, 3, part)
        self.sheet.write_string(place, 4, text)


def parts(text, limit=CELL_LIMIT):
    """Cut a text into parts of at most ``limit`` UTF-16 units, never through a character."""
    if len(text.encode("utf-16-le")) // 2 <= limit:
        return [text]
    size = limit // 2
    return [text[start : start + size] for start in range(0, len(text), size)]
