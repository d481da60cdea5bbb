"""The shared plan as it leaves the app: calendars by secret addresses, tracks, and paper."""

import io
import json
from datetime import UTC, datetime
from subprocess import TimeoutExpired
from unittest.mock import patch
from zoneinfo import ZoneInfo

import gpxpy
import icalendar
import pypdf
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from visits.outputs import building
from visits.planning.changes import AddVisit, EditStop, MoveVisit, RemoveVisit
from visits.planning.plan import PlannedVisit
from visits.planning.sharing import share_plan
from visits.planning.versions import change_plan, working_plan

LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def leigh(hunt):
    return builders.make_route(hunt, 1, name="Leigh")


@pytest.fixture
def sale(hunt):
    return builders.make_route(hunt, 2, name="Sale")


@pytest.fixture
def visits(hunt, leigh, sale, programme):
    """Leigh: a briefing at 09:30, then the walk to a host; Sale: a library."""
    host = builders.make_host(programme, "Leigh Neighbours", about="Resident-led.")
    venue = builders.make_venue(programme, "Leigh library", host=host, access_notes="Ring the bell.", step_free=True)
    walk = builders.make_stop(hunt, "Leigh walk", host=host, venue=venue, meet="residents", prompts="Who decides?")
    return {
        "briefing": builders.make_visit(leigh, builders.make_stop(hunt, "Briefing", kind="gathering")),
        "walk": builders.make_visit(leigh, walk, 2, mode="bus", minutes=20),
        "library": builders.make_visit(sale, builders.make_stop(hunt, "Library visit")),
    }


@pytest.fixture
def participation(hunt, ben, leigh):
    return builders.make_participation(hunt, ben, leigh, name="Ben Private")


@pytest.fixture
def shared(hunt, amina, visits, participation):
    return share(hunt, amina)


def share(hunt, user):
    return share_plan(hunt, user, base=working_plan(hunt).number)


def change(hunt, user, change):
    change_plan(hunt, user, change, base=working_plan(hunt).number, summary="A change")


def address(row):
    name = "visits:route_calendar" if hasattr(row, "number") else "visits:persons_calendar"
    return reverse(name, args=[row.calendar_key])


def events(row):
    """What a program that reads the calendar of a route or a person finds: title to event."""
    response = Client().get(address(row))
    assert response.status_code == 200
    read = icalendar.Calendar.from_ical(response.content)
    return {str(event["SUMMARY"]): event for event in read.walk("VEVENT")}


def numbers(row):
    return {title: (int(event["SEQUENCE"]), str(event["STATUS"])) for title, event in events(row).items()}


def uids(row):
    return {str(event["UID"]) for event in events(row).values()}


def test_a_calendar_needs_no_account_and_names_nobody(client, shared, leigh):
    response = client.get(address(leigh))

    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == 'inline; filename="calendar.ics"'
    assert response["Cache-Control"] == "private, no-cache"
    assert response["X-Robots-Tag"] == "noindex"
    assert "Cookie" not in response.headers.get("Vary", "")
    text = response.content.decode()
    assert "Leigh walk" in text
    for private in ["Ben", "Amina", "@example", leigh.calendar_key]:
        assert private not in text


def test_events_are_at_the_hour_on_the_wall(shared, leigh, visits):
    walk = events(leigh)["Leigh walk"]

    assert walk["DTSTART"].dt.astimezone(LONDON).isoformat() == "2026-07-07T10:50:00+01:00"
    assert str(walk["UID"]) == f"{visits['walk'].uid}@own-turf"
    assert "Getting there: Bus, 20 min" in walk["DESCRIPTION"]
    assert "Ring the bell." in walk["DESCRIPTION"]


def test_only_what_changed_counts_up(hunt, amina, shared, leigh, visits):
    before = uids(leigh)
    change(hunt, amina, EditStop(str(visits["walk"].stop.uid), {"stay_minutes": 90}))

    assert numbers(leigh) == {"Briefing": (0, "CONFIRMED"), "Leigh walk": (0, "CONFIRMED")}
    share(hunt, amina)

    assert numbers(leigh) == {"Briefing": (0, "CONFIRMED"), "Leigh walk": (1, "CONFIRMED")}
    assert uids(leigh) == before


def test_what_is_taken_off_stays_as_cancelled(hunt, amina, shared, leigh, sale, visits):
    change(hunt, amina, RemoveVisit(str(visits["briefing"].uid)))
    change(hunt, amina, MoveVisit(str(visits["walk"].uid), str(sale.uid)))
    share(hunt, amina)

    assert numbers(leigh) == {"Briefing": (1, "CANCELLED"), "Leigh walk": (1, "CANCELLED")}
    assert numbers(sale) == {"Library visit": (0, "CONFIRMED"), "Leigh walk": (1, "CONFIRMED")}


def day(hunt, **changes):
    facts = {"title": hunt.title, "date": "2026-07-07", "start": "09:30", "end": "17:00", "zone": "Europe/London"}
    return facts | {"base_name": hunt.base_name, "latitude": hunt.latitude, "longitude": hunt.longitude} | changes


def test_on_another_date_every_event_counts_up(client, hunt, amina, shared, leigh, sale):
    before = uids(leigh)
    client.force_login(amina)
    client.post(reverse("hunts:hunt_edit", args=[hunt.slug]), day(hunt, date="2026-12-08"))

    walk = events(leigh)["Leigh walk"]
    assert walk["DTSTART"].dt.astimezone(LONDON).isoformat() == "2026-12-08T10:50:00+00:00"
    assert numbers(leigh) == {"Briefing": (1, "CONFIRMED"), "Leigh walk": (1, "CONFIRMED")}
    assert numbers(sale) == {"Library visit": (1, "CONFIRMED")}
    hunt.refresh_from_db()
    assert walk["LAST-MODIFIED"].dt == hunt.rescheduled_at.replace(microsecond=0)
    assert uids(leigh) == before


def test_a_later_start_counts_up_what_it_moves_at_once_and_sharing_counts_no_further(
    client, hunt, amina, shared, leigh
):
    client.force_login(amina)
    client.post(reverse("hunts:hunt_edit", args=[hunt.slug]), day(hunt, start="10:00"))

    assert numbers(leigh) == {"Briefing": (1, "CONFIRMED"), "Leigh walk": (1, "CONFIRMED")}
    share(hunt, amina)
    assert numbers(leigh) == {"Briefing": (1, "CONFIRMED"), "Leigh walk": (1, "CONFIRMED")}


def test_a_person_s_calendar_follows_them_to_another_route(shared, participation, sale):
    assert set(events(participation)) == {"Briefing", "Leigh walk"}

    participation.route = sale
    participation.save()

    assert set(events(participation)) == {"Library visit"}


def test_without_a_route_a_calendar_is_empty_but_has_a_name(client, shared, participation):
    participation.route = None
    participation.save()

    read = icalendar.Calendar.from_ical(client.get(address(participation)).content)

    assert str(read["NAME"]) == "Canal hunt: no route yet"
    assert read.walk("VEVENT") == []


def test_before_the_first_sharing_a_calendar_is_empty(visits, participation, leigh):
    assert events(leigh) == events(participation) == {}


def test_whoever_left_has_no_calendar(client, shared, participation):
    participation.left_at = datetime(2026, 7, 1, tzinfo=UTC)
    participation.save()

    assert client.get(address(participation)).status_code == 404


@pytest.mark.parametrize("name", ["visits:route_calendar", "visits:persons_calendar"])
@pytest.mark.parametrize("key", ["x", "x" * 27, "x" * 500, "\0", "ключ", "%"])
def test_a_guessed_address_is_not_found(client, shared, name, key):
    assert client.get(reverse(name, args=[key])).status_code == 404


def test_the_key_of_a_personal_link_opens_no_calendar_and_the_other_way_round(client, shared, participation):
    assert client.get(reverse("visits:persons_calendar", args=[participation.key])).status_code == 404
    assert client.get(reverse("hunts:personal_link", args=[participation.calendar_key])).status_code == 404


def test_a_program_that_asks_again_is_told_that_nothing_changed(client, hunt, amina, shared, leigh, visits):
    first = client.get(address(leigh))
    again = client.get(address(leigh), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    change(hunt, amina, EditStop(str(visits["walk"].stop.uid), {"stay_minutes": 90}))
    share(hunt, amina)
    assert client.get(address(leigh), headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_a_route_s_calendar_gets_a_new_address_from_an_organiser(client, amina, hunt, shared, leigh):
    old = address(leigh)
    client.force_login(amina)

    client.post(reverse("visits:route_calendar_renew", args=[hunt.slug, leigh.number]))

    leigh.refresh_from_db()
    assert address(leigh) != old
    assert [Client().get(url).status_code for url in (old, address(leigh))] == [404, 200]


def test_everybody_gets_a_new_address_for_their_own_calendar(client, ben, hunt, shared, participation):
    old = address(participation)
    client.force_login(ben)

    client.post(reverse("visits:my_calendar_renew", args=[hunt.slug]))

    participation.refresh_from_db()
    assert [Client().get(url).status_code for url in (old, address(participation))] == [404, 200]
    assert (
        client.get(reverse("visits:my_calendar", args=[hunt.slug])).context["address"].endswith(address(participation))
    )


@pytest.fixture
def party(client, ben, participation):
    client.force_login(ben)
    return client


@pytest.fixture
def organiser(client, amina):
    client.force_login(amina)
    return client


def test_people_on_the_hunt_take_a_route_as_a_track(party, hunt, shared):
    gpx = party.get(reverse("visits:route_gpx", args=[hunt.slug, 1]))
    geojson = party.get(reverse("visits:route_geojson", args=[hunt.slug, 1]))

    assert gpx["Content-Disposition"] == 'attachment; filename="canal-hunt-route-1.gpx"'
    assert [point.name for point in gpxpy.parse(gpx.content.decode()).waypoints] == ["1. Briefing", "2. Leigh walk"]
    assert gpx["Content-Type"] == "application/gpx+xml"
    assert geojson["Content-Type"] == "application/geo+json"
    read = json.loads(geojson.content)
    assert [feature["properties"]["title"] for feature in read["features"]] == ["Briefing", "Leigh walk"]
    assert [feature["properties"]["conundrums"] for feature in read["features"]] == [[], [1]]


def test_the_print_pack_holds_routes_cards_and_hosts(organiser, hunt, settings, shared):
    settings.SITE_URL = "https://own-turf.example.org"

    response = organiser.get(reverse("visits:print_file", args=[hunt.slug]))

    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == 'inline; filename="canal-hunt-plan-1.pdf"'
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(response.content)).pages)
    for words in ["Leigh walk", "Library visit", "Leigh Neighbours", "Plan 1", "Ring the bell."]:
        assert words in text
    assert "Ben" not in text


def test_a_print_pack_that_takes_too_long_is_a_sentence(organiser, hunt, shared):
    with patch("visits.views.outputs.print_pack", side_effect=TimeoutExpired("typst", 60)):
        response = organiser.get(reverse("visits:print_file", args=[hunt.slug]), follow=True)

    assert response.redirect_chain == [(reverse("visits:plan_take", args=[hunt.slug]), 302)]
    assert "This plan is too long to be set as one print pack." in response.text


def test_the_code_on_a_card_opens_today(hunt, settings, shared):
    settings.SITE_URL = "https://own-turf.example.org"

    calls = building.itineraries(building.shared_day(hunt))[0].calls

    assert {call.url for call in calls} == {"https://own-turf.example.org/hunts/canal-hunt/today/"}


def test_a_host_s_sheet_says_how_many_come_and_never_who(hunt, shared):
    (sheet,) = building.host_sheets(building.shared_day(hunt))

    (call,) = sheet.calls
    assert (sheet.host, call.party, call.people, call.meet) == ("Leigh Neighbours", "Leigh", 1, "residents")
    assert call.prompts == ("Who decides?",)
    assert "Ben" not in str(sheet)


@pytest.mark.parametrize(
    "url", ["plan/print.pdf", "routes/1/route.gpx", "routes/1/route.geojson"]
)  # fmt: skip
def test_before_the_first_sharing_a_page_says_so(organiser, hunt, visits, url):
    response = organiser.get(f"/hunts/{hunt.slug}/{url}")

    assert response.status_code == 404
    assert "There is no plan to take along yet" in response.content.decode()


def test_a_shared_plan_without_stops_is_not_printed(organiser, hunt, amina, leigh):
    share(hunt, amina)

    assert organiser.get(reverse("visits:print_file", args=[hunt.slug])).status_code == 404


def test_the_page_offers_every_file(organiser, hunt, shared, leigh, sale):
    said = organiser.get(reverse("visits:plan_take", args=[hunt.slug])).content.decode()

    for route in (leigh, sale):
        assert address(route) in said
        assert reverse("visits:route_gpx", args=[hunt.slug, route.number]) in said
        assert reverse("visits:route_calendar_renew", args=[hunt.slug, route.number]) in said
    assert reverse("visits:print_file", args=[hunt.slug]) in said


def test_a_researcher_renews_no_address(client, carys, hunt, shared):
    client.force_login(carys)

    said = client.get(reverse("visits:plan_take", args=[hunt.slug])).content.decode()

    assert "Make a new address" not in said


def test_files_need_the_same_queries_however_long_the_plan_is(
    organiser, hunt, amina, shared, leigh, sale, participation, visits
):
    urls = [
        address(leigh),
        address(participation),
        reverse("visits:route_gpx", args=[hunt.slug, 1]),
        reverse("visits:print_file", args=[hunt.slug]),
        reverse("visits:plan_take", args=[hunt.slug]),
    ]

    def queries():
        counts = []
        for url in urls:
            with CaptureQueriesContext(connection) as context:
                assert organiser.get(url).status_code == 200
            counts.append(len(context))
        return counts

    few = queries()
    for route in (leigh, sale):
        for _ in range(3):
            change(hunt, amina, AddVisit(str(route.uid), PlannedVisit(str(visits["walk"].stop.uid))))
    share(hunt, amina)

    assert few == queries() == [6, 6, 9, 8, 5]
