"""The form that asks what to split over which routes."""

from collections import Counter

from django import forms
from django.core.exceptions import ValidationError

from visits.models import Mode, Stop
from visits.ordering import MOST_ITEMS
from visits.planning.dividing import MOST_PARTIES, Wish
from visits.planning.working import Board


class SplitForm(forms.Form):
    """``wish`` is what was asked for, once the form is valid."""

    stops = forms.MultipleChoiceField(
        label="Which stops are to be split?",
        help_text=f"Up to {MOST_ITEMS}. Those left out come off the routes below.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the stops to be split."},
    )
    shared = forms.MultipleChoiceField(
        label="Which of them do all parties share?",
        required=False,
        help_text="Every party calls there, such as for the briefing, or a lunch that all have together. Parties do "
        "not wait for each other: give a stop at which all meet a fixed start.",
        widget=forms.CheckboxSelectMultiple,
    )
    routes = forms.MultipleChoiceField(
        label="Over which routes?",
        help_text=f"Two to {MOST_PARTIES}.",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the routes that take part."},
    )
    mode = forms.ChoiceField(label="How does everybody travel?", choices=Mode.choices)

    def __init__(self, data=None, *, board: Board, route: int | None = None):
        self.board = board
        super().__init__(data, initial=usual(board, route))
        stops = [(uid, stop.title) for uid, stop in board.stops.items()]
        routes = [(each.route.number, each.route.name) for each in board.routes]
        for name, choices in {"stops": stops, "shared": stops, "routes": routes}.items():
            setattr(self.fields[name], "choices", choices)  # noqa: B010 - a Field, as far as types are known

    def clean_stops(self):
        stops = self.cleaned_data["stops"]
        if len(stops) > MOST_ITEMS:
            raise ValidationError(f"Choose {MOST_ITEMS} stops at most: you chose {len(stops)}.")
        return stops

    def clean_routes(self):
        routes = self.cleaned_data["routes"]
        if not 2 <= len(routes) <= MOST_PARTIES:
            raise ValidationError(f"Choose two to {MOST_PARTIES} routes.")
        return routes

    @property
    def wish(self) -> Wish:
        chosen = self.cleaned_data
        return Wish(
            routes=tuple(each.route for each in self.board.routes if str(each.route.number) in chosen["routes"]),
            stops=tuple(in_order(self.board, chosen["stops"])),
            shared=frozenset(chosen["shared"]) & frozenset(chosen["stops"]),
            mode=chosen["mode"],
        )


def in_order(board: Board, stops) -> list[str]:
    """Stops as they come on the routes, then those on none."""
    on_routes = [visit.stop for _, _, visit in board.plan.visits()]
    return [uid for uid in dict.fromkeys([*on_routes, *board.stops]) if uid in set(stops)]


def usual(board: Board, route: int | None = None) -> dict:
    """What is ticked at first: all, as far as that goes; with a ``route``, its stops, over it and the empty routes.

    Shared are gatherings, and what all the routes call at.
    """
    chosen = [each for each in board.routes if route in {None, each.route.number}]
    taking_part = [*chosen, *(each for each in board.routes if each not in chosen and not each.stations)]
    taking_part = taking_part[:MOST_PARTIES]
    visits = [board.plan.visits_on(str(each.route.uid)) for each in taking_part]
    calls = Counter(uid for on_route in visits for uid in {visit.stop for visit in on_route})
    modes = Counter(visit.mode for on_route in visits for visit in on_route[1:])
    return {
        "stops": in_order(board, calls if route else board.stops)[:MOST_ITEMS],
        "shared": [
            uid
            for uid, stop in board.stops.items()
            if stop.kind == Stop.Kind.GATHERING or calls[uid] == len(visits) > 1
        ],
        "routes": [each.route.number for each in taking_part],
        "mode": modes.most_common(1)[0][0] if modes else Mode.FOOT,
    }
