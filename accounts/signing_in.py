"""What Own Turf adds to signing in with allauth."""

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.shortcuts import redirect

NEEDS_EMAIL = {"account_change_password", "account_set_password", "account_reauthenticate"}


class AccountFirstMiddleware:
    """Sends people without an email address to the page where they can add one.

    They come in by a personal link; a password or a second step could never be used and would only confuse.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        name = request.resolver_match.url_name or ""
        if not (name in NEEDS_EMAIL or name.startswith("mfa_")):
            return None
        if not request.user.is_authenticated or request.user.has_account:
            return None
        messages.info(request, "Add an email address first. Then you can protect your account here.")
        return redirect("account_email")


def trust_the_address(sender, request, method, user, email=None, **extra):
    """Once a code sent to an address has come back, that address is the person's, and only their password counts.

    Connected to allauth's ``authentication_step_completed``, sent just before it marks the address as verified.
    """
    if method != "code" or not email:
        return
    forget_password_of_a_stranger(user, email)
    # Somebody whom a colleague added has no row yet; without one allauth would send a second code.
    EmailAddress.objects.get_or_create(user=user, email=email.lower())


def forget_password_of_a_stranger(user, email):
    """Drop a password chosen at a sign-up that nobody confirmed: it may be another person's.

    Else somebody could sign up with your address, wait until you come in by code, and then use their password.
    """
    unconfirmed = EmailAddress.objects.filter(user=user, email=email.lower(), verified=False)
    if user.has_usable_password() and unconfirmed.exists():
        user.set_unusable_password()
        user.save(update_fields=["password"])
