"""Sharing the working plan: what the rows say, who is told what, and what is kept."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import builders
from visits.models import Contact, SharedPlan, Stop, Visit
from visits.outputs.building import latest_shared
from visits.planning.changes import AddVisit, EditStop, MoveVisit, RemoveStop, RemoveVisit
from visits.planning.plan import PlannedVisit
from visits.planning.rows import write_rows
from visits.planning.sharing import share_plan, unshared_changes
from visits.planning.versions import Collision, NothingToDo, PeopleLogged, change_plan, working_plan


@pytest.fixture
def leigh(hunt):
    return builders.make_route(hunt, 1, name="Leigh")


@pytest.fixture
def sale(hunt):
    return builders.make_route(hunt, 2, name="Sale")


@pytest.fixture
def host(programme):
    return builders.make_host(programme, "Leigh Neighbours")


@pytest.fixture
def walk(hunt, leigh, host):
    """The Leigh walk, 09:30 to 10:30, with a host who has two contacts, one of them with an address."""
    Contact.objects.create(host=host, name="Private Contact", email="contact@example.org")
    Contact.objects.create(host=host, name="Phone Only", phone="0161 496 0000")
    venue = builders.make_venue(hunt.programme, "Leigh library", host=host)
    stop = builders.make_stop(hunt, "Leigh walk", host=host, venue=venue, meet="residents")
    return builders.make_visit(leigh, stop)


@pytest.fixture
def library(hunt, sale, programme):
    other = builders.make_host(programme, "BlueSci")
    Contact.objects.create(host=other, name="Other Contact", email="other@example.org")
    return builders.make_visit(sale, builders.make_stop(hunt, "Library visit", host=other))


@pytest.fixture
def plan(walk, library):
    """Both routes with a stop each."""


@pytest.fixture
def people(hunt, leigh, sale):
    """Two on Leigh, one of them reachable; one on Sale; one who left; one on no route."""
    names = {"fern": leigh, "glen": leigh, "heath": sale, "ivy": leigh, "jay": None}
    made = {name: builders.make_user(name, email=None) for name in names}
    emails = {name: f"{name}@example.net" for name in names if name != "glen"} | {"glen": ""}
    found = {
        name: builders.make_participation(hunt, made[name], route, contact_email=emails[name])
        for name, route in names.items()
    }
    found["ivy"].left_at = hunt.starts_at
    found["ivy"].save()
    return found


def share(hunt, user, **options):
    return share_plan(hunt, user, base=working_plan(hunt).number, **options)


def change(hunt, user, change, summary="A change"):
    return change_plan(hunt, user, change, base=working_plan(hunt).number, summary=summary)


def longer(stop, minutes=80):
    return EditStop(str(stop.uid), {"stay_minutes": minutes})


def numbers(shared):
    return [(event["title"], event["sequence"]) for event in shared.events]


def sentences(shared):
    return [change["sentence"] for change in shared.differences]


def test_the_first_time_everything_is_new(hunt, amina, plan):
    shared = share(hunt, amina)

    assert (shared.number, shared.version, shared.shared_by) == (1, 0, amina)
    assert sentences(shared) == [
        "Everything is new on Leigh: 1 stop, 09:30 to 10:30",
        "Everything is new on Sale: 1 stop, 09:30 to 10:30",
    ]
    assert [(event["title"], event["sequence"]) for event in shared.events] == [
        ("Leigh walk", 0),
        ("Library visit", 0),
    ]


def test_a_change_of_the_working_plan_reaches_the_rows_when_it_is_shared(hunt, amina, plan, walk):
    share(hunt, amina)
    change(hunt, amina, longer(walk.stop))

    walk.stop.refresh_from_db()
    assert walk.stop.stay_minutes == 60
    assert [each.sentence for each in unshared_changes(hunt)] == [
        "Leigh walk: 09:30 to 10:50 instead of 09:30 to 10:30 (Leigh)"
    ]

    shared = share(hunt, amina)

    walk.stop.refresh_from_db()
    assert walk.stop.stay_minutes == 80
    assert (shared.number, shared.version) == (2, 1)
    assert sentences(shared) == ["Leigh walk: 09:30 to 10:50 instead of 09:30 to 10:30 (Leigh)"]
    assert [(event["title"], event["sequence"]) for event in shared.events] == [
        ("Leigh walk", 1),
        ("Library visit", 0),
    ]
    assert unshared_changes(hunt) == []


def test_visits_keep_their_rows_when_they_move_to_another_route(hunt, amina, plan, walk, sale):
    share(hunt, amina)
    change(hunt, amina, MoveVisit(str(walk.uid), str(sale.uid)))

    shared = share(hunt, amina)

    moved = Visit.objects.get(uid=walk.uid)
    assert (moved.pk, moved.route, moved.position) == (walk.pk, sale, 2)
    assert {event["title"]: event["was_on"] for event in shared.events} == {
        "Leigh walk": [str(walk.route.uid)],
        "Library visit": [],
    }


def test_a_plan_that_was_changed_meanwhile_is_not_shared(hunt, amina, carys, plan, walk):
    share(hunt, amina)
    change(hunt, carys, longer(walk.stop), "Made the walk longer")

    with pytest.raises(Collision) as collision:
        share_plan(hunt, amina, base=0)

    assert [version.summary for version in collision.value.theirs] == ["Made the walk longer"]
    assert latest_shared(hunt).number == 1


def test_sharing_twice_makes_one_plan(hunt, amina, plan):
    share(hunt, amina)

    with pytest.raises(NothingToDo):
        share(hunt, amina)

    assert SharedPlan.objects.count() == 1


def test_what_people_logged_at_stays_and_nothing_is_half_shared(hunt, amina, plan, walk, library, people):
    share(hunt, amina)
    change(hunt, amina, RemoveVisit(str(walk.uid)))
    change(hunt, amina, longer(library.stop))
    builders.make_reflection(people["fern"], moment="visit", visit=walk)

    with pytest.raises(PeopleLogged, match="People logged reflections at “Leigh walk”, so it stays on Leigh"):
        share(hunt, amina)

    library.stop.refresh_from_db()
    assert library.stop.stay_minutes == 60
    assert Visit.objects.filter(pk=walk.pk).exists()
    assert latest_shared(hunt).number == 1


def test_another_date_is_no_difference(hunt, amina, plan):
    share(hunt, amina)
    hunt.starts_at += timedelta(days=150, hours=1)  # in winter, at the same hour on the wall
    hunt.ends_at += timedelta(days=150, hours=1)
    hunt.save()

    assert hunt.local_start.hour == 9
    assert unshared_changes(hunt) == []


def told(letters):
    return sorted(letter.to[0] for letter in letters)


@pytest.fixture
def shared(hunt, amina, plan, people):
    return share(hunt, amina)


def test_people_are_told_what_changes_on_their_route(hunt, amina, shared, walk, django_capture_on_commit_callbacks):
    change(hunt, amina, longer(walk.stop))

    with django_capture_on_commit_callbacks(execute=True):
        share(hunt, amina, tell_people=True)

    (letter,) = mail.outbox
    assert (letter.to, letter.cc, letter.bcc) == (["fern@example.net"], [], [])
    assert letter.subject == "The plan of Canal hunt has changed"
    assert "- Leigh walk: 09:30 to 10:50 instead of 09:30 to 10:30 (Leigh)" in letter.body
    assert f"/hunts/{hunt.slug}/today/" in letter.body
    assert "Library" not in letter.body
    assert letter.content_subtype == "plain"


def test_each_person_gets_a_message_of_their_own(hunt, amina, plan, people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        share(hunt, amina, tell_people=True)

    assert [letter.to for letter in mail.outbox] == [["fern@example.net"], ["heath@example.net"]]
    assert mail.outbox[0].subject == "The plan of Canal hunt"
    assert "Everything is new on Leigh" in mail.outbox[0].body
    assert "Sale" not in mail.outbox[0].body


def test_a_host_is_told_of_their_own_slot_and_of_no_name(
    hunt, amina, shared, walk, people, django_capture_on_commit_callbacks
):
    change(hunt, amina, longer(walk.stop))

    with django_capture_on_commit_callbacks(execute=True):
        share(hunt, amina, tell_hosts=True)

    (letter,) = mail.outbox
    assert letter.to == ["contact@example.org"]
    assert "- 09:30 to 10:50: Leigh walk\n  Who comes: 2 people, on the route Leigh" in letter.body
    assert "Sample question 1?" in letter.body
    for private in ["Fern", "Glen", "Heath", "Private Contact", "BlueSci", "Library", "example.net"]:
        assert private not in letter.body


def test_a_host_who_is_no_longer_visited_is_told_so(hunt, amina, shared, walk, django_capture_on_commit_callbacks):
    change(hunt, amina, RemoveStop(str(walk.stop.uid)))

    with django_capture_on_commit_callbacks(execute=True):
        share(hunt, amina, tell_hosts=True)

    (letter,) = mail.outbox
    assert letter.to == ["contact@example.org"]
    assert "Leigh Neighbours is no longer part of the plan" in letter.body
    assert not Stop.objects.filter(pk=walk.stop.pk).exists()


def test_nobody_is_told_unless_asked(hunt, amina, plan, people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        share(hunt, amina)

    assert mail.outbox == []


def test_one_mail_that_fails_stops_no_other(hunt, amina, plan, people, caplog, django_capture_on_commit_callbacks):
    really = EmailBackend.send_messages

    def fails_for_fern(self, messages):
        if messages[0].to == ["fern@example.net"]:
            raise OSError("cannot reach fern@example.net")
        return really(self, messages)

    with patch.object(EmailBackend, "send_messages", fails_for_fern), django_capture_on_commit_callbacks(execute=True):
        share(hunt, amina, tell_people=True, tell_hosts=True)

    assert told(mail.outbox) == ["contact@example.org", "heath@example.net", "other@example.org"]
    assert latest_shared(hunt).number == 1
    assert "fern" not in caplog.text


# The pages


@pytest.fixture
def organiser(client, amina):
    client.force_login(amina)
    return client


def page(hunt):
    return reverse("visits:plan_share", args=[hunt.slug])


def words(response):
    return " ".join(response.content.decode().split())


def test_the_page_says_what_changes_and_who_would_be_told(organiser, hunt, amina, shared, walk):
    change(hunt, amina, longer(walk.stop))

    response = organiser.get(page(hunt))

    said = words(response)
    assert "<h1>Share plan 2</h1>" in said
    assert "Leigh walk: 09:30 to 10:50 instead of 09:30 to 10:30 (Leigh)" in said
    assert '2 people on <span dir="auto">Leigh</span>, 1 with an email address.' in said
    assert "1 host with 1 contact who has an email address." in said
    assert 'name="tell_people" checked' in said
    assert 'name="tell_hosts">' in said
    assert not SharedPlan.objects.filter(number=2).exists()


def test_the_button_shares_what_the_page_showed(
    organiser, hunt, amina, shared, walk, django_capture_on_commit_callbacks
):
    change(hunt, amina, longer(walk.stop))

    with django_capture_on_commit_callbacks(execute=True):
        response = organiser.post(page(hunt), {"base": 1, "tell_people": "on"})

    assert response["Location"] == reverse("visits:plan_shared", args=[hunt.slug])
    assert latest_shared(hunt).number == 2
    assert told(mail.outbox) == ["fern@example.net"]


def test_somebody_who_shares_an_old_page_is_shown_what_the_others_did(organiser, hunt, carys, shared, walk):
    change(hunt, carys, longer(walk.stop), "Made the walk longer")

    response = organiser.post(page(hunt), {"base": 0, "tell_hosts": "on"})

    said = words(response)
    assert response.status_code == 409
    assert "Made the walk longer" in said
    assert '<input type="hidden" name="base" value="1">' in said
    assert 'name="tell_people">' in said
    assert 'name="tell_hosts" checked' in said
    assert latest_shared(hunt).number == 1


@pytest.mark.parametrize("base", ["", "none", "-1", "99", "1" * 40])
def test_a_page_without_a_version_shares_nothing(organiser, hunt, plan, base):
    assert organiser.post(page(hunt), {"base": base}).status_code == 409
    assert not SharedPlan.objects.exists()


def test_the_page_says_what_stands_against_it(organiser, hunt, amina, shared, walk, people):
    change(hunt, amina, RemoveVisit(str(walk.uid)))
    builders.make_reflection(people["fern"], moment="visit", visit=walk)

    response = organiser.post(page(hunt), {"base": 1})

    assert response.status_code == 409
    assert "People logged reflections at “Leigh walk”, so it stays on Leigh. Nothing was shared." in words(response)


def test_there_is_no_button_when_everybody_sees_the_plan_already(organiser, hunt, shared):
    said = words(organiser.get(page(hunt)))

    assert "<h1>Everybody sees plan 1</h1>" in said
    assert '<form method="post" class="card' not in said
    assert organiser.post(page(hunt), {"base": 0}).status_code == 302
    assert SharedPlan.objects.count() == 1


def test_every_shared_plan_is_kept_with_what_it_changed(organiser, hunt, amina, shared, walk):
    change(hunt, amina, longer(walk.stop))
    share(hunt, amina)

    said = words(organiser.get(reverse("visits:plan_shared", args=[hunt.slug])))
    first = words(organiser.get(reverse("visits:plan_shared_one", args=[hunt.slug, 1])))

    assert said.index("Plan 2") < said.index("instead of 09:30 to 10:30") < said.index("Plan 1")
    assert 'by <span dir="auto">Amina</span>' in said
    assert '<span class="figure">09:30 to 10:30</span> <span dir="auto">Leigh walk</span>' in first
    assert organiser.get(reverse("visits:plan_shared_one", args=[hunt.slug, 3])).status_code == 404


@pytest.mark.parametrize(
    ("name", "arguments", "count"),
    [("visits:plan_share", [], 11), ("visits:plan_shared", [], 2), ("visits:plan_shared_one", [1], 2)],
)
def test_pages_need_the_same_queries_however_long_the_plan_is(
    organiser, hunt, amina, shared, walk, leigh, sale, host, name, arguments, count
):
    def queries():
        with CaptureQueriesContext(connection) as context:
            assert organiser.get(reverse(name, args=[hunt.slug, *arguments])).status_code == 200
        return len(context) - 2  # the session, and who it belongs to

    change(hunt, amina, longer(walk.stop))
    few = queries()
    for route in (leigh, sale):
        for _ in range(3):
            change(hunt, amina, AddVisit(str(route.uid), PlannedVisit(str(walk.stop.uid))))
    share(hunt, amina)
    change(hunt, amina, longer(walk.stop, 95))

    assert (few, queries()) == (count, count)


def test_sharing_takes_the_same_queries_however_long_the_plan_is(hunt, amina, shared, walk, leigh, sale):
    def queries():
        with CaptureQueriesContext(connection) as context:
            share(hunt, amina, tell_people=True, tell_hosts=True)
        return len(context)

    change(hunt, amina, longer(walk.stop))
    few = queries()
    for route in (leigh, sale):
        for _ in range(3):
            change(hunt, amina, AddVisit(str(route.uid), PlannedVisit(str(walk.stop.uid))))
    share(hunt, amina)
    change(hunt, amina, longer(walk.stop, 95))

    assert queries() == few


@pytest.mark.django_db(transaction=True)
def test_somebody_who_logs_while_a_plan_without_their_stop_is_shared_is_no_crash(
    client, hunt, amina, walk, library, people
):
    """PostgreSQL notices only as the transaction ends: by then nobody looks for reflections any more."""
    share(hunt, amina)
    now = change(hunt, amina, RemoveVisit(str(walk.uid)))

    def write_and_then_somebody_logs(*given):
        write_rows(*given)
        builders.make_reflection(people["fern"], moment="visit", visit=walk)

    client.force_login(amina)
    with patch("visits.planning.sharing.write_rows", write_and_then_somebody_logs):
        url = reverse("visits:plan_share", args=[hunt.slug])
        response = client.post(url, {"base": now.number, "tell_people": "on"})

    assert response.status_code == 409
    assert "Nothing was shared: just now somebody logged" in response.text
    assert Visit.objects.filter(pk=walk.pk).exists()
    assert (latest_shared(hunt).number, mail.outbox) == (1, [])
