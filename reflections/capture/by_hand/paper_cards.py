"""Cards on which people write by hand, two to a page: one for each stop of somebody's route and one for all else."""

from dataclasses import dataclass
from datetime import datetime

from django import forms

from hunts.models import Hunt, Participation
from reflections.capture.by_hand.paper import find_codes
from visits.models import Visit
from visits.planning.stations import Station, stations

EVERYBODY = "everybody"
CARDS_A_SHEET = 2
MOST_PROMPTS = 3


@dataclass(frozen=True, slots=True)
class Card:
    """``begin`` is local; both it and ``place`` are empty on the card for everything else."""

    code: str
    title: str
    begin: datetime | None = None
    place: str = ""
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of paper, for one person."""

    person: Participation
    cards: list[Card]


class ForForm(forms.Form):
    """Whose cards: everybody's, those of a route, or one person's. ``chosen`` are the people once it is valid."""

    people = forms.ChoiceField(
        label="Whose cards?", error_messages={"invalid_choice": "Choose a route or a person from the list."}
    )

    def __init__(self, *args, hunt, **kwargs):
        super().__init__(*args, **kwargs)
        self.everybody = list(hunt.participations.present().select_related("route").order_by("route__number", "pk"))
        routes = {person.route for person in self.everybody if person.route}
        self.fields["people"].choices = [
            (EVERYBODY, f"Everybody ({len(self.everybody)})"),
            (
                "Routes",
                [(f"route-{route.pk}", route.name) for route in sorted(routes, key=lambda route: route.number)],
            ),
            ("People", [(f"person-{person.pk}", person.name) for person in self.everybody]),
        ]

    @property
    def chosen(self):
        wanted = self.cleaned_data["people"]
        known = {EVERYBODY: lambda person: True}.get(wanted)
        known = known or (lambda person: wanted in (f"person-{person.pk}", f"route-{person.route_id}"))
        return [person for person in self.everybody if known(person)]


def sheets_of(hunt: Hunt, people: list[Participation]) -> tuple[list[Sheet], int]:
    """The sheets of ``people``, in their order, and how many cards are missing because they have no code yet. In three
    queries, however many people there are."""
    codes, plans = find_codes(people), plans_of(hunt, people)
    sheets, missing = [], 0
    for person in people:
        wanted: list[Station | None] = [*plans.get(person.route_id, []), None]
        keys = [(person.pk, station.visit.pk if station else None) for station in wanted]
        cards = [card_of(station, codes.get(key)) for station, key in zip(wanted, keys, strict=True)]
        missing += cards.count(None)
        sheets += in_sheets(person, [card for card in cards if card])
    return sheets, missing


def plans_of(hunt: Hunt, people) -> dict[int | None, list[Station]]:
    """The stations of every route that one of ``people`` is on."""
    routes = {person.route_id for person in people if person.route_id}
    visits: dict[int, list[Visit]] = {}
    for visit in Visit.objects.filter(route__in=routes).for_timeline() if routes else []:
        visits.setdefault(visit.route_id, []).append(visit)
    return {route: stations(hunt, calls) for route, calls in visits.items()}


def card_of(station, code):
    """The card for a station, or for everything else; None as long as it has no code."""
    if code is None:
        return None
    if station is None:
        return Card(code.code, "On the way, or anything else")
    stop = station.stop
    return Card(code.code, stop.title, station.begin, stop.place_name, tuple(stop.prompt_list[:MOST_PROMPTS]))


def in_sheets(person, cards):
    return [Sheet(person, cards[start : start + CARDS_A_SHEET]) for start in range(0, len(cards), CARDS_A_SHEET)]
