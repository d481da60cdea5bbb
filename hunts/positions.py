"""Where people stand on the conundrums of their hunt, before and after the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hunts.models import Conundrum, Hunt, Participation, Position, Stance


def takes_positions(hunt: Hunt) -> bool:
    """From when people can join until the hunt closes: as long as anything else can be noted."""
    return hunt.takes_reflections


def stated(participation: Participation, when: str) -> dict[int, str]:
    """What somebody said so far: ids of conundrums to stances."""
    return dict(participation.positions.filter(when=when).values_list("conundrum", "stance"))


@transaction.atomic
def state_positions(
    participation: Participation, when: str, stances: Mapping[Conundrum, str], at: datetime | None = None
) -> None:
    """Keep where somebody stands, once for each conundrum and time; an empty stance takes an answer back. Those not
    mentioned stay, and so does the time at which the same was said before. Saving twice at once is saving once.

    ``at`` is when it was said, an aware datetime, if that was not now: what was said after it stays."""
    now = at or timezone.now()
    before = {position.conundrum_id: position for position in participation.positions.filter(when=when)}
    changed = {
        conundrum: stance
        for conundrum, stance in stances.items()
        if is_news(stance, before.get(conundrum.pk), late=at)
    }
    participation.positions.filter(when=when, conundrum__in=[key for key in changed if not changed[key]]).delete()
    Position.objects.bulk_create(
        [
            Position(participation=participation, conundrum=key, when=when, stance=stance, stated_at=now)
            for key, stance in changed.items()
            if stance
        ],
        update_conflicts=True,
        unique_fields=["participation", "conundrum", "when"],
        update_fields=["stance", "stated_at"],
    )


def is_news(stance: str, position: Position | None, late: datetime | None) -> bool:
    """Whether this is another stance than the one that stands, and, if it comes ``late``, was said after it."""
    if position is None:
        return bool(stance)
    return stance != position.stance and not (late and position.stated_at > late)


@dataclass(frozen=True, slots=True)
class Move:
    """Where somebody stood on a conundrum before the day, and where they stand now."""

    conundrum: Conundrum
    before: str
    after: str

    @property
    def has_moved(self):
        return self.before != self.after

    @property
    def knows_more(self):
        """Unsure before, and not any more."""
        return self.before == Stance.UNSURE and self.has_moved

    @property
    def knows_less(self):
        return self.after == Stance.UNSURE and self.has_moved


def moves(participation: Participation) -> list[Move]:
    """How somebody's positions moved, for every conundrum they answered both times, in the order of the numbers."""
    said: dict[Conundrum, dict[str, str]] = {}
    for position in participation.positions.select_related("conundrum").order_by("conundrum__number"):
        said.setdefault(position.conundrum, {})[position.when] = position.stance
    both = [(conundrum, stances) for conundrum, stances in said.items() if len(stances) == len(Position.When)]
    return [Move(conundrum, stances["before"], stances["after"]) for conundrum, stances in both]


def is_put_off(session, participation: Participation, when: str) -> bool:
    """Whether somebody said "Not now" on this phone."""
    return f"{participation.pk}-{when}" in session.get("positions_put_off", [])


def put_off(session, participation: Participation, when: str) -> None:
    """Ask no more on this phone, while they stay signed in."""
    if not is_put_off(session, participation, when):
        session["positions_put_off"] = [*session.get("positions_put_off", []), f"{participation.pk}-{when}"]
