"""What still stands between a plan and its day: one list, with a link from each line to where it is mended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from hunts.models import Hunt
from tests import builders
from visits.models import Contact, Invitation, Stop
from visits.planning.changes import AddStop
from visits.planning.plan import PlannedStop
from visits.planning.sharing import share_plan
from visits.planning.versions import change_plan, working_plan
from visits.planning.working import working_board
from visits.readiness import Group, readiness, what_is_fine
from visits.warnings import Level


@pytest.fixture
def hunt(programme):
    """A hunt in thirty days, with nothing planned."""
    start = (timezone.now() + timedelta(days=30)).replace(hour=8, minute=30, second=0, microsecond=0)
    return builders.make_hunt(programme, starts_at=start, ends_at=start + timedelta(hours=7))


@pytest.fixture
def ready(hunt, amina, ben):
    """A hunt with nothing left to do: a visit and a meal, a host who agreed, somebody on the route, shared."""
    hunt.conundrums.add(builders.make_conundrum(hunt.programme))
    hunt.base_address = "1 Sample Street"
    hunt.save()
    route = builders.make_route(hunt, name="Leigh")
    host = builders.make_host(hunt.programme)
    Contact.objects.create(host=host, name="Sample Contact", phone="0161 496 0000")
    venue = builders.make_venue(
        hunt.programme, host=host, step_free=True, access_notes="Ring twice.", latitude="53.484", longitude="-2.335"
    )
    visit = builders.make_stop(
        hunt, "Tea", host=host, venue=venue, stay_minutes=190, meet="Learners", prompts="What is new?"
    )
    lunch = builders.make_stop(hunt, "Lunch", kind="meal", fixed_start=hunt.starts_at + timedelta(hours=3, minutes=30))
    builders.make_visit(route, visit, 1)
    builders.make_visit(route, lunch, 2)
    builders.make_participation(hunt, ben, route)
    Invitation.objects.create(stop=visit, host=host, status="confirmed")
    share_plan(hunt, amina, base=0)
    return hunt


def left(hunt):
    return [(item.level, item.sentence) for item in readiness(hunt, working_board(hunt))]


def sentences(hunt):
    return [sentence for _, sentence in left(hunt)]


def links(hunt):
    return {item.sentence: item.url for item in readiness(hunt, working_board(hunt))}


def test_a_hunt_with_everything_done_has_nothing_left(client, amina, ready):
    client.force_login(amina)

    assert left(ready) == []
    assert what_is_fine(working_board(ready), []) == [
        "Everything on Leigh fits the day.",
        "Every host has agreed.",
        "Everybody who joined has a route.",
        "Everybody sees the plan as it is.",
    ]
    text = client.get(reverse("visits:readiness", args=[ready.slug])).text
    assert "Nothing stands between this plan and the day." in text


def test_an_empty_hunt_begins_with_routes_and_stops(hunt):
    slug = hunt.slug

    assert left(hunt) == [
        (Level.PROBLEM, "There is no route yet."),
        (Level.PROBLEM, "There is no stop yet."),
        (Level.CAUTION, "No conundrums are chosen: people can't say what a reflection speaks to."),
        (Level.CAUTION, "Nobody has joined yet."),
    ]
    assert links(hunt)["There is no route yet."] == reverse("hunts:route_new", args=[slug])
    assert links(hunt)["There is no stop yet."] == reverse("visits:stop_choose", args=[slug])
    assert links(hunt)["Nobody has joined yet."] == reverse("hunts:invite", args=[slug])


def test_what_the_board_warns_of_is_in_the_list_and_leads_to_its_cause(ready):
    stop, lunch, route = Stop.objects.get(title="Tea"), Stop.objects.get(title="Lunch"), ready.routes.get()
    Invitation.objects.all().delete()
    stop.venue.step_free = None
    stop.venue.capacity = 1
    stop.venue.save()
    route.needs_step_free, route.places = True, 9
    route.save()
    builders.make_participation(ready, builders.make_user("gail", email=None), route)
    builders.make_route(ready, 2, name="Sale")

    assert links(ready) == {
        "2 people have joined Leigh, and Sample Hall holds 1.": stop_page(ready, stop),
        "Sale has no stops yet.": f"{reverse('visits:stop_choose', args=[ready.slug])}?route=2",
        "Leigh needs step-free access, and it is not known whether Sample Hall has it.": venue_page(stop.venue),
        "Leigh needs step-free access, and it is not known whether Sample base has it.": stop_page(ready, lunch),
        "Sample Neighbours has not been asked about Tea yet.": answer_page(ready, stop),
        "Nobody is on Sale yet.": reverse("hunts:people", args=[ready.slug]),
        "1 change of the plan is not shared yet.": reverse("visits:plan_share", args=[ready.slug]),
    }


def stop_page(hunt, stop):
    return reverse("visits:stop_edit", args=[hunt.slug, stop.uid])


def answer_page(hunt, stop):
    return reverse("visits:stop_answer", args=[hunt.slug, stop.uid])


def venue_page(venue):
    return reverse("visits:venue_edit", args=[venue.programme.slug, venue.pk])


def test_the_worst_comes_first_and_the_group_with_it(client, amina, ready):
    client.force_login(amina)
    Invitation.objects.update(status="declined")
    Contact.objects.all().delete()
    ready.conundrums.clear()

    items = readiness(ready, working_board(ready))

    assert [(item.level, item.group) for item in items] == [
        (Level.PROBLEM, Group.HOSTS),
        (Level.CAUTION, Group.PLAN),
        (Level.CAUTION, Group.HOSTS),
    ]
    page = client.get(reverse("visits:readiness", args=[ready.slug]))
    assert [section.title for section in page.context["sections"]] == [Group.HOSTS, Group.PLAN]
    assert "1 problem, 2 to look at." in page.text


@pytest.mark.parametrize(
    ("stage", "days", "sentence"),
    [
        ("planning", 30, "Nobody can join yet: the hunt is at “Planning”."),
        ("closed", 30, "The day is still to come, and nobody can join: the hunt is at “Closed”."),
        ("joining", -30, "The day, {day}, is in the past."),
        ("running", -30, "The day is over, and the hunt is still running."),
        ("closed", -30, None),
        ("running", 30, None),
    ],
)
def test_the_stage_and_the_day_belong_together(ready, stage, days, sentence):
    Hunt.objects.update(stage=stage)
    ready.refresh_from_db()
    now = ready.starts_at - timedelta(days=days)

    found = [item.sentence for item in readiness(ready, working_board(ready), now)]

    day = f"{ready.date:%A} {ready.date.day} {ready.date:%B %Y}"
    assert found == ([sentence.format(day=day)] if sentence else [])


def test_people_without_a_route_are_worse_where_every_route_is_full(ready):
    builders.make_participation(ready, builders.make_user("gail", email=None))
    assert left(ready) == [(Level.CAUTION, "1 person has no route.")]

    ready.routes.update(places=1)
    builders.make_participation(ready, builders.make_user("hal", email=None))

    assert left(ready) == [(Level.PROBLEM, "2 people have no route, and every route is full.")]


def test_people_who_left_count_as_gone(ready):
    ready.participations.update(left_at=timezone.now())

    assert sentences(ready) == ["Nobody has joined yet."]


def test_a_plan_that_was_changed_since_it_was_shared(ready, amina):
    route = ready.routes.get()
    change = AddStop(PlannedStop("Sharing", kind="gathering", stay_minutes=30), str(route.uid))
    change_plan(ready, amina, change, base=0, summary="Added sharing")
    change_plan(ready, amina, AddStop(PlannedStop("Spare")), base=1, summary="Added spare")

    assert left(ready) == [
        (Level.CAUTION, "Spare is on no route."),
        (Level.CAUTION, "1 change of the plan is not shared yet."),
    ]


def test_a_plan_that_was_never_shared(ready):
    ready.shared_plans.all().delete()

    assert left(ready) == [(Level.PROBLEM, "The plan has not been shared yet.")]


def test_gaps_in_what_people_are_told(ready):
    stop = Stop.objects.get(title="Tea")
    Stop.objects.filter(pk=stop.pk).update(meet="", prompts="\n")
    stop.venue.access_notes, stop.venue.step_free = "", None
    stop.venue.save()
    Contact.objects.update(phone="")
    Hunt.objects.update(latitude=None, longitude=None)
    ready.refresh_from_db()

    found = {sentence: level for level, sentence in left(ready)}

    assert found["Tea does not say who we meet and has no prompts."] == Level.NOTE
    assert found["Sample Hall does not say whether it is step-free and has no access notes."] == Level.CAUTION
    assert found["Sample Neighbours has no contact with an email address or a phone number."] == Level.CAUTION
    assert "The base, Sample base, is not on the map, so journeys from and to it count as no time." in found


def test_many_stops_on_no_route_take_one_line(hunt):
    for number in range(9):
        builders.make_stop(hunt, f"Stop {number}")

    assert "Stop 0, Stop 1, Stop 2 and 6 more are on no route." in sentences(hunt)


def test_an_answer_is_noted_in_the_list(client, amina, ready):
    client.force_login(amina)
    Invitation.objects.update(status="asked")
    stop, url = Stop.objects.get(title="Tea"), reverse("visits:readiness", args=[ready.slug])

    text = client.get(url).text
    assert f'action="{answer_page(ready, stop)}"' in text
    assert '<option value="asked" selected>' in text
    response = client.post(answer_page(ready, stop), {"status": "confirmed", "back": "readiness"}, follow=True)

    assert response.redirect_chain == [(url, 302)]
    assert "Nothing stands between this plan and the day." in response.text


def test_a_researcher_reads_and_an_organiser_mends(carys, ready):
    ready.conundrums.clear()
    Invitation.objects.all().delete()
    reader = Client()
    reader.force_login(carys)

    text = reader.get(reverse("visits:readiness", args=[ready.slug])).text

    assert "No conundrums are chosen" in text
    assert reverse("hunts:hunt_edit", args=[ready.slug]) not in text
    assert "Note the answer" not in text


def test_the_hunt_page_counts_the_problems(client, amina, ready):
    client.force_login(amina)
    Invitation.objects.update(status="declined")

    text = client.get(ready.get_absolute_url()).text

    assert "Readiness (1)</a>" in text


@pytest.mark.parametrize(("routes", "stops"), [(1, 3), (4, 12)])
def test_the_list_costs_the_same_however_large_the_plan(client, amina, hunt, routes, stops):
    client.force_login(amina)
    for number in range(1, routes + 1):
        route = builders.make_route(hunt, number)
        for position in range(1, stops + 1):
            name = f"{number}-{position}"
            host = builders.make_host(hunt.programme, f"Host {name}")
            venue = builders.make_venue(hunt.programme, host=host)
            builders.make_visit(route, builders.make_stop(hunt, name, host=host, venue=venue), position)
    share_plan(hunt, amina, base=working_plan(hunt).number)

    with CaptureQueriesContext(connection) as context:
        response = client.get(reverse("visits:readiness", args=[hunt.slug]))

    assert response.status_code == 200
    assert len(context) == 18
