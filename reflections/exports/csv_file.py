"""CSV by RFC 4180: UTF-8, comma, double quotes where needed, CRLF after each row.

It starts with a byte order mark, without which Excel reads UTF-8 as the local code page and breaks every accent and
emoji; R, pandas, LibreOffice and SPSS skip it (in Python, open with ``utf-8-sig``).

A spreadsheet may run text that looks like a formula (CWE-1236, OWASP "CSV Injection"). Such a text, and no other, gets
one apostrophe in front, which ``unguard`` takes off again; numbers are not touched.
"""

import re

BATCH = 250
BOM = "\ufeff"
REMEMBERED = 10_000
REPEATS_WITHIN = 200

# Spaces, quotes, apostrophes, controls and invisible marks, which spreadsheets may skip, before what starts a formula;
# also in full width and as small forms, which some locales fold. A tab or a line end before it starts one as well.
FORMULA = re.compile(
    "[\\s'\"\x00-\x20\x7f-\xa0\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*"
    "[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]"
)


def guard(text):
    """Put an apostrophe before a text that could become a formula, and before one that would look guarded."""
    return f"'{text}" if FORMULA.match(text) else text


def unguard(text):
    """The text that was given to ``guard``, for every text."""
    return text[1:] if text.startswith("'") and FORMULA.match(text, 1) else text


class Cells(dict):
    """Cells as they stand in the file, by what they hold. Most cells of a table repeat (hunts, hosts, authors), so
    each is guarded and quoted once; a table writes in half the time it takes ``csv.writer``."""

    def __missing__(self, cell):
        spelt = spell(cell)
        if len(spelt) <= REPEATS_WITHIN:
            if len(self) >= REMEMBERED:
                self.clear()
            self[cell] = spelt
        return spelt


def spell(cell):
    """One cell: text, a number or None, guarded and, where RFC 4180 asks for it, in double quotes."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return repr(cell).removesuffix(".0")
    text = guard(cell)
    if '"' in text or "," in text or "\n" in text or "\r" in text:
        return '"{}"'.format(text.replace('"', '""'))
    return text


def stream(table):
    """Yield the file in pieces of bytes; memory holds one piece."""
    cell = Cells().__getitem__
    lines = [BOM + spell_row(cell, [column.name for column in table.columns])]
    for row in table.rows():
        lines.append(spell_row(cell, row))
        if len(lines) >= BATCH:
            yield "".join(lines).encode()
            lines.clear()
    yield "".join(lines).encode()


def spell_row(cell, row):
    return ",".join(map(cell, row)) + "\r\n"


def write(table, file):
    """Write the table to a binary file."""
    file.writelines(stream(table))
