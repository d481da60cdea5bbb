"""Chance meetings of the day, which nobody planned; samples, as are the people met."""

from dataclasses import dataclass

from config.demo import plan
from visits.models import Encounter


@dataclass(frozen=True)
class Chance:
    key: str
    opened_by: int
    title: str
    place: str
    point: tuple[str, str]
    time: str


CHANCES = [
    Chance(
        "towpath", 2, "Two people with dogs", "Towpath of the canal, Boothstown", ("53.497200", "-2.421000"), "13:48"
    ),
    Chance(
        "litter-pick", 8, "Somebody picking litter", "A side street, Leigh West", ("53.494700", "-2.530700"), "12:38"
    ),
    Chance("tram-stop", 10, "Somebody waiting for the tram", "A tram stop", ("53.468000", "-2.275000"), "10:44"),
]


def make_encounters(hunt, participants):
    """Return the encounters by key."""
    return {
        chance.key: Encounter.objects.create(
            hunt=hunt,
            opened_by=participants[chance.opened_by],
            title=chance.title,
            place=chance.place,
            latitude=chance.point[0],
            longitude=chance.point[1],
            happened_at=plan.at(chance.time),
        )
        for chance in CHANCES
    }
