from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Count, ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from hunts.access import get_organised_programme, get_programme
from visits.forms import ContactForm, HostForm
from visits.models import Contact, HostOrganisation
from visits.planning.usage import hunts_that_plan_host
from visits.wording import listed

HOSTS_A_PAGE = 30


@require_safe
def hosts(request, slug):
    programme = get_programme(request.user, slug)
    q = request.GET.get("q", "").replace("\0", "").strip()[:120]
    found = programme.hosts.named_like(q).annotate(stop_count=Count("stops")).prefetch_related("venues")
    page = Paginator(found.order_by("name"), HOSTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "programme": programme,
        "page": page,
        "q": q,
        "places": programme.venues.filter(host__isnull=True),
    }
    return render(request, "visits/hosts.html", context)


@require_http_methods(["GET", "POST"])
def host_new(request, slug):
    programme = get_organised_programme(request.user, slug)
    form = HostForm(request.POST or None, instance=HostOrganisation(programme=programme))
    if form.is_valid():
        host = form.save()
        messages.success(request, f"{host} is in the directory. Next: add a venue, and a contact.")
        return redirect(host)
    return render(request, "visits/host_new.html", {"programme": programme, "form": form})


@require_safe
def host(request, slug, pk):
    programme = get_programme(request.user, slug)
    host = get_object_or_404(programme.hosts, pk=pk)
    context = {
        "programme": programme,
        "host": host,
        "venues": host.venues.prefetch_related("opening_times"),
        "contacts": Contact.objects.visible_to(request.user).filter(host=host),
        "stops": host.stops.select_related("hunt"),
    }
    return render(request, "visits/host.html", context)


@require_http_methods(["GET", "POST"])
def host_edit(request, slug, pk):
    programme = get_organised_programme(request.user, slug)
    host = get_object_or_404(programme.hosts, pk=pk)
    form = HostForm(request.POST or None, instance=host)
    if form.is_valid():
        form.save()
        messages.success(request, "Host saved.")
        return redirect(host)
    return render(request, "visits/host_edit.html", {"programme": programme, "host": host, "form": form})


@require_http_methods(["GET", "POST"])
def host_delete(request, slug, pk):
    programme = get_organised_programme(request.user, slug)
    host = get_object_or_404(programme.hosts, pk=pk)
    if request.method == "GET":
        return render(request, "visits/host_delete.html", {"programme": programme, "host": host})
    if planning := hunts_that_plan_host(host):
        messages.error(request, f"{host} is in the plan of {listed(planning)}. Take it out of the stops there first.")
        return redirect(host)
    try:
        host.delete()
    except (ProtectedError, IntegrityError):  # the latter when it was put into a plan just now
        messages.error(request, f"{host} is part of a hunt. Take it out of the hunt's stops first.")
        return redirect(host)
    messages.success(request, f"{host} is no longer in the directory.")
    return redirect("visits:hosts", programme.slug)


@require_http_methods(["GET", "POST"])
def contact_new(request, slug, pk):
    programme = get_organised_programme(request.user, slug)
    host = get_object_or_404(programme.hosts, pk=pk)
    form = ContactForm(request.POST or None, instance=Contact(host=host))
    if form.is_valid():
        form.save()
        messages.success(request, f"{form.instance} added. Only organisers see contacts.")
        return redirect(host)
    return render(request, "visits/contact_new.html", {"programme": programme, "host": host, "form": form})


@require_http_methods(["GET", "POST"])
def contact_edit(request, slug, pk, contact_pk):
    programme = get_organised_programme(request.user, slug)
    contact = get_contact(programme, pk, contact_pk)
    form = ContactForm(request.POST or None, instance=contact)
    if form.is_valid():
        form.save()
        messages.success(request, "Contact saved.")
        return redirect(contact.host)
    context = {"programme": programme, "host": contact.host, "contact": contact, "form": form}
    return render(request, "visits/contact_edit.html", context)


@require_http_methods(["GET", "POST"])
def contact_delete(request, slug, pk, contact_pk):
    programme = get_organised_programme(request.user, slug)
    contact = get_contact(programme, pk, contact_pk)
    if request.method == "POST":
        contact.delete()
        messages.success(request, f"{contact} is no longer kept.")
        return redirect(contact.host)
    context = {"programme": programme, "host": contact.host, "contact": contact}
    return render(request, "visits/contact_delete.html", context)


def get_contact(programme, host_pk, contact_pk):
    contacts = Contact.objects.filter(host__programme=programme, host__pk=host_pk).select_related("host__programme")
    return get_object_or_404(contacts, pk=contact_pk)
