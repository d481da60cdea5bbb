"""What a reflection said before: every version, and what changed from one to the next. For its author alone."""

from dataclasses import dataclass
from datetime import datetime

from hunts.models import Conundrum, Stance
from reflections.capture.editing import edit_reflection
from reflections.capture.own_data.comparing import Piece, differences
from reflections.models import Reflection, Revision


@dataclass(frozen=True, slots=True)
class Version:
    """``until`` is when it was replaced, None for what stands now; ``pieces`` tell it from the version before it,
    and are None for the first."""

    words: str
    stances: list[tuple[Conundrum, str]]
    audience: str
    since: datetime
    until: datetime | None
    revision: Revision | None
    pieces: list[Piece] | None

    @property
    def audience_words(self):
        return Reflection.Audience(self.audience).label

    @property
    def has_other_words(self):
        return self.pieces is not None and any(piece.kind != "same" for piece in self.pieces)


def versions_of(reflection: Reflection, revisions: list[Revision], before: Revision | None) -> list[Version]:
    """What stands now and what the ``revisions`` said, the latest first. ``before`` is the one that the earliest of
    them replaced, if there is one."""
    conundrums = {each.number: each for each in Conundrum.objects.filter(programme=reflection.programme_id)}
    own = {tag.conundrum.number: tag.stance for tag in reflection.author_tags}
    states = [(reflection.words, own, reflection.audience, None, None), *map(state_of, revisions)]
    earlier = [*states[1:], state_of(before)]
    return [
        Version(
            words,
            stances_of(stances, conundrums),
            audience,
            since=previous[3] if previous else reflection.noted_at,
            until=until,
            revision=revision,
            pieces=differences(previous[0], words) if previous else None,
        )
        for (words, stances, audience, until, revision), previous in zip(states, earlier, strict=True)
    ]


def state_of(revision):
    return revision and (revision.words, revision.tags, revision.audience, revision.replaced_at, revision)


def stances_of(stances, conundrums):
    """In the order of the numbers, which JSON keeps as text."""
    known = sorted((int(number), stance) for number, stance in stances.items())
    return [(conundrums[number], stance) for number, stance in known if number in conundrums]


def restore(reflection: Reflection, revision: Revision) -> Reflection:
    """Let the reflection say again what ``revision`` says, which keeps what stands now as a version of its own. Photos
    and recordings stay as they are. Raises ValidationError, see ``edit_reflection``."""
    asked = {conundrum.number: conundrum for conundrum in reflection.hunt.conundrums.all()}
    stances = {int(number): stance for number, stance in revision.tags.items() if stance in Stance.values}
    tags = {asked[number]: stance for number, stance in stances.items() if number in asked}
    return edit_reflection(reflection, words=revision.words, tags=tags, audience=revision.audience)
