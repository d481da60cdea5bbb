"""Planning a hunt: the day, its zone, its routes and its stage."""

from datetime import UTC, date, datetime
from unittest.mock import patch

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from hunts.forms import local_instant
from hunts.models import Hunt
from tests import builders


def day(**changes):
    return {
        "title": "Canal hunt",
        "date": "2026-07-07",
        "start": "09:30",
        "end": "17:00",
        "zone": "Europe/London",
        "base_name": "Eccles",
        "treasure": "Spaces and places",
    } | changes


def test_a_hunt_keeps_utc_and_shows_wall_time(client, amina, programme, conundrum):
    client.force_login(amina)

    response = client.post(
        reverse("hunts:hunt_new", args=[programme.slug]), day(conundrums=[conundrum.pk]), follow=True
    )

    hunt = Hunt.objects.get()
    assert (hunt.starts_at, hunt.ends_at) == (
        datetime(2026, 7, 7, 8, 30, tzinfo=UTC),
        datetime(2026, 7, 7, 16, 0, tzinfo=UTC),
    )
    assert (hunt.slug, hunt.stage, list(hunt.conundrums.all())) == ("canal-hunt-2026", "planning", [conundrum])
    assert list(hunt.routes.values_list("number", "name")) == [(1, "Route 1")]
    assert "Tuesday 7 July 2026, 09:30 to 17:00" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "field", "error"),
    [
        ({"end": "09:30"}, "end", "Choose an end that is later than the start, on the same day."),
        ({"end": "09:00"}, "end", "Choose an end that is later than the start, on the same day."),
        ({"date": "2026-02-30"}, "date", "Enter a valid date."),
        ({"date": "0001-01-01", "zone": "Asia/Tokyo"}, "date", "Choose a day from 1950 on."),
        ({"start": "25:00"}, "start", "Enter a valid time."),
        (
            {"date": "2026-03-29", "start": "01:30"},
            "start",
            "There is no 01:30 on this day: the clocks go forward. Choose another time.",
        ),
        ({"latitude": "90.5", "longitude": "0"}, "latitude", "Ensure this value is less than or equal to 90."),
        (
            {"latitude": "53.4"},
            "longitude",
            "Give both a latitude and a longitude, or neither.",
        ),
        (
            {"zone": "Europe/Eccles"},
            "zone",
            "Select a valid choice. Europe/Eccles is not one of the available choices.",
        ),
        ({"base_name": ""}, "base_name", "This field is required."),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_what_was_typed_stays(client, amina, programme, changes, field, error):
    client.force_login(amina)

    response = client.post(reverse("hunts:hunt_new", args=[programme.slug]), day(**changes))

    assert response.context["form"].errors[field] == [error]
    assert 'value="Canal hunt"' in response.content.decode()
    assert not Hunt.objects.exists()


def test_wall_times_on_the_days_the_clocks_change(hunt):
    zone = hunt.tzinfo

    before, after = (local_instant(date(2026, 10, 25), at, zone) for at in (clock("00:30"), clock("02:30")))

    assert after - before == datetime(2026, 1, 1, 3) - datetime(2026, 1, 1)
    with pytest.raises(ValidationError, match="clocks go forward"):
        local_instant(date(2026, 3, 29), clock("01:00"), zone)


def clock(text):
    return datetime.strptime(text, "%H:%M").time()


def test_moving_a_hunt_to_another_day_keeps_wall_times(client, amina, hunt):
    stop = builders.make_stop(hunt, "Sharing", fixed_start=datetime(2026, 7, 7, 14, 30, tzinfo=UTC))
    client.force_login(amina)

    client.post(reverse("hunts:hunt_edit", args=[hunt.slug]), day(date="2026-12-01", zone="Europe/Paris"))

    stop.refresh_from_db()
    assert stop.fixed_start == datetime(2026, 12, 1, 14, 30, tzinfo=UTC)  # 15:30, as before, in Paris in winter
    assert f"{stop.fixed_start.astimezone(Hunt.objects.get().tzinfo):%H:%M}" == "15:30"


@pytest.mark.parametrize(
    ("changes", "revision"),
    [({}, 0), ({"start": "09:00"}, 0), ({"date": "2026-12-01"}, 1), ({"zone": "Europe/Paris"}, 1)],
)
def test_only_another_date_or_zone_changes_every_event_of_the_calendars(client, amina, hunt, changes, revision):
    client.force_login(amina)

    client.post(reverse("hunts:hunt_edit", args=[hunt.slug]), day(**changes))

    hunt.refresh_from_db()
    assert (hunt.revision, hunt.rescheduled_at is not None) == (revision, bool(revision))


def test_the_database_refuses_a_hunt_that_ends_before_it_starts(hunt):
    with pytest.raises(IntegrityError), transaction.atomic():
        Hunt.objects.filter(pk=hunt.pk).update(ends_at=hunt.starts_at)


def test_setting_the_stage_saves_nothing_else(client, amina, hunt):
    client.force_login(amina)
    Hunt.objects.filter(pk=hunt.pk).update(title="Renamed meanwhile")

    client.post(reverse("hunts:hunt_stage", args=[hunt.slug]), {"stage": "running"})
    client.post(reverse("hunts:hunt_stage", args=[hunt.slug]), {"stage": "nonsense"})

    hunt.refresh_from_db()
    assert (hunt.stage, hunt.title) == ("running", "Renamed meanwhile")


def test_a_second_route_and_a_name_that_is_taken(client, amina, hunt, route):
    client.force_login(amina)
    url = reverse("hunts:route_new", args=[hunt.slug])

    client.post(url, {"name": "Leigh", "places": "8"})
    response = client.post(url, {"name": "Leigh", "places": ""})

    assert response.context["form"].non_field_errors() == [
        "Another route of this hunt has this name. Choose a different one."
    ]
    assert list(hunt.routes.values_list("number", "name", "places")) == [(1, "Route 1", None), (2, "Leigh", 8)]


@pytest.mark.parametrize("places", ["0", "-1", "501", "lots", "1e3"])
def test_places_on_a_route_are_one_to_five_hundred(client, amina, hunt, places):
    client.force_login(amina)

    response = client.post(reverse("hunts:route_new", args=[hunt.slug]), {"name": "Leigh", "places": places})

    assert list(response.context["form"].errors) == ["places"]
    assert not hunt.routes.exists()


def test_a_route_with_people_on_it_stays(client, amina, hunt, route, participation):
    client.force_login(amina)

    page = client.post(reverse("hunts:route_delete", args=[hunt.slug, 1]), follow=True).content.decode()

    assert "Move them to another route first." in page
    assert hunt.routes.filter(pk=route.pk).exists()


def test_an_empty_route_is_removed_and_its_stops_stay(client, amina, hunt, route, visit, stop):
    client.force_login(amina)

    client.post(reverse("hunts:route_delete", args=[hunt.slug, 1]))

    assert (hunt.routes.count(), hunt.stops.count()) == (0, 1)


def test_a_participant_is_taken_to_today(client, ben, hunt, participation):
    client.force_login(ben)

    assert client.get(hunt.get_absolute_url()).url == reverse("visits:today", args=[hunt.slug])


def test_a_route_that_somebody_joins_while_it_is_removed_stays_and_is_no_crash(client, amina, hunt):
    """PostgreSQL notices only as the transaction ends."""
    builders.make_route(hunt, 1)
    client.force_login(amina)

    with patch("hunts.models.Route.delete", side_effect=IntegrityError):
        response = client.post(reverse("hunts:route_delete", args=[hunt.slug, 1]), follow=True)

    assert "Move them to another route first." in response.text
