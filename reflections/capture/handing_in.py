"""Records on their way in, whichever way they come: by the sync protocol or from a saved file."""

import hashlib
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q

from hunts.models import Participation
from reflections.capture.by_hand.paper import resolve_code, tries_too_often
from reflections.capture.intake import take_in_reflection
from reflections.capture.records import place_of, read_record, tags_of
from reflections.capture.refusals import ChangedMeanwhile, SomebodyElses, TooManyCodes
from reflections.models import Deleted, Part, Reflection


class UnknownCode(ValidationError):  # noqa: N818
    def __init__(self):
        super().__init__(
            "Nobody on this hunt has the code it is logged for. Ask them for it once more, and log it again.",
            code="refused",
        )
        self.field = "author_code"


def take_in_record(participation: Participation, id, body: bytes, *, skew=timedelta(), brought_by=None) -> Reflection:
    """Keep the record ``body`` that the phone of ``participation`` made, and return its Reflection.

    ``skew`` is how far the phone's clock was ahead, ``brought_by`` the user who hands it in if that is not its owner.
    Raises a ValidationError whose ``code`` is the protocol's word for what stands against it.
    """
    if kept := kept_before(participation, id, body):
        return kept
    reading = read_record(body, id, skew, brought_by)
    if reading.participation != participation.uid:
        raise SomebodyElses
    try:
        return take_in_reading(participation, reading)
    except ChangedMeanwhile:
        # Two entries that open the same encounter at one moment, say: by now it is open.
        return take_in_reading(participation, reading)


def kept_before(participation, id, body):
    """The reflection that this very record became, whatever has changed since in the plan or in it."""
    theirs = Q(participation=participation) | Q(typed_by=participation.user_id)
    return Reflection.objects.filter(theirs, pk=id, sent__sha256=hashlib.sha256(body).hexdigest()).first()


def take_in_reading(participation, reading):
    author = author_of(reading, participation)
    return take_in_reflection(
        author,
        tags=tags_of(reading, author.hunt),
        typed_by=participation.user if author != participation else None,
        **place_of(reading, author, participation),
        **reading.said,
    )


def author_of(reading, participation):
    """Whose words these are: those of whose phone it is, or of whoever gave them their code."""
    if not reading.author_code:
        return participation
    code = resolve_code(participation.hunt, reading.author_code)
    if not (code and have_typed_for(code.participation, participation.user)) and tries_too_often(
        participation.user, participation.hunt, organises=False
    ):
        raise TooManyCodes
    if code is None:
        raise UnknownCode
    return code.participation


def have_typed_for(author, user):
    """Whoever logs for somebody all day knows their code: that is no guess, however many entries a phone brings."""
    return author.user_id == user.pk or author.reflections.filter(typed_by=user).exists()


def find_part(participation: Participation, id) -> Part | None:
    """The part that ``participation`` promised, for themselves or for whom they typed."""
    parts = Part.objects.select_related("reflection__participation", "reflection__hunt")
    theirs = Q(reflection__participation=participation) | Q(reflection__typed_by=participation.user_id)
    return parts.filter(theirs, pk=id, reflection__hunt=participation.hunt_id).first()


def find_deleted(participation: Participation, id) -> list[Deleted]:
    """What is left of a record or part that was deleted for good: its own entry first, then those of its parts."""
    own = Deleted.objects.filter(pk=id, sent_by=participation.user_id).first()
    if own is None:
        return []
    return [own, *Deleted.objects.filter(record=own.pk).exclude(pk=own.pk)]
