"""What changed from one version of a text to the next, and that no two texts keep the site busy with it."""

import sys
from contextlib import contextmanager
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reflections.capture.own_data import comparing
from reflections.capture.own_data.comparing import differences, kept_words
from reflections.models.capture import MAX_WORDS

WORDS = st.lists(st.sampled_from("abc"), max_size=7)


def told(before, after):
    return [(piece.kind, piece.text) for piece in differences(before, after)]


@contextmanager
def at_most(steps):
    """Fails as soon as more than ``steps`` lines of Python have run in here, wherever they stand."""
    before, done = sys.gettrace(), 0

    def count(frame, event, argument):
        nonlocal done
        done += 1
        if done > steps:
            sys.settrace(before)
            raise AssertionError(f"more than {steps} steps")
        return count

    sys.settrace(count)
    try:
        yield
    finally:
        sys.settrace(before)


def lengthened(make):
    """Words that ``make`` makes of 0, 1, 2 … up to the most that an entry may hold."""
    words, length = [], 0
    while length + len(word := make(len(words))) < MAX_WORDS:
        words.append(word)
        length += len(word)
    return "".join(words)


def test_what_changed_is_told_by_words():
    assert told("We met Jo at the hall.", "We met Sam and Jo at the hall.") == [
        ("same", "We met "),
        ("added", "Sam and "),
        ("same", "Jo at the hall."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [
        ("We met.", "We met. More.", [("same", "We met."), ("added", " More.")]),
        ("We met.", "Yesterday. We met.", [("added", "Yesterday. "), ("same", "We met.")]),
        ("We met. More.", "We met.", [("same", "We met."), ("removed", " More.")]),
    ],
)
def test_what_comes_or_goes_at_an_end_is_told_alone(before, after, change):
    assert told(before, after) == change


def test_other_words_are_told_in_one_piece_each():
    """Not word by word: the spaces between them are nothing that stayed."""
    assert told("one two three", "four five six") == [("removed", "one two three"), ("added", "four five six")]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", ""),
        ("a b", "a c b"),
        ("a", ""),
        ("", "a"),
        ("a\n\nb", "b  a"),
        (" ", "\n"),
        ("x " * 9000, "x " * 9000 + "y"),
    ],
)
def test_what_stayed_and_what_came_is_what_it_says_now(before, after):
    pieces = differences(before, after)

    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == after
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == before


@given(WORDS, WORDS)
def test_as_many_words_stay_as_can(old, new):
    kept = kept_words(old, new)

    assert kept == sorted(kept)
    assert [old[place] for place, _ in kept] == [new[place] for _, place in kept]
    parts = {part for length in range(len(old) + 1) for part in combinations(old, length)}
    assert len(kept) == max(
        len(part) for length in range(len(new) + 1) for part in combinations(new, length) if part in parts
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("a{} ".format, "b{} ".format),
        (lambda place: "x " if place % 2 else f"a{place} ", lambda place: "x " if place % 2 else f"b{place} "),
        (lambda place: "y\n" if place == 1 else "x\n", lambda place: "z\n" if place == 2 else "x\n"),
        (lambda place: "xy"[place % 2] + "\n", lambda place: "xyy"[place % 3] + "\n"),
        (lambda place: "x", lambda place: "y"),
    ],
    ids=["other words", "every other word", "equal lines", "two lines", "no spaces"],
)
def test_texts_as_long_as_they_may_be_take_few_steps(old, new):
    before, after = lengthened(old), lengthened(new)

    with at_most(20 * MAX_WORDS):
        differences(before, after)


def test_beyond_the_most_that_is_compared_all_of_it_changed(monkeypatch):
    monkeypatch.setattr(comparing, "MOST_COMPARED", 3)

    assert told("same a b end", "same b c end") == [
        ("same", "same "),
        ("removed", "a b"),
        ("added", "b c"),
        ("same", " end"),
    ]
