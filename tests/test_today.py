"""Today: where am I, what is next, who do we meet; on every kind of day, in the hunt's own time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hunts.models import Hunt, Participation
from tests import builders
from visits.models import HostOrganisation, Stop, Venue


@pytest.fixture
def clock(monkeypatch):
    """Set what time it is, in UTC on 7 July 2026 (London is an hour ahead)."""

    def set_clock(text):
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC)
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return set_clock


@pytest.fixture
def day(hunt, route, participation):
    """09:30 to 10:30 briefing, half an hour by bus, 11:00 to 12:00 tour, no way back, 13:00 sharing until 14:00."""
    host = builders.make_host(hunt.programme, about="Sample about.")
    venue = builders.make_venue(
        hunt.programme, host=host, address="2 Sample Road", access_notes="Ring twice.", step_free=False
    )
    briefing = builders.make_stop(hunt, "Briefing", kind=Stop.Kind.GATHERING)
    tour = builders.make_stop(
        hunt, "Tech tour", host=host, venue=venue, meet="Sample learners", prompts="First prompt?\n\nSecond prompt?",
        access_notes="Use the side door.",
    )  # fmt: skip
    sharing = builders.make_stop(hunt, "Sharing", fixed_start=datetime(2026, 7, 7, 12, 0, tzinfo=UTC))
    return [
        builders.make_visit(route, briefing, 1),
        builders.make_visit(route, tour, 2, "bus", 30),
        builders.make_visit(route, sharing, 3, "foot", 12),
    ]


def look(client, hunt, user):
    client.force_login(user)
    return client.get(reverse("visits:today", args=[hunt.slug]))


def heading(page):
    html = page.content.decode()
    inner = html[html.index("<h1>") + 4 : html.index("</h1>")]
    return inner.replace('<span dir="auto">', "").replace('<span class="figure">', "").replace("</span>", "")


@pytest.mark.parametrize(
    ("now", "says"),
    [
        ("2026-07-04T22:59", "It starts in 3 days"),
        ("2026-07-04T23:01", "It starts in 2 days"),  # after midnight in London
        ("2026-07-06T12:00", "It starts tomorrow"),
        ("2026-07-07T08:29", "It starts today at 09:30"),
        ("2026-07-07T08:30", "You are at Briefing"),
        ("2026-07-07T09:29", "You are at Briefing"),
        ("2026-07-07T09:30", "On the way to Tech tour"),
        ("2026-07-07T10:00", "You are at Tech tour"),
        ("2026-07-07T11:05", "On the way to Sharing"),
        ("2026-07-07T11:30", "You are at Sharing"),
        ("2026-07-07T13:00", "How was the day?"),
        ("2026-09-07T13:00", "How was the day?"),
    ],
)
def test_the_heading_says_where_one_is(client, clock, day, hunt, ben, now, says):
    clock(now)

    assert heading(look(client, hunt, ben)) == says


def test_at_a_stop_everything_about_it_is_there(client, clock, day, hunt, ben):
    clock("2026-07-07T10:10")

    page = look(client, hunt, ben)

    for words in (
        "Until <strong class=\"figure\">12:00</strong>",
        "Sample learners",
        "Sample Neighbours",
        "Community anchor, Salford",
        "Sample about.",
        "2 Sample Road",
        "Not step-free.",
        "Ring twice.",
        "Use the side door.",
        "First prompt?",
        "Second prompt?",
        "mlat=53.500000&amp;mlon=-2.400000",
        f"?moment=visit-{day[1].pk}",
        "You are here",
    ):  # fmt: skip
        assertContains(page, words)
    assertContains(page, 'aria-current="step"', count=1)
    assertContains(page, "strip__station--past", count=1)
    assertContains(page, "strip__station--now", count=1)


def test_on_the_way_one_can_log_a_thought_and_sees_how_to_travel(client, clock, day, hunt, ben):
    clock("2026-07-07T09:45")

    page = look(client, hunt, ben)

    assertContains(page, f"?moment=leg-{day[1].leg.pk}")
    assertContains(page, 'Bus, <span class="figure">30 min</span>')
    assertContains(page, "You should be there at <strong class=\"figure\">11:00</strong>")  # fmt: skip
    assertContains(page, "You are on the way")


def test_who_is_early_is_told_when_it_begins(client, clock, day, hunt, ben):
    clock("2026-07-07T11:40")

    assertContains(look(client, hunt, ben), 'It begins at <strong class="figure">13:00</strong>')


def test_before_the_day_one_sees_where_to_meet(client, clock, day, hunt, ben):
    clock("2026-07-01T12:00")
    Hunt.objects.update(base_address="1 Sample Street")

    page = look(client, hunt, ben)

    assertContains(page, "Meet on Tuesday 7 July 2026 at")
    assertContains(page, "Sample base")
    assertContains(page, "1 Sample Street")


def test_an_estimate_says_about(client, clock, day, hunt, ben):
    clock("2026-07-07T09:45")
    day[1].leg.minutes = None
    day[1].leg.mode = "foot"
    day[1].leg.save()

    assertContains(look(client, hunt, ben), "On foot, about")


def test_after_the_day_one_is_asked_how_it_was(client, clock, day, hunt, ben):
    clock("2026-07-07T15:00")

    assertContains(look(client, hunt, ben), "?moment=day")


def test_once_the_hunt_is_closed_nothing_invites_to_log(client, clock, day, hunt, ben):
    clock("2026-07-07T15:00")
    hunt.move_to("closed")

    page = look(client, hunt, ben)

    assertContains(page, "The hunt is closed.")
    assertNotContains(page, "?moment=")


def test_without_a_route_one_is_asked_to_choose(client, clock, day, hunt, ben):
    clock("2026-07-07T09:45")
    Participation.objects.update(route=None)

    page = look(client, hunt, ben)

    assert heading(page) == "Today is the day"
    assertContains(page, reverse("hunts:my_route", args=[hunt.slug]))
    assertNotContains(page, "The whole day")


def test_a_route_without_stops_says_so(client, clock, participation, hunt, ben):
    clock("2026-07-01T12:00")

    page = look(client, hunt, ben)

    assertContains(page, "are not planned yet")
    assertContains(page, "Sample base")


@pytest.mark.parametrize(
    ("starts", "now", "first", "second"),
    [
        # Clocks go forward on 29 March 2026 at 01:00 UTC and back on 25 October.
        ("2026-03-29T00:30", "2026-03-29T00:40", "00:30", "02:30"),
        ("2026-10-25T00:30", "2026-10-25T00:40", "01:30", "01:30"),
    ],
)
def test_on_the_night_the_clocks_change_times_are_those_on_the_wall(
    client, clock, programme, ben, starts, now, first, second
):
    start = datetime.fromisoformat(starts).replace(tzinfo=UTC)
    hunt = builders.make_hunt(programme, slug="night", starts_at=start, ends_at=start + timedelta(hours=5))
    route = builders.make_route(hunt)
    for position, title in enumerate(["Night walk", "Tea"], start=1):
        builders.make_visit(route, builders.make_stop(hunt, title), position, minutes=0)
    builders.make_participation(hunt, ben, route)
    clock(now)

    page = look(client, hunt, ben)

    stations = page.context["stations"]
    assert [f"{station.begin:%H:%M}" for station in stations] == [first, second]
    assert heading(page) == "You are at Night walk"


def test_a_hunt_elsewhere_shows_its_own_time(client, clock, programme, ben):
    hunt = builders.make_hunt(programme, slug="ny", zone="America/New_York")
    builders.make_participation(hunt, ben)
    clock("2026-07-07T08:00")

    assert heading(look(client, hunt, ben)) == "It starts today at 04:30"


def test_what_organisers_typed_is_shown_as_text(client, clock, day, hunt, ben):
    Stop.objects.update(title="<script>alert(1)</script>", meet="<b>דנה</b> 🦉", prompts="<i>?")
    HostOrganisation.objects.update(about="<script>alert(2)</script>")
    Venue.objects.update(access_notes="<script>alert(3)</script>")
    clock("2026-07-07T10:10")

    page = look(client, hunt, ben)

    assertNotContains(page, "<script>alert")
    assertContains(page, "&lt;b&gt;דנה&lt;/b&gt; 🦉")


def test_contacts_of_hosts_stay_with_organisers(client, clock, day, hunt, ben):
    HostOrganisation.objects.get().contacts.create(name="Sample Contact", email="contact@example.org", phone="0161")
    clock("2026-07-07T10:10")

    page = look(client, hunt, ben)

    assertNotContains(page, "Sample Contact")
    assertNotContains(page, "contact@example.org")


def test_today_is_for_those_who_take_part(client, participation, hunt, ben, amina, carys, dev):
    path = reverse("visits:today", args=[hunt.slug])
    assertRedirects(client.get(path), f"{reverse('account_login')}?next={path}", fetch_redirect_response=False)

    answers = {}
    for user in (ben, amina, carys, dev):
        answers[user.name] = look(client, hunt, user).status_code

    assert answers == {"Ben": 200, "Amina": 403, "Carys": 403, "Dev": 404}


def test_who_left_sees_it_no_more(client, participation, hunt, ben):
    Participation.objects.update(left_at=timezone.now())

    assert look(client, hunt, ben).status_code == 404


@pytest.mark.parametrize("number", [3, 12])
def test_the_page_costs_the_same_for_more_stops(
    client, participation, hunt, route, ben, number, django_assert_num_queries
):
    for position in range(1, number + 1):
        venue = builders.make_venue(hunt.programme, f"Venue {position}")
        host = builders.make_host(hunt.programme, f"Host {position}")
        stop = builders.make_stop(hunt, f"Stop {position}", host=host, venue=venue)
        builders.make_visit(route, stop, position)
    client.force_login(ben)

    with django_assert_num_queries(7):
        client.get(reverse("visits:today", args=[hunt.slug]))


def test_only_reading(client, participation, hunt, ben):
    client.force_login(ben)

    assert client.post(reverse("visits:today", args=[hunt.slug])).status_code == 405
