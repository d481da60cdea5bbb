"""What people are asked to agree to, word for word, and how their answers are kept.

A wording is data: it is stored with every answer. To change one, write a new constant with the next number and put
it in ``USES``; the old one stays, so that what was once asked can still be found in the code's history and in the
answers given to it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from hunts.models import Consent, Participation


class Ask(NamedTuple):
    """One thing asked: the use, a title for the page, and the words the person agrees or says no to."""

    use: str
    title: str
    wording: str


ANALYSIS_1 = (
    "The programme's researchers may read what I log, with its photos, and study it under a pseudonym. "
    "If I change my mind, they stop seeing it at once; I can change this answer at any time on my consent page."
)
HOSTS_1 = (
    "The organisations we visit may be shown what I wrote about them, under my pseudonym, so that they can learn "
    "from it and reply. If I say no later, nothing more of mine is shown to them."
)
PUBLICATION_1 = (
    "My words and photos may be quoted in public, such as on a web page or in a report or article, under my "
    "pseudonym. If I say no later, they go from our pages at once; what is already printed cannot be called back."
)
ARCHIVE_1 = (
    "What I logged may be kept in a research archive, under my pseudonym, so that other researchers can learn from "
    "it. If I say no before it is handed over, it stays out; afterwards we ask the archive to take it out."
)
NAMING_1 = (
    "Wherever I agreed that my words may be used, put my name beside them instead of a pseudonym. "
    "If I say no later, my pseudonym takes its place from then on."
)

USES: list[Ask] = [
    Ask(Consent.Use.ANALYSIS, "Research", ANALYSIS_1),
    Ask(Consent.Use.HOSTS, "Sharing with the hosts", HOSTS_1),
    Ask(Consent.Use.PUBLICATION, "Publication", PUBLICATION_1),
    Ask(Consent.Use.ARCHIVE, "Research archive", ARCHIVE_1),
    Ask(Consent.Use.NAMING, "My name", NAMING_1),
]
WORDINGS = {ask.use: ask.wording for ask in USES}


@transaction.atomic
def record_consent(participation: Participation, answers: Mapping[str, bool]) -> None:
    """Keep ``answers`` (use to yes or no), each with today's wording; uses not mentioned stay as they are.

    Answers are only ever added. A new one supersedes the last of its use; the same answer to the same wording is
    no new answer. Raises KeyError for a use nobody is asked about.
    """
    wordings = {use: WORDINGS[use] for use in answers}
    Participation.objects.select_for_update(no_key=True).get(pk=participation.pk)
    standing = {consent.use: consent for consent in participation.consents.current()}
    changed = [use for use in answers if not stands(standing.get(use), answers[use], wordings[use])]
    now = timezone.now()
    participation.consents.current().filter(use__in=changed).update(superseded_at=now)
    Consent.objects.bulk_create(
        Consent(participation=participation, use=use, agreed=answers[use], wording=wordings[use], decided_at=now)
        for use in changed
    )


def stands(consent: Consent | None, agreed: bool, wording: str) -> bool:
    """Whether ``consent`` already says this, to these very words."""
    return consent is not None and consent.agreed == agreed and consent.wording == wording
