"""Pieces of a file, for players: Safari plays no sound that doesn't come in pieces."""

import re

# No file has more bytes than 18 digits can say, and Python refuses to read numbers of some thousand.
ONE_RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))", re.ASCII)


class UnsatisfiableError(Exception):
    """The piece asked for lies behind the end."""


def asked_for(request, size, etag):
    """The first byte and the one behind the last that a GET asks for of ``size`` bytes, or None for all of them.

    RFC 9110, section 14. Several ranges at once, and what is no range, are answered with everything, as it allows.
    """
    found = ONE_RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if request.method != "GET" or not found or request.headers.get("If-Range", etag) != etag:
        return None
    first, last, suffix = found.groups()
    if suffix is not None:
        start, stop = max(size - int(suffix), 0), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < int(first):
            return None
    if start >= stop:
        raise UnsatisfiableError
    return start, stop
