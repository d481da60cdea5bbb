from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hunts.access import get_organised_hunt, get_organised_programme, get_visible_hunt
from hunts.forms import HuntForm, RouteForm
from hunts.models import Hunt, Route
from hunts.numbering import save_with_next_number, save_with_slug
from hunts.scheduling import save_rescheduled


@require_http_methods(["GET", "POST"])
def hunt_new(request, slug):
    programme = get_organised_programme(request.user, slug)
    form = HuntForm(request.POST or None, programme=programme)
    if form.is_valid():
        with transaction.atomic():
            title = f"{form.cleaned_data['title']} {form.cleaned_data['date']:%Y}"
            hunt = save_with_slug(form.save(commit=False), title, "hunt")
            form.save_m2m()
            hunt.routes.create(number=1, name="Route 1")
        messages.success(request, f"{hunt} is set up with a first route. Next: plan its stops.")
        return redirect(hunt)
    return render(request, "hunts/hunt_new.html", {"programme": programme, "form": form})


@require_safe
def hunt(request, slug):
    hunt = get_visible_hunt(request.user, slug)
    if not (hunt.organises or hunt.researches):
        return redirect("visits:today", hunt.slug)
    context = {
        "hunt": hunt,
        "routes": hunt.routes.with_party_sizes(),
        "conundrums": hunt.conundrums.all(),
        "stages": Hunt.Stage.choices,
    }
    return render(request, "hunts/hunt.html", context)


@require_http_methods(["GET", "POST"])
def hunt_edit(request, slug):
    hunt = get_organised_hunt(request.user, slug)
    form = HuntForm(request.POST or None, instance=hunt, programme=hunt.programme)
    if form.is_valid():
        save_rescheduled(hunt, form.save)
        messages.success(request, "Hunt saved.")
        return redirect(hunt)
    return render(request, "hunts/hunt_edit.html", {"hunt": hunt, "form": form})


@require_POST
def hunt_stage(request, slug):
    hunt = get_organised_hunt(request.user, slug)
    stage = request.POST.get("stage")
    if stage not in Hunt.Stage.values:
        messages.error(request, "Choose one of the stages.")
    else:
        hunt.move_to(stage)
        messages.success(request, f"The hunt is now at “{hunt.stage_name}”.")
    return redirect(hunt)


@require_http_methods(["GET", "POST"])
def route_new(request, slug):
    hunt = get_organised_hunt(request.user, slug)
    form = RouteForm(request.POST or None, instance=Route(hunt=hunt))
    if form.is_valid():
        route = save_with_next_number(form.instance, hunt, hunt.routes)
        messages.success(request, f"Route “{route}” added.")
        return redirect("visits:plan", hunt.slug)
    return render(request, "hunts/route_new.html", {"hunt": hunt, "form": form})


@require_http_methods(["GET", "POST"])
def route_edit(request, slug, number):
    hunt = get_organised_hunt(request.user, slug)
    route = get_object_or_404(hunt.routes, number=number)
    form = RouteForm(request.POST or None, instance=route)
    if form.is_valid():
        form.save()
        messages.success(request, "Route saved.")
        return redirect("visits:plan", hunt.slug)
    return render(request, "hunts/route_edit.html", {"hunt": hunt, "route": route, "form": form})


@require_http_methods(["GET", "POST"])
def route_delete(request, slug, number):
    hunt = get_organised_hunt(request.user, slug)
    route = get_object_or_404(hunt.routes, number=number)
    if request.method == "GET":
        return render(request, "hunts/route_delete.html", {"hunt": hunt, "route": route})
    try:
        route.delete()
        messages.success(request, f"Route “{route}” removed. Its stops are still there.")
    except (ProtectedError, IntegrityError):  # the latter when somebody joined or logged just now
        messages.error(request, f"People are on “{route}”, or wrote about it. Move them to another route first.")
    return redirect("visits:plan", hunt.slug)
