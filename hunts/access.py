"""Fetching through the user's scope: strangers get 404, people who belong but lack the role get 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from hunts.models import Hunt, Participation, Programme


def get_programme(user, slug):
    """A programme whose team the user is on, in whatever role; it knows ``organises`` and ``researches``."""
    return get_object_or_404(Programme.objects.visible_to(user).with_roles_of(user), slug=slug)


def get_organised_programme(user, slug):
    programme = get_programme(user, slug)
    return allowed(programme, programme.organises)


def get_researched_programme(user, slug):
    programme = get_programme(user, slug)
    return allowed(programme, programme.researches)


def get_visible_hunt(user, slug):
    """A hunt of the user's programmes or one they joined; knows ``organises``, ``researches`` and ``takes_part``."""
    hunts = Hunt.objects.visible_to(user).with_roles_of(user).select_related("programme")
    return get_object_or_404(hunts, slug=slug)


def get_organised_hunt(user, slug):
    hunt = get_visible_hunt(user, slug)
    return allowed(hunt, hunt.organises)


def get_teams_hunt(user, slug):
    """A hunt whose programme the user works on, as an organiser or a researcher; 403 for who only takes part."""
    hunt = get_visible_hunt(user, slug)
    return allowed(hunt, hunt.organises or hunt.researches)


def get_hunt_to_change(user, slug):
    """A hunt that the user organises, for a request that answers with a redirect: half of what it takes to change
    something small would go into looking up the other roles, which only pages need."""
    hunts = Hunt.objects.organised_by(user).select_related("programme")
    return hunts.filter(slug=slug).first() or get_organised_hunt(user, slug)


def get_participation(user, slug):
    """The user's own place in the hunt; its team members who did not join get 403."""
    own = Participation.objects.present().filter(user_id=user.pk).select_related("hunt__programme", "route", "user")
    participation = own.filter(hunt__slug=slug).first()
    return participation or allowed(get_visible_hunt(user, slug), False)


def allowed(thing, holds_the_role):
    """Return ``thing``, or raise PermissionDenied."""
    if not holds_the_role:
        raise PermissionDenied
    return thing
