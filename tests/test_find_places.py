"""Finding towns and villages by name, in the list that comes with the site."""

import pytest

from visits.journeys import metres_between
from visits.places import find_places, plain

pytestmark = pytest.mark.once


def names(*args, **kwargs):
    return [place.name for place in find_places(*args, **kwargs)]


def test_the_start_of_a_name_finds_the_largest_first():
    assert names("manch")[0] == "Manchester"
    assert names("bir", most=2) == ["Birmingham", "Birkenhead"]


@pytest.mark.parametrize(
    "words", ["stratford upon avon", "STRATFORD-UPON-AVON", "  Stratford‐upon‐Avon ", "avon strat"]
)
def test_case_and_punctuation_and_order_do_not_matter(words):
    assert names(words)[0] == "Stratford-upon-Avon"


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("Llŷn", "llyn"),
        ("St. Helen’s", "st helens"),
        ("King's_Lynn", "kings lynn"),
        ("STRASSE straße", "strasse strasse"),
    ],
)
def test_accents_and_apostrophes_are_left_out(words, bare):
    assert plain(words) == bare


def test_a_place_called_just_that_comes_before_a_larger_one_that_begins_so():
    assert names("newcastle", most=2) == ["Newcastle", "Newcastle upon Tyne"]


@pytest.mark.parametrize("near", [(53.483, -2.334), (51.5, 0.6)])
def test_the_nearest_of_several_with_one_name_comes_first(near):
    leighs = [place for place in find_places("leigh", near=near) if place.name == "Leigh"]

    assert leighs == sorted(leighs, key=lambda place: metres_between(place.point, near))
    assert names("leigh", near=near)[:3] == ["Leigh", "Leigh", "Leigh"]


@pytest.mark.parametrize("words", ["", "   ", "’-.", "%", "xyzzy", "manchester xyzzy", "x" * 5000])
def test_nothing_is_found_for_nothing(words):
    assert names(words) == []


def test_no_more_than_asked_for():
    assert len(find_places("st", most=7)) == 7
