"""Who works on a programme."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import User
from hunts.models import Membership
from hunts.numbering import save_with_slug


@transaction.atomic
def start_programme(user, programme):
    """Save a new ``programme`` whose first organiser is ``user``."""
    save_with_slug(programme, programme.name, "programme")
    Membership.objects.create(programme=programme, user=user, role=Membership.Role.ORGANISER)
    return programme


@transaction.atomic
def add_member(programme, *, email, name, role, invited_by):
    """Give whoever has this address the role, and tell them; return the membership and whether it is new.

    Nobody with the address yet? Then they get an account that is opened by a code sent to it.
    """
    user = User.objects.filter(email__iexact=email).first() or User.objects.create_user(email=email, name=name)
    membership, is_new = Membership.objects.get_or_create(programme=programme, user=user, role=role)
    if is_new and user != invited_by:
        transaction.on_commit(lambda: tell_member(membership, invited_by))
    return membership, is_new


def tell_member(membership, invited_by):
    context = {
        "membership": membership,
        "invited_by": invited_by,
        "address": settings.SITE_URL + reverse("hunts:programme", args=[membership.programme.slug]),
    }
    text = render_to_string("hunts/mail/added_to_programme.txt", context)
    subject = f"You are on the team of {' '.join(membership.programme.name.split())}"
    send_mail(subject, text, None, [membership.user.email], fail_silently=True)


@transaction.atomic
def remove_member(membership):
    """Take the role away; return False, changing nothing, when nobody would be left to organise the programme."""
    organisers = membership.programme.memberships.select_for_update().filter(role=Membership.Role.ORGANISER)
    if membership.role == Membership.Role.ORGANISER and len(organisers) == 1:
        return False
    membership.delete()
    return True
