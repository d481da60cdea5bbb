"""Fetching for the research team: its members without the role get 403, everybody else 404."""

from django.shortcuts import get_object_or_404

from hunts.access import allowed
from hunts.models import Programme
from reflections.models import Reflection


def get_readable_reflection(user, pk):
    """A reflection the user reads as a researcher, with what its page shows."""
    readable = Reflection.objects.readable_by_researcher(user).for_reading().with_authors().with_encounter_titles()
    return readable.filter(pk=pk).first() or refuse(user, pk)


def refuse(user, pk):
    """Raise PermissionDenied for organisers, who know that there are reflections, and Http404 for everybody else. Of
    what somebody keeps to themselves nobody is told that it is there."""
    organised = Programme.objects.organised_by(user).exclude(pk__in=Programme.objects.researched_by(user))
    shared = Reflection.objects.standing().exclude(audience=Reflection.Audience.ME)
    return allowed(get_object_or_404(shared, programme__in=organised, pk=pk), False)
