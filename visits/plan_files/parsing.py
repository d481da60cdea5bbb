"""From bytes to JSON, strictly: what readers of JSON disagree about is told apart, not guessed. Pure.

RFC 8259 leaves open what a name given twice means; here each object remembers it, for the error to say where.
"""

import json

MAX_BYTES = 5_000_000
MAX_DIGITS = 20


class NotJSON(Exception):  # noqa: N818 - a fact about the file
    """The file is no JSON text; the message says where it stops being one."""


class JSONObject(dict):
    """An object and the names that were given in it more than once."""

    def __init__(self, pairs):
        super().__init__(pairs)
        seen: set[str] = set()
        self.repeated = sorted({name for name, _ in pairs if name in seen or seen.add(name)})


class NoNumber:
    """NaN, Infinity, or an integer longer than any of ours: Python would take it, JSON or a database would not."""

    def __init__(self, text: str):
        self.text = text


def parse(content: bytes) -> object:
    """Return the JSON value in ``content`` with ``JSONObject`` for objects; raises NotJSON."""
    if len(content) > MAX_BYTES:
        raise NotJSON(f"The file is larger than {MAX_BYTES // 1_000_000} MB.")
    try:
        return json.loads(
            content.decode("utf-8-sig"), object_pairs_hook=JSONObject, parse_constant=NoNumber, parse_int=whole
        )
    except UnicodeDecodeError as error:
        raise NotJSON(f"The file is not text in UTF-8: byte {error.start + 1:,} is none.") from None
    except json.JSONDecodeError as error:
        raise NotJSON(f"Line {error.lineno}, column {error.colno}: this is not JSON. {error.msg}.") from None
    except RecursionError:
        raise NotJSON("The file is nested too deeply to be a plan.") from None


def whole(digits: str) -> int | NoNumber:
    return int(digits) if len(digits) <= MAX_DIGITS else NoNumber("a number of that many digits")
