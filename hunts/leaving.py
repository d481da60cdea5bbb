"""Leaving a hunt: the place is free again, and what was logged stays as its author agreed, or is withdrawn."""

from datetime import datetime

from django.utils import timezone

from hunts.models import Participation


def leave_hunt(participation: Participation, *, withdrew_all_at: datetime | None = None) -> None:
    """Give up a place. Pseudonym, consent, route and personal link are kept, so that coming back is possible; who has
    left already stays left since then. ``withdrew_all_at`` is when they took back all they logged, if they did."""
    present = Participation.objects.present().filter(pk=participation.pk)
    participation.left_at, participation.withdrew_all_at = timezone.now(), withdrew_all_at
    present.update(left_at=participation.left_at, withdrew_all_at=withdrew_all_at)


def has_no_way_back_in(participation: Participation) -> bool:
    """Whether this was the only place of somebody without an account: their session leads nowhere any more."""
    user = participation.user
    return not user.has_account and not user.participations.present().exists()
