"""An empty file of hosts to fill in."""

import csv
import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from visits.directory.columns import COLUMNS
from visits.directory.files import MAX_ROWS
from visits.models import HostOrganisation

HEADINGS = [column.title for column in COLUMNS]


def write_csv() -> io.BytesIO:
    """With a byte order mark, by which Excel knows UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerow(HEADINGS)
    return io.BytesIO(text.getvalue().encode("utf-8-sig"))


def write_xlsx() -> io.BytesIO:
    """Hosts on the first sheet, its cells as text so that a phone number keeps its zero; what to write on the next."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Hosts"
    sheet.append(HEADINGS)
    sheet.freeze_panes = "B2"
    for number, heading in enumerate(sheet[1], start=1):
        heading.font = Font(bold=True)
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width, dimension.number_format = 20, "@"
    add_explanations(book)
    return saved(book)


def add_explanations(book):
    notes = book.create_sheet("What to write")
    notes.append(["Column", "What to write"])
    for column in COLUMNS:
        notes.append([column.title, column.hint])
    kinds = book.create_sheet("Kinds")
    for label in HostOrganisation.Kind.labels:
        kinds.append([str(label)])
    offer(book["Hosts"], "kind", f"=Kinds!$A$1:$A${len(HostOrganisation.Kind)}")
    offer(book["Hosts"], "step_free", '"yes,no"')
    notes.column_dimensions["A"].width, notes.column_dimensions["B"].width = 20, 70
    kinds.column_dimensions["A"].width = 30


def offer(sheet, key, choices):
    """A drop-down list in each cell of a column; other words can still be typed."""
    letter = get_column_letter([column.key for column in COLUMNS].index(key) + 1)
    rule = DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=False)
    rule.add(f"{letter}2:{letter}{MAX_ROWS + 1}")
    sheet.add_data_validation(rule)


def saved(book) -> io.BytesIO:
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
