"""The desk's filter as it is drawn: no form widgets, no query of its own, and for each choice in use a way to drop it.

Drawing the form itself would take longer than fifty reflections. What the values mean, and which are valid, is the
business of ``ReflectionFilter`` alone.
"""

from typing import NamedTuple

from django.http import QueryDict

from hunts.models import Conundrum
from reflections.research.filters import ReflectionFilter

ORDER = ("conundrum", "stance", "hunt", "moment", "host", "host_kind", "borough", "with_photo")


class Option(NamedTuple):
    value: str
    label: str
    chosen: bool
    conundrum: Conundrum | None


class Group(NamedTuple):
    """With ``any`` it is drawn as a list to pick one from, whose first line this is; without it as checkboxes."""

    name: str
    label: str
    any: str | None
    options: list[Option]


class InUse(NamedTuple):
    """A choice somebody made, and the query string of the page without it."""

    label: str
    without: str


def groups(found, asked, directory):
    """The groups of options of a ReflectionFilter, in the order they are used most; ``asked`` is a QueryDict."""
    conundrums = {str(conundrum): conundrum for conundrum in directory.conundrums.values()}
    return [group(name, found.filters[name], asked.getlist(name), conundrums) for name in ORDER]


def group(name, filter, chosen, conundrums):
    choices = filter.extra["choices"]
    options = [
        Option(value, label, value in chosen, conundrums.get(label) if name == "conundrum" else None)
        for value, label in (choices() if callable(choices) else choices)
    ]
    return Group(name, filter.label, filter.extra.get("empty_label"), options)


def in_use(asked, groups):
    """The choices made, each with the address of the page that no longer makes it; ``asked`` is a QueryDict."""
    found = [
        InUse(f"{group.label}: {option.label}", without(asked, group.name, option.value))
        for group in groups
        for option in group.options
        if option.chosen
    ]
    if words := asked.get("q", "").strip():
        found.insert(0, InUse(f"{ReflectionFilter.base_filters['q'].label}: {words}", without(asked, "q", words)))
    return found


def without(asked, name, dropped):
    rest = query_of(asked)
    rest.setlist(name, [value for value in rest.getlist(name) if value.strip() != dropped])
    return rest.urlencode()


def query_of(asked):
    """What was asked for, without the place in the list and without empty answers: a QueryDict of its own."""
    kept = QueryDict(mutable=True)
    for name in ReflectionFilter.base_filters:
        if values := [value for value in asked.getlist(name) if value]:
            kept.setlist(name, values)
    return kept
