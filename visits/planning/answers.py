"""What a host has said about a stop, as an organiser notes it: a fact about the world, not a change of the plan."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from hunts.models import Hunt
from visits.models import HostOrganisation, Invitation
from visits.planning.plan import PlannedStop
from visits.planning.rows import save_stop_row

Status = Invitation.Status
NOT_ASKED = ""


class HostHasWritten(Exception):  # noqa: N818 - nobody made an error
    """The answer holds the host's own words, so it can't be made as if nobody had asked."""


def invitation_to(hunt: Hunt, stop: PlannedStop) -> Invitation | None:
    """The invitation of the stop's host, who may be another one than when it was made."""
    return Invitation.objects.filter(stop__hunt=hunt, stop__uid=stop.uid, host=stop.host).first()


@transaction.atomic
def note_answer(
    hunt: Hunt, stop: PlannedStop, host: HostOrganisation, status: str, proposed_start: datetime | None = None
) -> None:
    """Keep what ``host`` says about a stop of the working plan, shared or not; NOT_ASKED forgets the invitation.

    ``proposed_start`` (aware) is kept with another time proposed. Raises HostHasWritten.
    """
    Hunt.objects.select_for_update(no_key=True).only("pk").get(pk=hunt.pk)  # one answer, and one sharing, at a time
    row = save_stop_row(hunt, stop)
    invitation = row.invitations.filter(host=host).first()
    if status == NOT_ASKED:
        forget(invitation)
        return
    invitation = invitation or Invitation(stop=row, host=host)
    if invitation.status != status or invitation.answered_at is None:
        invitation.answered_at = None if status == Status.ASKED else timezone.now()
    invitation.status = status
    invitation.proposed_start = proposed_start if status == Status.PROPOSED else None
    invitation.save()


def forget(invitation: Invitation | None) -> None:
    if invitation and invitation.message:
        raise HostHasWritten
    if invitation:
        invitation.delete()
