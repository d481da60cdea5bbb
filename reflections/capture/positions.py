"""Where somebody stands, as their phone said it: the record of docs/sync.md, kept once however often it comes."""

import hashlib
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from hunts.models import Participation, Position, Stance
from hunts.positions import state_positions
from reflections.capture.quota import hold
from reflections.capture.records import Fields, NotARecord, parse, put_right
from reflections.capture.refusals import ChangedMeanwhile, IdTaken, QuotaFull, SomebodyElses
from reflections.capture.rules import check_open, check_time
from reflections.models import StatedPositions

KIND = "positions"
# Nobody changes their mind so often: beyond it a client has gone wrong.
MOST = 500


@dataclass(frozen=True)
class Reading:
    """A record, read: ``participation`` is the uid of whose phone it was; an empty stance takes an answer back."""

    participation: uuid.UUID
    when: str
    stances: dict[int, str]
    stated_at: datetime


def are_positions(body: bytes) -> bool:
    """Whether a record says where somebody stands, rather than what they noted. Raises NotARecord."""
    return parse(body).get("kind") == KIND


def take_in_positions(
    participation: Participation, id: uuid.UUID, body: bytes, *, skew=timedelta()
) -> StatedPositions:
    """Keep the record ``body`` and what came of it, and return its StatedPositions; once more is no change.

    ``skew`` is how far the phone's clock was ahead. Raises a ValidationError whose ``code`` is what the protocol calls
    the thing that stands against it.
    """
    if kept := find_kept(participation, id, body):
        return kept
    reading = read_positions(body, id, skew)
    if reading.participation != participation.uid:
        raise SomebodyElses
    check_open(participation.hunt)
    check_time(reading.stated_at)
    try:
        return keep(participation, id, body, reading)
    except IntegrityError:
        if kept := find_kept(participation, id, body):
            return kept
        raise ChangedMeanwhile from None


def find_kept(participation, id, body):
    """What this very record became. Another record under the same id gets a new one: nothing is lost by that, as what
    was said last counts."""
    kept = StatedPositions.objects.filter(pk=id).first()
    if kept and (kept.participation_id != participation.pk or kept.sha256 != hashlib.sha256(body).hexdigest()):
        raise IdTaken
    return kept


def read_positions(body: bytes, id: uuid.UUID, skew: timedelta) -> Reading:
    """Read the bytes of a record; ``skew`` is how far the phone's clock was ahead. Raises NotARecord."""
    fields = Fields(parse(body))
    if fields.id("id") != id:
        raise NotARecord("id")
    fields.one_of("kind", [KIND])
    stances = {each.number("conundrum"): each.text("stance", 20) for each in fields.list("stances", 100)}
    if not stances or not {*stances.values()} <= {*Stance.values, ""}:
        raise NotARecord("stances")
    # A phone's clock may be ahead: nothing was said after it was received.
    stated_at = min(put_right(fields.moment_in_time("noted_at"), skew), timezone.now())
    return Reading(fields.id("participation"), fields.one_of("when", Position.When.values), stances, stated_at)


@transaction.atomic
def keep(participation, id, body, reading):
    # One after the other: which of two was said last is asked of what is kept.
    hold(participation)
    check_room(participation)
    state_positions(participation, reading.when, what_counts(participation, reading), at=reading.stated_at)
    return StatedPositions.objects.create(
        id=id,
        participation=participation,
        when=reading.when,
        stances=reading.stances,
        stated_at=reading.stated_at,
        body=body.decode(),
        sha256=hashlib.sha256(body).hexdigest(),
    )


def check_room(participation):
    if participation.stated_positions.count() >= MOST:
        raise QuotaFull(f"You have said where you stand {MOST} times on this hunt, which is the most it takes.")


def what_counts(participation, reading):
    """Conundrum to stance, without what a later record spoke of too, and questions that the hunt tests no more."""
    later = participation.stated_positions.filter(when=reading.when, stated_at__gt=reading.stated_at)
    spoken_of = {int(number) for stances in later.values_list("stances", flat=True) for number in stances}
    asked = {conundrum.number: conundrum for conundrum in participation.hunt.conundrums.all()}
    return {
        asked[number]: stance
        for number, stance in reading.stances.items()
        if number in asked and number not in spoken_of
    }
