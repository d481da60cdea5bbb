"""Coming back without an account: by a personal link, which is as good as a password."""

from hunts.models import Participation
from hunts.models.hunts import make_key


def find_by_key(key: str) -> Participation | None:
    """Return the place a personal link leads to, if there is one."""
    if len(key) > len(make_key()) or not key.isascii() or not key.isprintable():
        return None
    return Participation.objects.select_related("hunt", "user").filter(key=key).first()


def returns_by_link(user) -> bool:
    """Whether a personal link may sign ``user`` in: only people who have no other way in and no power over others.

    The links of everybody else may have been mailed or printed before they got an account, a role or a password.
    """
    if user.has_account or user.has_usable_password() or user.is_staff or user.is_superuser or not user.is_active:
        return False
    return not user.memberships.exists()
