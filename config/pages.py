"""Pages of the whole site: the front door, and the showcase of components."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from config.style_samples import samples
from hunts.models import Hunt, Programme


@login_not_required
@require_safe
def home(request):
    """What one is part of; for everybody else, what this place is."""
    if not request.user.is_authenticated:
        return render(request, "welcome.html")
    hunts = Hunt.objects.joined_by(request.user).select_related("programme")
    programmes = Programme.objects.visible_to(request.user).with_roles_of(request.user).prefetch_related("hunts")
    return render(request, "home.html", {"programmes": programmes, "hunts": hunts})


@login_not_required
@require_safe
def style(request):
    return render(request, "style.html", samples())
