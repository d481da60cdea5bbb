from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hunts.access import get_organised_programme, get_programme
from hunts.forms import ConundrumForm, MemberForm, ProgrammeForm
from hunts.limits import too_often
from hunts.models import Conundrum
from hunts.numbering import save_with_next_number
from hunts.team import add_member, remove_member, start_programme

# Anybody may start a programme and everybody added is sent a mail: without a limit, a way to write to strangers.
MEMBERS_AN_HOUR = 30


@require_http_methods(["GET", "POST"])
def programme_new(request):
    form = ProgrammeForm(request.POST or None)
    if form.is_valid():
        programme = start_programme(request.user, form.save(commit=False))
        messages.success(request, f"{programme} is set up. Next: add the conundrums it puts to the test.")
        return redirect(programme)
    return render(request, "hunts/programme_new.html", {"form": form})


@require_safe
def programme(request, slug):
    programme = get_programme(request.user, slug)
    context = {
        "programme": programme,
        "conundrums": programme.conundrums.all(),
        "hunts": programme.hunts.annotate(route_count=Count("routes")),
        "memberships": programme.memberships.select_related("user"),
    }
    return render(request, "hunts/programme.html", context)


@require_http_methods(["GET", "POST"])
def programme_edit(request, slug):
    programme = get_organised_programme(request.user, slug)
    form = ProgrammeForm(request.POST or None, instance=programme)
    if form.is_valid():
        form.save()
        messages.success(request, "Programme saved.")
        return redirect(programme)
    return render(request, "hunts/programme_edit.html", {"programme": programme, "form": form})


@require_http_methods(["GET", "POST"])
def conundrum_new(request, slug):
    programme = get_organised_programme(request.user, slug)
    form = ConundrumForm(request.POST or None, instance=Conundrum(programme=programme))
    if form.is_valid():
        save_with_next_number(form.instance, programme, programme.conundrums)
        messages.success(request, f"Conundrum {form.instance.number} added.")
        return redirect("hunts:conundrum_new" if "another" in request.POST else "hunts:programme", programme.slug)
    return render(request, "hunts/conundrum_new.html", {"programme": programme, "form": form})


@require_http_methods(["GET", "POST"])
def conundrum_edit(request, slug, number):
    programme = get_organised_programme(request.user, slug)
    conundrum = get_object_or_404(programme.conundrums, number=number)
    form = ConundrumForm(request.POST or None, instance=conundrum)
    if form.is_valid():
        form.save()
        messages.success(request, "Conundrum saved.")
        return redirect(programme)
    context = {"programme": programme, "conundrum": conundrum, "form": form}
    return render(request, "hunts/conundrum_edit.html", context)


@require_POST
def conundrum_retire(request, slug, number):
    """Retire a conundrum, or bring a retired one back."""
    programme = get_organised_programme(request.user, slug)
    conundrum = get_object_or_404(programme.conundrums, number=number)
    conundrum.retired_at = None if conundrum.retired_at else timezone.now()
    conundrum.save(update_fields=["retired_at"])
    done = "retired: new hunts no longer offer it" if conundrum.retired_at else "back in use"
    messages.success(request, f"Conundrum {conundrum.number} is {done}.")
    return redirect(programme)


@require_http_methods(["GET", "POST"])
def member_add(request, slug):
    programme = get_organised_programme(request.user, slug)
    form = MemberForm(request.POST or None)
    if form.is_valid():
        if too_often(f"members-added-{request.user.pk}", MEMBERS_AN_HOUR):
            return render(request, "429.html", status=429)
        membership, is_new = add_member(programme, invited_by=request.user, **form.cleaned_data)
        if is_new:
            messages.success(request, f"{membership.user} is on the team as {membership.role}.")
        else:
            messages.info(request, f"{membership.user} was already on the team as {membership.role}.")
        return redirect(programme)
    return render(request, "hunts/member_add.html", {"programme": programme, "form": form})


@require_POST
def member_remove(request, slug, pk):
    programme = get_organised_programme(request.user, slug)
    membership = get_object_or_404(programme.memberships.select_related("user"), pk=pk)
    if remove_member(membership):
        messages.success(request, f"{membership.user} is no longer on the team as {membership.role}.")
    else:
        messages.error(request, "Somebody has to organise the programme. Add another organiser first.")
    return redirect("home" if membership.user_id == request.user.pk else programme)
