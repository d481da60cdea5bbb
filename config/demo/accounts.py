"""Accounts of samples, which sign in by email address and password."""

from allauth.account.models import EmailAddress

from accounts.models import User

# Printed by the command and known to everybody: never for a site that others can reach.
DEMO_PASSWORD = "eccles-treasure-hunt"  # noqa: S105


def make_account(name, email, password):
    """Return the user with ``email``, made if need be, who can sign in at once with ``password``."""
    user = User.objects.filter(email=email).first() or User.objects.create_user(email, name=name)
    user.set_password(password)
    user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    return user
