"""The directory: hosts, their contacts and their venues."""

from datetime import time
from decimal import Decimal

import pytest
from django.urls import reverse

from tests import builders
from visits.models import Contact, HostOrganisation, Venue


@pytest.fixture
def host(programme):
    return builders.make_host(programme)


def test_an_organiser_adds_a_host_and_a_name_that_is_taken(client, amina, programme):
    client.force_login(amina)
    url = reverse("visits:host_new", args=[programme.slug])
    data = {"name": "Leigh Neighbours", "kind": "big-local", "borough": "Wigan", "website": "lnpb.example.org"}

    client.post(url, data)
    response = client.post(url, data)

    assert response.context["form"].non_field_errors() == ["The directory already has an organisation with this name."]
    host = HostOrganisation.objects.get()
    assert (host.programme, host.kind, host.website) == (programme, "big-local", "https://lnpb.example.org")


def test_contacts_are_private_to_organisers(client, amina, carys, programme, host):
    Contact.objects.create(host=host, name="Sample Contact", email="contact@example.org")
    url = host.get_absolute_url()

    client.force_login(amina)
    seen_by_organiser = client.get(url).content.decode()
    client.force_login(carys)
    seen_by_researcher = client.get(url).content.decode()

    assert "contact@example.org" in seen_by_organiser
    assert "contact@example.org" not in seen_by_researcher
    assert "Sample Contact" not in seen_by_researcher


def test_a_contact_can_be_reached_somehow(client, amina, programme, host):
    client.force_login(amina)
    url = reverse("visits:contact_new", args=[programme.slug, host.pk])

    refused = client.post(url, {"name": "Sample Contact"})
    client.post(url, {"name": "Sample Contact", "phone": "0161 496 0000"})

    assert refused.context["form"].errors["email"] == [
        "Give an email address or a phone number, so that somebody can be reached."
    ]
    assert list(host.contacts.values_list("name", "phone")) == [("Sample Contact", "0161 496 0000")]


def test_a_contact_is_deleted_for_good(client, amina, programme, host):
    contact = Contact.objects.create(host=host, name="Sample Contact", phone="1")
    client.force_login(amina)
    url = reverse("visits:contact_delete", args=[programme.slug, host.pk, contact.pk])

    asked = client.get(url).content.decode()
    client.post(url)

    assert "Remove Sample Contact?" in asked
    assert not Contact.objects.exists()


def test_a_venue_with_a_point_and_opening_times(client, amina, programme, host):
    client.force_login(amina)
    data = {
        "name": "Sample Hall",
        "latitude": "53.5",
        "longitude": "-2.4",
        "step_free": "yes",
        "opens_1": "09:00",
        "closes_1": "17:30",
    }

    response = client.post(reverse("visits:venue_new", args=[programme.slug]) + f"?host={host.pk}", data)

    venue = Venue.objects.get()
    assert response.url == host.get_absolute_url()
    assert (venue.host, venue.latitude, venue.step_free) == (host, Decimal("53.5"), True)
    assert list(venue.opening_times.values_list("weekday", "opens", "closes")) == [(1, time(9), time(17, 30))]


@pytest.mark.parametrize(
    ("changes", "form", "field"),
    [
        ({"opens_0": "09:00"}, "opening_times", "closes_0"),
        ({"opens_0": "17:00", "closes_0": "09:00"}, "opening_times", "closes_0"),
        ({"opens_0": "nine"}, "opening_times", "opens_0"),
        ({"latitude": "95", "longitude": "0"}, "form", "latitude"),
        ({"latitude": "NaN", "longitude": "0"}, "form", "latitude"),
        ({"latitude": "1e400", "longitude": "0"}, "form", "latitude"),
        ({"longitude": "-180.5", "latitude": "1"}, "form", "longitude"),
        ({"latitude": "53"}, "form", "longitude"),
        ({"capacity": "0"}, "form", "capacity"),
    ],
)
def test_a_venue_that_cannot_be_is_refused_and_nothing_is_saved(client, amina, programme, changes, form, field):
    client.force_login(amina)

    response = client.post(reverse("visits:venue_new", args=[programme.slug]), {"name": "Sample Hall"} | changes)

    assert field in response.context[form].errors
    assert "There is a problem" in response.content.decode()
    assert not Venue.objects.exists()


def test_what_a_hunt_uses_stays_in_the_directory(client, amina, programme, hunt, host):
    venue = builders.make_venue(programme, host=host)
    builders.make_stop(hunt, venue=venue, host=host)
    client.force_login(amina)

    kept_host = client.post(reverse("visits:host_delete", args=[programme.slug, host.pk]), follow=True)
    kept_venue = client.post(reverse("visits:venue_delete", args=[programme.slug, venue.pk]), follow=True)

    assert "Take it out of the hunt&#x27;s stops first." in kept_host.content.decode()
    assert "Give the stop another place first." in kept_venue.content.decode()
    assert (HostOrganisation.objects.count(), Venue.objects.count()) == (1, 1)


def test_what_no_hunt_uses_can_go(client, amina, programme, host):
    builders.make_venue(programme, host=host)
    client.force_login(amina)

    client.post(reverse("visits:host_delete", args=[programme.slug, host.pk]))

    assert (HostOrganisation.objects.count(), Venue.objects.count()) == (0, 0)


def test_a_long_directory_is_paged_and_searched(client, amina, programme):
    for number in range(35):
        builders.make_host(programme, f"Host {number:02}")
    builders.make_venue(programme, "Coppice Library", host=programme.hosts.get(name="Host 34"))
    client.force_login(amina)
    url = reverse("visits:hosts", args=[programme.slug])

    pages = [client.get(url, {"page": number}).context["page"].object_list for number in (1, 2)]
    found = [client.get(url, {"q": q}).context["page"].object_list for q in ("coppice", "host 0", "nothing like it")]

    assert [host.name for page in pages for host in page] == [f"Host {number:02}" for number in range(35)]
    assert [[host.name for host in page] for page in found] == [
        ["Host 34"],
        [f"Host {number:02}" for number in range(10)],
        [],
    ]
