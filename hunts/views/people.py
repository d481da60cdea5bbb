import io

import segno
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from hunts.access import get_organised_hunt
from hunts.forms import PersonRouteForm
from hunts.models import Consent


@require_safe
def invite(request, slug):
    hunt = get_organised_hunt(request.user, slug)
    address = request.build_absolute_uri(reverse("hunts:join", args=[hunt.join_code]))
    return render(request, "hunts/invite.html", {"hunt": hunt, "address": address})


@require_safe
def invite_qr(request, slug):
    """The join link as a QR code in SVG, dark on white in either theme so that every phone reads it."""
    hunt = get_organised_hunt(request.user, slug)
    picture = io.BytesIO()
    address = request.build_absolute_uri(reverse("hunts:join", args=[hunt.join_code]))
    segno.make(address, error="m").save(picture, kind="svg", scale=8, border=2, light="#fff", svgclass=None)
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@require_POST
def join_code_renew(request, slug):
    hunt = get_organised_hunt(request.user, slug)
    hunt.renew_join_code()
    messages.success(request, "There is a new join link. The old link and its QR code no longer work.")
    return redirect("hunts:invite", hunt.slug)


@require_safe
def people(request, slug):
    """Who has joined, on which route, with which consent."""
    hunt = get_organised_hunt(request.user, slug)
    consents = Prefetch("consents", Consent.objects.current(), to_attr="current_consents")
    joined = list(hunt.participations.present().select_related("route").prefetch_related(consents))
    for participation in joined:
        agreed = {consent.use: consent.agreed for consent in participation.current_consents}
        participation.answers = [(use, agreed.get(use.value)) for use in Consent.Use]
    context = {"hunt": hunt, "people": joined, "routes": hunt.routes.with_party_sizes(), "uses": Consent.Use}
    return render(request, "hunts/people.html", context)


@require_POST
def person_move(request, slug, pk):
    hunt = get_organised_hunt(request.user, slug)
    participation = get_object_or_404(hunt.participations.present(), pk=pk)
    form = PersonRouteForm(request.POST, hunt=hunt)
    if form.is_valid():
        participation.route = form.cleaned_data["route"]
        participation.save(update_fields=["route"])
        messages.success(request, f"{participation.name} is now on {participation.route or 'no route'}.")
    else:
        messages.error(request, "Choose one of the hunt's routes.")
    return redirect("hunts:people", hunt.slug)
