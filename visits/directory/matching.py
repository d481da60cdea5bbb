"""Which names mean the same organisation, and which only may. Pure."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable

from visits.places import plain

ENDINGS = {"ltd", "limited", "cic", "cio", "plc", "llp", "inc", "company"}
ALIKE = 0.55  # of the trigrams; below it names seldom mean the same


def same_name(name: str) -> str:
    """``name`` so that spellings of one organisation come out equal: no case, accents, punctuation, "the", "Ltd"."""
    words = [word for word in plain(name.replace("&", " and ")).split() if word != "the"]
    joined = re.sub(r"\bc i ([co])\b", r"ci\1", " ".join(words)).split()  # C.I.C.
    while len(joined) > 1 and joined[-1] in ENDINGS:
        joined.pop()
    return " ".join(joined) or plain(name) or name.strip()


def trigrams(name: str) -> set[str]:
    padded = f"  {same_name(name)} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


class NearNames:
    """Finds the names most like another, by the trigrams they share (Dice's coefficient)."""

    def __init__(self, named: Iterable[tuple[str, Hashable]]):
        self.holders: dict[str, list[Hashable]] = {}
        self.sizes: dict[Hashable, int] = {}
        for name, key in named:
            parts = trigrams(name)
            self.sizes[key] = len(parts)
            for part in parts:
                self.holders.setdefault(part, []).append(key)

    def closest(self, name: str, most: int = 3) -> list:
        """Up to ``most`` keys of names like ``name``, the likest first."""
        parts = trigrams(name)
        shared = Counter(key for part in parts for key in self.holders.get(part, ()))
        scores = {key: 2 * count / (len(parts) + self.sizes[key]) for key, count in shared.items()}
        alike = sorted((key for key in scores if scores[key] >= ALIKE), key=lambda key: -scores[key])
        return alike[:most]
