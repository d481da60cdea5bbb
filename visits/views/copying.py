"""A hunt as the start of the next, and its plan as a file."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hunts.access import get_organised_hunt, get_organised_programme, get_teams_hunt
from visits.copying_forms import HuntCopyForm, PlanFileForm
from visits.plan_files.errors import NotAPlan
from visits.plan_files.taking_in import Target, as_sentences, take_in
from visits.plan_files.writing import write_plan_file
from visits.planning.copying import copy_hunt


@require_http_methods(["GET", "POST"])
def hunt_copy(request, slug):
    hunt = get_organised_hunt(request.user, slug)
    form = HuntCopyForm(request.POST or None, hunt=hunt)
    if form.is_valid():
        chosen = {name: form.cleaned_data[name] for name in ("routes", "keep_prompts")}
        try:
            copy = copy_hunt(hunt, request.user, form.instance, **chosen)
        except NotAPlan as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"{copy} is set up with the plan of {hunt}. Nothing of it is shared yet.")
            return redirect("visits:plan", copy.slug)
    return render(request, "visits/hunt_copy.html", {"hunt": hunt, "form": form})


@require_safe
def plan_file(request, slug):
    """The working plan as a file, for the team."""
    hunt = get_teams_hunt(request.user, slug)
    disposition = f'attachment; filename="{hunt.slug}-plan.json"'
    return HttpResponse(
        write_plan_file(hunt), content_type="application/json", headers={"Content-Disposition": disposition}
    )


@require_http_methods(["GET", "POST"])
def plan_import(request, slug):
    """Take a plan file in: a new hunt of the programme, or a new plan of one of its hunts."""
    programme = get_organised_programme(request.user, slug)
    form = PlanFileForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        target = Target(slug=form.cleaned_data["slug"], programme=programme.slug, user=request.user)
        try:
            taken = take_in(form.cleaned_data["file"], target)
        except NotAPlan as refused:
            form.refuse(refused)
        else:
            messages.success(request, " ".join(as_sentences(taken)))
            return redirect("visits:plan", taken.hunt.slug)
    return render(request, "visits/plan_import.html", {"programme": programme, "form": form})
