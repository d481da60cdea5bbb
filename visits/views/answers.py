"""Whether the host of a stop has agreed, as an organiser notes it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from hunts.access import get_organised_hunt
from visits.answer_forms import form_of
from visits.planning.answers import HostHasWritten, invitation_to, note_answer
from visits.planning.versions import working_plan
from visits.views.changing import the_stop


@require_http_methods(["GET", "POST"])
def stop_answer(request, slug, uid):
    """Note what the host of a stop has said; ``back`` names the page to return to."""
    hunt = get_organised_hunt(request.user, slug)
    stop = the_stop(working_plan(hunt).plan, uid)
    host = get_object_or_404(hunt.programme.hosts, pk=stop.host)
    form = form_of(hunt, invitation_to(hunt, stop), request.POST or None)
    if not form.is_valid():
        context = {"hunt": hunt, "stop": stop, "host": host, "form": form, "back": request.POST.get("back", "")}
        return render(request, "visits/stop_answer.html", context)
    try:
        note_answer(hunt, stop, host, form.cleaned_data["status"], form.cleaned_data["proposed_start"])
    except HostHasWritten:
        messages.error(request, f"{host} has written to you about “{stop.title}”, so it has been asked.")
    else:
        messages.success(request, f"Noted what {host} says about “{stop.title}”.")
    if request.POST.get("back") == "readiness":
        return redirect("visits:readiness", hunt.slug)
    return redirect(reverse("visits:stop_edit", args=[hunt.slug, stop.uid]) + "#answer")
