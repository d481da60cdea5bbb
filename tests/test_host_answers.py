"""What a host has said about a stop: noted beside the plan, and kept whatever the plan does."""

from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from tests import builders
from visits.models import HostOrganisation, Invitation, Stop, Venue
from visits.planning.changes import AddStop, EditStop, RemoveStop
from visits.planning.plan import PlannedStop
from visits.planning.rows import write_rows
from visits.planning.versions import change_plan, undo, working_plan
from visits.planning.working import working_board
from visits.warnings import Code


@pytest.fixture
def organiser(client, amina):
    client.force_login(amina)
    return client


@pytest.fixture
def host(programme):
    return builders.make_host(programme)


@pytest.fixture
def planned(hunt, route, amina, host):
    """A stop of the working plan that was not shared."""
    stop = PlannedStop("Tea and talk", host=host.pk, venue=builders.make_venue(hunt.programme, host=host).pk)
    change(hunt, amina, AddStop(stop, str(route.uid)))
    return stop


def change(hunt, user, made):
    return change_plan(hunt, user, made, base=working_plan(hunt).number, summary="Sample change")


def answer(client, hunt, stop, **said):
    return client.post(reverse("visits:stop_answer", args=[hunt.slug, stop.uid]), said)


def about_hosts(hunt):
    return [warning.code for warning in working_board(hunt).warnings if warning.code.startswith("host-")]


def test_an_answer_is_kept_for_a_stop_that_was_not_shared(organiser, hunt, host, planned):
    assert about_hosts(hunt) == [Code.HOST_NOT_ASKED]

    response = answer(organiser, hunt, planned, status="confirmed")

    invitation = Invitation.objects.get()
    assert response.url == reverse("visits:stop_edit", args=[hunt.slug, planned.uid]) + "#answer"
    assert (str(invitation.stop.uid), invitation.stop.title) == (planned.uid, "Tea and talk")
    assert (invitation.host, invitation.status) == (host, "confirmed")
    assert invitation.answered_at is not None
    assert about_hosts(hunt) == []
    assert working_plan(hunt).number == 1  # no change of the plan


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("asked", Code.HOST_NOT_ANSWERED),
        ("declined", Code.HOST_DECLINED),
        ("proposed", Code.HOST_PROPOSES_ANOTHER_TIME),
    ],
)
def test_the_board_warns_of_any_other_answer(organiser, hunt, planned, status, code):
    answer(organiser, hunt, planned, status=status, proposed_time="14:30")

    assert about_hosts(hunt) == [code]


def test_another_time_is_one_on_the_day(organiser, hunt, planned):
    answer(organiser, hunt, planned, status="proposed", proposed_time="14:30")

    assert Invitation.objects.get().proposed_start == datetime(2026, 7, 7, 13, 30, tzinfo=UTC)
    page = organiser.get(reverse("visits:stop_edit", args=[hunt.slug, planned.uid])).text
    assert 'value="14:30"' in page
    answer(organiser, hunt, planned, status="confirmed", proposed_time="14:30")
    assert Invitation.objects.get().proposed_start is None


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"status": "proposed"}, "Give the time that the host proposes."),
        ({"status": "proposed", "proposed_time": "late"}, "Enter a valid time."),
        ({"status": "delighted"}, "Select a valid choice. delighted is not one of the available choices."),
    ],
)
def test_an_answer_that_says_too_little_comes_back_with_what_was_typed(organiser, hunt, planned, said, error):
    response = answer(organiser, hunt, planned, **said)

    assert response.status_code == 200
    assert error in response.text
    assert not Invitation.objects.exists()
    assert not Stop.objects.exists()


def test_a_time_that_the_clocks_skip_is_refused(organiser, hunt, planned):
    hunt.starts_at, hunt.ends_at = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 16, tzinfo=UTC)
    hunt.save()

    response = answer(organiser, hunt, planned, status="proposed", proposed_time="01:30")

    assert "There is no 01:30 on this day" in response.text


def test_the_moment_of_the_answer_stays_until_it_changes(organiser, hunt, planned):
    answer(organiser, hunt, planned, status="confirmed")
    before = Invitation.objects.get().answered_at
    answer(organiser, hunt, planned, status="confirmed")
    assert Invitation.objects.get().answered_at == before
    answer(organiser, hunt, planned, status="asked")
    assert Invitation.objects.get().answered_at is None


def test_not_asked_again_forgets_the_invitation(organiser, hunt, planned):
    answer(organiser, hunt, planned, status="asked")
    answer(organiser, hunt, planned, status="")

    assert not Invitation.objects.exists()


def test_what_a_host_has_written_is_not_forgotten(organiser, hunt, planned):
    answer(organiser, hunt, planned, status="asked")
    Invitation.objects.update(message="You are welcome.")

    response = organiser.post(
        reverse("visits:stop_answer", args=[hunt.slug, planned.uid]), {"status": ""}, follow=True
    )

    assert "so it has been asked" in response.text
    assert Invitation.objects.get().message == "You are welcome."


def test_sharing_keeps_the_answer(organiser, hunt, planned):
    answer(organiser, hunt, planned, status="confirmed")

    write_rows(hunt, working_plan(hunt).plan)

    invitation = Invitation.objects.get()
    assert str(invitation.stop.uid) == planned.uid
    assert invitation.stop.visits.count() == 1


def test_noting_an_answer_changes_nothing_that_was_shared(organiser, amina, hunt, planned):
    write_rows(hunt, working_plan(hunt).plan)
    change(hunt, amina, EditStop(planned.uid, {"title": "Another title"}))

    answer(organiser, hunt, planned, status="confirmed")

    assert Stop.objects.get().title == "Tea and talk"


def test_an_answer_goes_with_its_stop_only_when_that_is_shared(organiser, amina, hunt, planned):
    """Until then undo brings both back."""
    answer(organiser, hunt, planned, status="confirmed")
    number = change(hunt, amina, RemoveStop(planned.uid)).number
    undo(hunt, amina, base=number)
    assert about_hosts(hunt) == []

    change(hunt, amina, RemoveStop(planned.uid))
    write_rows(hunt, working_plan(hunt).plan)

    assert not Invitation.objects.exists()


def test_an_answer_is_the_word_of_the_host_who_gave_it(organiser, amina, hunt, planned):
    answer(organiser, hunt, planned, status="confirmed")
    other = builders.make_host(hunt.programme, "Other Neighbours")

    change(hunt, amina, EditStop(planned.uid, {"host": other.pk}))

    assert about_hosts(hunt) == [Code.HOST_NOT_ASKED]


def test_a_participant_sees_nothing_of_a_stop_that_is_only_planned(organiser, hunt, route, ben, planned):
    answer(organiser, hunt, planned, status="confirmed")
    client = Client()
    builders.make_participation(hunt, ben, route)
    client.force_login(ben)

    assert "Tea and talk" not in client.get(reverse("visits:today", args=[hunt.slug])).text
    assert "Tea and talk" not in client.get(reverse("reflections:log", args=[hunt.slug])).text


def test_a_stop_without_a_host_has_no_answer(organiser, amina, hunt):
    stop = PlannedStop("Lunch")
    change(hunt, amina, AddStop(stop))

    assert answer(organiser, hunt, stop, status="confirmed").status_code == 404
    assert "The host's answer" not in organiser.get(reverse("visits:stop_edit", args=[hunt.slug, stop.uid])).text


# The directory ----------------------------------------------------------------


def test_a_host_in_a_working_plan_stays_in_the_directory(organiser, hunt, host, planned):
    url = reverse("visits:host_delete", args=[hunt.programme.slug, host.pk])

    response = organiser.post(url, follow=True)

    assert "Sample Neighbours is in the plan of Canal hunt. Take it out of the stops there first." in response.text
    assert HostOrganisation.objects.filter(pk=host.pk).exists()


def test_a_host_whose_venue_is_in_a_plan_stays_too(organiser, amina, hunt, host):
    venue = builders.make_venue(hunt.programme, host=host)
    change(hunt, amina, AddStop(PlannedStop("Lunch", venue=venue.pk)))

    organiser.post(reverse("visits:host_delete", args=[hunt.programme.slug, host.pk]))

    assert HostOrganisation.objects.filter(pk=host.pk).exists()


def test_a_venue_in_two_working_plans_names_both(organiser, amina, hunt, host, planned):
    other = builders.make_hunt(hunt.programme, slug="other", title="Spring hunt")
    change(other, amina, AddStop(PlannedStop("Lunch", venue=planned.venue)))

    response = organiser.post(reverse("visits:venue_delete", args=[hunt.programme.slug, planned.venue]), follow=True)

    assert "is in the plan of Canal hunt and Spring hunt. Give the stop another place first." in response.text
    assert Venue.objects.filter(pk=planned.venue).exists()


def test_once_it_is_out_of_the_newest_plan_it_can_go(organiser, amina, hunt, host, planned):
    change(hunt, amina, RemoveStop(planned.uid))

    organiser.post(reverse("visits:host_delete", args=[hunt.programme.slug, host.pk]))

    assert not HostOrganisation.objects.exists()
