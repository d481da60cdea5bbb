"""Hosts in bulk: a file, a preview, one press."""

from datetime import time, timedelta
from decimal import Decimal
from itertools import groupby

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hunts.models import Membership
from tests import builders
from visits.directory.importing import carry_out
from visits.directory.proposal import Proposal
from visits.models import Contact, HostImport, HostOrganisation, OpeningTime, Venue

FULL = {
    "name": "Leigh Neighbours",
    "kind": "Big Local partnership",
    "borough": "Wigan",
    "about": "Resident-led.",
    "website": "lnpb.example.org",
    "venue": "Sample Hall",
    "address": "1 Sample Street",
    "latitude": "53.4975",
    "longitude": "-2.519",
    "step_free": "yes",
    "capacity": "30",
    "access_notes": "Ring the bell.",
    "tuesday": "09:00-17:00",
    "contact_name": "Sample Contact",
    "contact_role": "Support worker",
    "contact_email": "contact@example.org",
    "contact_phone": "0161 496 0000",
}


def as_rows(*cells):
    return [{"line": line, "cells": each} for line, each in enumerate(cells, start=2)]


def proposed(programme, *cells, **choices):
    return Proposal(programme, as_rows(*cells), {name.removeprefix("row"): pk for name, pk in choices.items()})


def outcomes(programme, *cells, **choices):
    return [row.status for row in proposed(programme, *cells, **choices).rows]


def errors(programme, *cells):
    return [error for row in proposed(programme, *cells).rows for error in row.errors]


def changes(programme, *cells):
    rows = proposed(programme, *cells).rows
    return [(change.of, change.what, change.old, change.new) for row in rows for change in row.changes]


def do_import(programme, amina, *cells, **choices):
    rows = as_rows(*cells)
    choices = {name.removeprefix("row"): pk for name, pk in choices.items()}
    kept = HostImport.objects.create(programme=programme, uploaded_by=amina, rows=rows, choices=choices)
    return carry_out(kept, Proposal(programme, rows, choices).fingerprint)


@pytest.fixture
def organiser(client, amina):
    client.force_login(amina)
    return client


def send(client, programme, content, name="hosts.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    url = reverse("visits:host_import", args=[programme.slug])
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, follow=True)


def confirm(client, page, **choices):
    kept, proposal = page.context["host_import"], page.context["proposal"]
    return client.post(kept.get_absolute_url(), {"agreed": proposal.fingerprint} | choices, follow=True)


# The pages ---------------------------------------------------------------------


def test_a_file_is_shown_first_and_imported_with_one_press(organiser, programme):
    page = send(organiser, programme, "Name;Kind;Borough\nLeigh Neighbours;Big Local partnership;Wigan\nBad;club;\n")
    assert not HostOrganisation.objects.exists()

    done = confirm(organiser, page)

    assert [row.status for row in page.context["proposal"].rows] == ["new", "error"]
    assert "“club” is no kind of host." in page.content.decode()
    assert "These rows are left out." in page.content.decode()
    assert "Imported. Rows: 1 new, 1 left out with errors." in done.content.decode()
    assert list(HostOrganisation.objects.values_list("name", "kind", "borough")) == [
        ("Leigh Neighbours", "big-local", "Wigan")
    ]
    assert not HostImport.objects.exists()


def test_pressing_twice_imports_once(organiser, programme):
    page = send(organiser, programme, "Name,Kind\nA,charity\n")
    confirm(organiser, page)

    again = organiser.post(page.context["host_import"].get_absolute_url(), {"agreed": "x"})

    assert again.status_code == 404
    assert HostOrganisation.objects.count() == 1


def test_a_choice_is_asked_for_shown_and_then_imported(organiser, programme):
    known = builders.make_host(programme, "Leigh Neighbours", borough="Salford")
    page = send(organiser, programme, "Name,Borough\nLeigh Neighbors,Wigan\n")
    assert "The same as" in page.content.decode()

    refused = confirm(organiser, page)
    assert "Nothing is imported yet." in refused.content.decode()

    shown = confirm(organiser, page, **{"row-2": str(known.pk)})
    known.refresh_from_db()
    assert known.borough == "Salford"
    assert "Your choices are taken in below." in shown.content.decode()
    assert '<del dir="auto">Salford</del>' in shown.content.decode()

    confirm(organiser, shown, **{"row-2": str(known.pk)})
    known.refresh_from_db()
    assert (known.name, known.borough, programme.hosts.count()) == ("Leigh Neighbours", "Wigan", 1)


def test_what_changed_meanwhile_is_shown_before_anything_is_imported(organiser, programme):
    host = builders.make_host(programme, "Leigh Neighbours", borough="Salford")
    page = send(organiser, programme, "Name,Borough\nLeigh Neighbours,Wigan\n")
    HostOrganisation.objects.filter(pk=host.pk).update(borough="Bolton")

    shown = confirm(organiser, page)

    assert '<del dir="auto">Bolton</del>' in shown.content.decode()
    host.refresh_from_db()
    assert host.borough == "Bolton"


def test_an_import_that_fails_leaves_nothing_behind(organiser, programme, monkeypatch):
    page = send(organiser, programme, "Name,Kind,Venue\nA,charity,Hall\n")

    def fail(*args, **kwargs):
        raise RuntimeError("the power goes")

    monkeypatch.setattr("visits.directory.importing.new_times", fail)
    with pytest.raises(RuntimeError):
        confirm(organiser, page)

    assert (HostOrganisation.objects.count(), Venue.objects.count(), HostImport.objects.count()) == (0, 0, 1)


def test_a_file_that_cannot_be_read_is_an_error_beside_its_field(organiser, programme):
    page = send(organiser, programme, "hello", name="hosts.xlsx")

    assert page.context["form"].errors == {
        "file": ["The first row has no column “Name”. The template shows how columns are called."]
    }
    assert not HostImport.objects.exists()


def test_no_file_is_an_error_too(organiser, programme):
    page = organiser.post(reverse("visits:host_import", args=[programme.slug]), {"x": "1"})

    assert page.context["form"].errors == {"file": ["Choose a CSV or XLSX file."]}


def test_headings_that_mean_nothing_are_named(organiser, programme):
    assert (
        "Not used, for no column is called so" in send(organiser, programme, "Name,Colour\nA,blue\n").content.decode()
    )


def test_only_who_sent_a_file_opens_it_and_only_as_an_organiser(client, amina, dev, carys, programme):
    kept = HostImport.objects.create(programme=programme, uploaded_by=amina, rows=as_rows(FULL))
    Membership.objects.create(programme=programme, user=dev, role=Membership.Role.ORGANISER)
    seen = {}
    for user in (amina, dev, carys, builders.make_user("eve")):
        client.force_login(user)
        seen[user.name] = client.get(kept.get_absolute_url()).status_code
    programme.memberships.filter(user=amina).update(role=Membership.Role.RESEARCHER)
    client.force_login(amina)
    seen["later"] = client.get(kept.get_absolute_url()).status_code

    assert seen == {"Amina": 200, "Dev": 404, "Carys": 403, "Eve": 404, "later": 403}


def test_a_file_is_forgotten_on_request_and_after_a_day(organiser, amina, programme):
    dropped, old = [HostImport.objects.create(programme=programme, uploaded_by=amina, rows=[]) for _ in range(2)]
    organiser.post(reverse("visits:host_import_drop", args=[programme.slug, dropped.pk]))
    HostImport.objects.update(created_at=timezone.now() - timedelta(hours=25))

    assert organiser.get(old.get_absolute_url()).status_code == 404
    call_command("clearhostimports")
    assert not HostImport.objects.exists()


@pytest.mark.parametrize(("format", "status"), [("csv", 200), ("xlsx", 200), ("pdf", 404)])
def test_the_template_can_be_downloaded(organiser, programme, format, status):
    response = organiser.get(reverse("visits:host_import_template", args=[programme.slug, format]))

    assert response.status_code == status


def test_the_hosts_page_offers_it_to_organisers_alone(client, amina, carys, programme):
    pages = []
    for user in (amina, carys):
        client.force_login(user)
        pages.append(client.get(reverse("visits:hosts", args=[programme.slug])).content.decode())

    assert ["hosts/import/" in page for page in pages] == [True, False]


# What is imported --------------------------------------------------------------


def test_a_whole_row_becomes_a_host_a_venue_its_hours_and_a_contact(programme, amina):
    do_import(programme, amina, FULL | {"name": "L, Ltd"})

    host = HostOrganisation.objects.get()
    venue, contact = host.venues.get(), host.contacts.get()
    assert (host.name, host.kind, host.website) == ("L, Ltd", "big-local", "https://lnpb.example.org")
    assert (venue.programme, venue.borough, venue.point) == (programme, "Wigan", (53.4975, -2.519))
    assert (venue.step_free, venue.capacity, venue.access_notes) == (True, 30, "Ring the bell.")
    assert list(venue.opening_times.values_list("weekday", "opens", "closes")) == [(1, time(9), time(17))]
    assert (contact.name, contact.email, contact.phone) == ("Sample Contact", "contact@example.org", "0161 496 0000")


def test_the_same_file_again_changes_nothing(programme, amina):
    second = FULL | {"name": "BlueSci", "about": "Two\r\nlines", "step_free": "no", "capacity": "12"}
    do_import(programme, amina, FULL, second)

    assert outcomes(programme, FULL, second) == ["same", "same"]


@pytest.mark.parametrize("name", ["Leigh Neighbours", "the leigh-neighbours CIC", "LEIGH NEIGHBOURS"])
def test_a_host_is_known_by_its_name_however_it_is_spelt(programme, name):
    builders.make_host(programme, "Leigh Neighbours", borough="Wigan")

    assert outcomes(programme, {"name": name, "borough": "Wigan"}) == ["same"]


def test_what_the_file_leaves_empty_stays_and_what_it_says_changes(programme, amina):
    do_import(programme, amina, FULL)
    sparse = {"name": "Leigh Neighbours", "about": "Led by residents.", "venue": "sample hall", "wednesday": "10-16"}

    assert changes(programme, sparse) == [
        ("", "About", "Resident-led.", "Led by residents."),
        ("Sample Hall", "Wednesday", "", "10:00-16:00"),
    ]
    do_import(programme, amina, sparse)

    host = HostOrganisation.objects.get()
    assert (host.about, host.borough, host.contacts.count()) == ("Led by residents.", "Wigan", 1)
    assert list(Venue.objects.values_list("name", "capacity", "latitude")) == [
        ("Sample Hall", 30, Decimal("53.497500"))
    ]
    assert list(OpeningTime.objects.values_list("weekday", flat=True)) == [1, 2]


def test_a_day_said_to_be_closed_loses_its_hours_and_other_days_keep_theirs(programme, amina):
    do_import(programme, amina, FULL)
    venue = Venue.objects.get()
    OpeningTime.objects.create(venue=venue, weekday=4, opens=time(9), closes=time(12))
    OpeningTime.objects.create(venue=venue, weekday=4, opens=time(13), closes=time(17))
    closed = {"name": "Leigh Neighbours", "venue": "Sample Hall", "tuesday": "closed", "sunday": "closed"}

    assert changes(programme, closed) == [("Sample Hall", "Tuesday", "09:00-17:00", "closed")]
    do_import(programme, amina, closed)

    assert list(OpeningTime.objects.values_list("weekday", "opens")) == [(4, time(9)), (4, time(13))]
    assert outcomes(programme, closed) == ["same"]


def test_a_second_row_of_a_host_brings_another_venue_and_contact(programme, amina):
    second = {
        "name": "leigh neighbours",
        "kind": "big-local",
        "venue": "Annexe",
        "contact_name": "Another Contact",
        "contact_phone": "1",
    }
    assert outcomes(programme, FULL, second) == ["new", "changed"]

    do_import(programme, amina, FULL, second)

    host = HostOrganisation.objects.get()
    assert list(host.venues.values_list("name", "borough")) == [("Annexe", "Wigan"), ("Sample Hall", "Wigan")]
    assert list(host.contacts.values_list("name", flat=True)) == ["Another Contact", "Sample Contact"]
    assert outcomes(programme, FULL, second) == ["same", "same"]


def test_a_row_twice_counts_once(programme, amina):
    assert outcomes(programme, FULL, FULL) == ["new", "same"]
    do_import(programme, amina, FULL, FULL)

    assert (HostOrganisation.objects.count(), Venue.objects.count(), Contact.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("says", "column", "before"),
    [
        ({"kind": "charity"}, "Kind", "Big Local partnership"),
        ({"venue": "Sample Hall", "capacity": "31"}, "Capacity", "30"),
        ({"venue": "Sample Hall", "tuesday": "closed"}, "Tuesday", "09:00-17:00"),
        ({"contact_name": "Sample Contact", "contact_role": "Chair"}, "Contact role", "Support worker"),
    ],
)
def test_two_rows_cannot_say_two_things(programme, says, column, before):
    other = {"name": "Leigh Neighbours"} | says

    assert errors(programme, FULL, other) == [(column, f"Row 2 says “{before}”.")]


def test_a_name_like_another_is_a_question_until_it_is_answered(programme, amina):
    known = builders.make_host(programme, "Leigh Neighbours")
    row = {"name": "Leigh Neighbors", "kind": "charity"}

    assert outcomes(programme, row) == ["choose"]
    assert errors(programme, {"name": "Leigh Neighbors", "step_free": "perhaps"}) == [
        ("Step-free", "Write yes or no, or leave it empty when it is not known.")
    ]
    assert outcomes(programme, row, row2="new") == ["new"]
    assert outcomes(programme, row, row2=str(known.pk)) == ["changed"]
    assert outcomes(programme, row, row2="999999") == ["choose"]


def test_two_hosts_of_one_name_are_told_apart_by_a_person_or_by_the_exact_name(programme):
    builders.make_host(programme, "Arts & Minds")
    builders.make_host(programme, "Arts and Minds Ltd")

    assert outcomes(programme, {"name": "Arts & Minds"}, {"name": "ARTS AND MINDS"}) == ["same", "choose"]


def test_hosts_of_another_programme_are_not_known_here(programme, dev):
    other = builders.make_programme(dev, slug="other")
    builders.make_host(other, "Leigh Neighbours")

    assert outcomes(programme, {"name": "Leigh Neighbours", "kind": "charity"}) == ["new"]


@pytest.mark.parametrize(
    ("change", "column", "sentence"),
    [
        ({"name": None}, "Name", "Name the host."),
        ({"name": "x" * 121}, "Name", "Ensure this value has at most 120 characters (it has 121)."),
        ({"kind": None}, "Kind", "This field is required."),
        ({"borough": "x" * 81}, "Borough", "Ensure this value has at most 80 characters (it has 81)."),
        ({"website": "javascript:alert(1)"}, "Website", "Enter a valid URL."),
        ({"venue": None}, "Venue", "Name the venue that these details belong to."),
        ({"latitude": "95"}, "Latitude", "Ensure this value is less than or equal to 90."),
        ({"latitude": "nan"}, "Latitude", "Enter a number."),
        ({"latitude": "53.5N"}, "Latitude", "Enter a number."),
        ({"longitude": None}, "Longitude", "Give both a latitude and a longitude, or neither."),
        ({"longitude": "-180.5"}, "Longitude", "Ensure this value is greater than or equal to -180."),
        ({"step_free": "perhaps"}, "Step-free", "Write yes or no, or leave it empty when it is not known."),
        ({"capacity": "0"}, "Capacity", "Ensure this value is greater than or equal to 1."),
        ({"capacity": "many"}, "Capacity", "Enter a whole number."),
        ({"tuesday": "17:00-09:00"}, "Tuesday", "Tuesday: it has to close after it opens."),
        ({"tuesday": "25:00-26:00"}, "Tuesday", "Enter a valid time."),
        ({"tuesday": "mornings"}, "Tuesday", "Write the hours as 09:00-17:00, or closed."),
        ({"contact_name": None}, "Contact name", "This field is required."),
        ({"contact_email": "at home"}, "Contact email", "Enter a valid email address."),
        (
            {"contact_email": None, "contact_phone": None},
            "Contact email",
            "Give an email address or a phone number, so that somebody can be reached.",
        ),
        ({"about": "=A1"}, "About", "This is a formula without its result. Type the value."),
    ],
)
def test_a_row_with_an_error_is_left_out_and_says_where(programme, amina, change, column, sentence):
    row = {key: cell for key, cell in (FULL | change).items() if cell is not None}

    assert errors(programme, row) == [(column, sentence)]
    do_import(programme, amina, row)
    assert (HostOrganisation.objects.count(), Venue.objects.count(), Contact.objects.count()) == (0, 0, 0)


def test_a_row_with_a_cell_too_many_is_left_out(programme):
    (row,) = Proposal(programme, [{"line": 2, "cells": {"name": "A", "kind": "charity"}, "extra": True}]).rows

    assert row.errors == [("", "It has more cells than the first row. Is a comma outside quotation marks?")]


def test_every_error_of_a_row_is_said_at_once(programme):
    row = FULL | {"kind": "club", "capacity": "0", "contact_email": "at home", "sunday": "always"}

    assert [column for column, _ in errors(programme, row)] == ["Kind", "Capacity", "Sunday", "Contact email"]


def many(count, **changes):
    """Rows of hosts whose names are nothing like one another."""
    names = [f"{number * 7919 % 1000:03} {number * 104729 % 1000:03}" for number in range(count)]
    return [FULL | {"name": name, "website": ""} | changes for name in names]


def kinds_of(queries):
    """The statements in their order; SQLite takes a batch in several, which count as one."""
    started = [query["sql"][:40] for query in queries]
    return [kind for kind, _ in groupby(started) if not kind.startswith(("SAVEPOINT", "RELEASE"))]


@pytest.mark.parametrize("known", [False, True])
def test_two_hundred_rows_cost_as_many_queries_as_two(programme, amina, known):
    if known:
        do_import(programme, amina, *many(200))
    asked = []
    for count in (2, 200):
        rows = many(count, about=f"New {count}", tuesday=f"9-{count % 7 + 12}", contact_role=f"Role {count}")
        with CaptureQueriesContext(connection) as queries:
            done = do_import(programme, amina, *rows)
        asked.append(kinds_of(queries))
        assert len(done.with_status("changed" if known else "new")) == count
        assert len(queries) < 20
        if not known:
            programme.hosts.all().delete()

    assert asked[0] == asked[1]
