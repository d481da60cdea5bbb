"""From a row's cells to what the directory's own forms take. Pure."""

import re
from decimal import Decimal, InvalidOperation

from openpyxl.cell.cell import ERROR_CODES

from visits.directory.columns import DAYS, squeezed
from visits.models import HostOrganisation

HOST = {"name": "name", "kind": "kind", "borough": "borough", "about": "about", "website": "website"}
VENUE = {
    "venue": "name",
    "address": "address",
    "latitude": "latitude",
    "longitude": "longitude",
    "step_free": "step_free",
    "capacity": "capacity",
    "access_notes": "access_notes",
}
CONTACT = {"contact_name": "name", "contact_role": "role", "contact_email": "email", "contact_phone": "phone"}

YES, NO = {"yes", "y", "true", "1"}, {"no", "n", "false", "0"}
KINDS = {squeezed(word): kind.value for kind in HostOrganisation.Kind for word in (kind.value, kind.label)}
SPAN = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::00)?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.](\d\d))?(?::00)?", re.IGNORECASE)


def mend(cells: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """``cells`` in the words the forms know, and what is wrong with the others, by their keys."""
    mended, wrong = {}, {}
    for key, cell in cells.items():
        try:
            mended[key] = mended_cell(key, cell)
        except ValueError as error:
            wrong[key] = str(error)
    return mended, wrong


def mended_cell(key: str, cell: str) -> str:
    if cell.startswith("="):
        raise ValueError("This is a formula without its result. Type the value.")
    if cell in ERROR_CODES:
        raise ValueError(f"The spreadsheet says {cell} here. Type the value.")
    if key in DAYS:
        return opening(cell)
    return {"kind": kind, "step_free": yes_or_no, "latitude": degrees, "longitude": degrees}.get(key, same)(cell)


def same(cell: str) -> str:
    return cell.replace("\r\n", "\n")


def kind(cell: str) -> str:
    try:
        return KINDS[squeezed(cell)]
    except KeyError:
        labels = ", ".join(str(label) for label in HostOrganisation.Kind.labels)
        raise ValueError(f"“{cell[:60]}” is no kind of host. Use one of these: {labels}.") from None


def yes_or_no(cell: str) -> str:
    word = cell.casefold()
    if word not in YES | NO:
        raise ValueError("Write yes or no, or leave it empty when it is not known.")
    return "yes" if word in YES else "no"


def degrees(cell: str) -> str:
    """With a point, not a comma, and rounded to about ten centimetres; what is no number is left to the form."""
    cell = re.sub(r"^(-?\d+),(\d+)$", r"\1.\2", cell)
    try:
        number = Decimal(cell)
        return f"{number:.6f}" if number.is_finite() and abs(number) < 1000 else cell
    except InvalidOperation:
        return cell


def opening(cell: str) -> str:
    """``09:00-17:00``, or nothing for closed."""
    if cell.casefold() == "closed":
        return ""
    found = SPAN.fullmatch(cell)
    if not found:
        raise ValueError("Write the hours as 09:00-17:00, or closed.")
    from_hour, from_minute, to_hour, to_minute = found.groups()
    return f"{int(from_hour):02}:{from_minute or '00'}-{int(to_hour):02}:{to_minute or '00'}"
