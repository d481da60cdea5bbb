"""What changed from one text to another, word by word, in a time that has a bound whatever the texts are."""

import re
from dataclasses import dataclass
from itertools import groupby

# Words of the one times words of the other, as the longest text holds of ordinary words, times itself: a few
# hundredths of a second. Beyond it the whole text counts as changed.
MOST_COMPARED = 4_000**2


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that stayed ("same"), came ("added") or went ("removed")."""

    kind: str
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """How ``after`` came of ``before``; joined, what is "same" or "added" is ``after``, the rest ``before``."""
    head, old, new, tail = between_what_both_share(before, after)
    changes = [("same", head), *changes_of(old, new), ("same", tail)]
    runs = groupby([change for change in changes if change[1]], key=lambda change: change[0])
    return [Piece(kind, "".join(text for _, text in run)) for kind, run in runs]


def between_what_both_share(before, after):
    """What both begin with, what is left of each, and what both end with."""
    old, new = words_and_spaces(before), words_and_spaces(after)
    first = shared(old, new)
    last = shared(old[first:][::-1], new[first:][::-1])
    old_end, new_end = len(old) - last, len(new) - last
    return tuple(map("".join, (old[:first], old[first:old_end], new[first:new_end], old[old_end:])))


def words_and_spaces(text):
    return re.findall(r"\s+|\S+", text)


def shared(old, new):
    """How many of the first are the same in both."""
    pairs = zip(old, new, strict=False)
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(old), len(new)))


def changes_of(before, after):
    """Kind and text, word by word: what went before what came in its place."""
    old, new = words_of(before), words_of(after)
    if len(old) * len(new) > MOST_COMPARED:
        return [("removed", before), ("added", after)]
    changes, old_place, new_place = [], 0, 0
    for old_kept, new_kept in [*kept_words(old, new), (len(old), len(new))]:
        changes += [("removed", word) for word in old[old_place:old_kept]]
        changes += [("added", word) for word in new[new_place:new_kept]]
        changes += [("same", word) for word in new[new_kept : new_kept + 1]]
        old_place, new_place = old_kept + 1, new_kept + 1
    return changes


def words_of(text):
    """Words, each with the space behind it: spaces of their own would be all that two texts have in common."""
    return re.findall(r"\S+\s*|\s+", text)


def kept_words(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Where the words of a longest common subsequence stand in both, in order.

    By Hyyrö, "Bit-parallel LCS-length computation revisited" (2004): one number holds a whole row of the table, a zero
    for each word of ``new`` with which one more word is kept. Takes a step for each word of ``old`` and some for the
    way back, whereas difflib's time can grow with the cube of the lengths.
    """
    rows = rows_of(old, new)
    kept, old_place, new_place = [], len(old), len(new)
    while old_place and new_place:
        if not adds_one(rows[old_place], new_place):
            new_place -= 1
        elif adds_one(rows[old_place - 1], new_place):
            old_place -= 1
        else:
            old_place, new_place = old_place - 1, new_place - 1
            kept.append((old_place, new_place))
    return kept[::-1]


def rows_of(old, new):
    places = {}
    for place, word in enumerate(new):
        places[word] = places.get(word, 0) | 1 << place
    every = (1 << len(new)) - 1
    rows = [every]
    for word in old:
        hits = rows[-1] & places.get(word, 0)
        rows.append((rows[-1] + hits | rows[-1] - hits) & every)
    return rows


def adds_one(row, new_place):
    return not row >> new_place - 1 & 1
