"""What ``plan check`` says of a plan."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from hunts.models import Hunt, Programme
from tests import builders
from visits.models import Venue
from visits.planning.changes import EditStop
from visits.planning.versions import change_plan, working_plan
from visits.warnings import Code

DOCS = Path(__file__).parent.parent / "docs"
EXAMPLE = DOCS / "plan-example.json"

pytestmark = pytest.mark.django_db


def check(*arguments):
    out = io.StringIO()
    call_command("plan", "check", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def facts(*arguments):
    return json.loads(check(*arguments, "--json"))


@pytest.fixture
def walk(hunt, route):
    """A briefing, a hall by bus and a debrief at the base; the hall is open until half past eleven."""
    hall = builders.make_venue(hunt.programme)
    hall.opening_times.create(weekday=1, opens="09:00", closes="11:30")
    for place, (title, venue) in enumerate([("Briefing", None), ("Hall", hall), ("Debrief", None)], start=1):
        kind = "visit" if venue else "gathering"
        stop = builders.make_stop(hunt, title, kind=kind, venue=venue, stay_minutes=60)
        builders.make_visit(route, stop, place, "bus", 20)
    return hunt


def test_the_example_in_words():
    assert check("--file", EXAMPLE).split("\n\n")[:3] == [
        "From Eccles to Leigh and Sale: Tuesday 7 July 2026, 09:30 to 17:00 (Europe/London)",
        "1. Leigh\n"
        "   09:30 to 10:15 Briefing, 0 minutes to spare\n"
        "     40 minutes, minibus or car (as set)\n"
        "   10:55 to 12:55 Walking tour of Leigh West, 73 minutes to spare\n"
        "     37 minutes, minibus or car (estimated)\n"
        "   13:32 to 14:17 Lunch at the base, 73 minutes to spare\n"
        "     0 minutes, on foot (estimated)\n"
        "   15:30 to 17:00 Sharing what we found, after a wait of 73 minutes, 73 minutes to spare\n"
        "   Best order: as planned.",
        "2. Sale\n"
        "   09:30 to 10:15 Briefing, 0 minutes to spare\n"
        "     32 minutes, tram (estimated)\n"
        "   10:47 to 12:17 Coppice Library, 13 minutes to spare\n"
        "     50 minutes, tram (as set)\n"
        "   13:07 to 13:52 Lunch at the base, 98 minutes to spare\n"
        "     0 minutes, on foot (estimated)\n"
        "   15:30 to 17:00 Sharing what we found, after a wait of 98 minutes, 98 minutes to spare\n"
        "   Best order: as planned.",
    ]


def test_the_command_runs_from_a_shell_where_django_checks_itself_first(capsys):
    call_command("plan", "check", "--file", str(EXAMPLE), skip_checks=False)

    assert capsys.readouterr().out.endswith("0 problems, 7 cautions, 0 notes\n")


def test_nothing_is_kept_of_a_file_that_is_checked():
    found = facts("--file", EXAMPLE)

    assert (found["hunt"], found["title"]) == ("leigh-and-sale-2026", "From Eccles to Leigh and Sale")
    assert not Hunt.objects.exists()
    assert not Programme.objects.exists()
    assert not Venue.objects.exists()


def test_a_file_is_checked_whatever_the_site_holds(walk, participation, tmp_path):
    target = tmp_path / "plan.json"
    call_command("plan", "export", walk.slug, "--output", str(target), stderr=io.StringIO())
    document = json.loads(target.read_bytes())
    document["routes"] = []
    target.write_text(json.dumps(document))

    found = facts("--file", target)

    assert (found["routes"], [stop["title"] for stop in found["unplaced"]]) == ([], ["Briefing", "Hall", "Debrief"])
    assert walk.routes.count() == 1


def test_the_timetable_and_the_warnings_of_a_hunt(walk):
    found = facts(walk.slug)

    (route,) = found["routes"]
    assert [
        (visit["title"], visit["arrive"][11:], visit["leave"][11:16], visit["journey_minutes"], visit["slack_minutes"])
        for visit in route["visits"]
    ] == [
        ("Briefing", "09:30:00+01:00", "10:30", 0, 0),
        ("Hall", "10:50:00+01:00", "11:50", 20, 0),
        ("Debrief", "12:10:00+01:00", "13:10", 20, 230),
    ]
    assert found["counts"]["problem"] == 1
    (problem,) = [warning for warning in found["warnings"] if warning["level"] == "problem"]
    assert (problem["code"], problem["visit"]) == ("closes-before-leaving", route["visits"][1]["visit"])


def test_why_there_is_no_order_and_what_would_mend_it(walk):
    (route,) = facts(walk.slug)["routes"]

    order = route["best_order"]
    assert (order["found"], order["visits"], order["finish"]) == ("none", [], None)
    assert "“Hall” (1 hour, closes 11:30)" in order["why"]
    assert "Cut “Hall” to 40 minutes, from 1 hour" in order["repairs"]
    assert "     Cut “Hall” to 40 minutes, from 1 hour.\n" in check(walk.slug)


def test_a_better_order_says_what_it_gains(hunt, route):
    far, near = (builders.make_venue(hunt.programme, name, latitude=latitude) for name, latitude in
                 (("Far", "53.523"), ("Near", "53.503")))  # fmt: skip
    stops = [("Briefing", None), ("Far", far), ("Near", near), ("Farther", far)]
    for place, (title, venue) in enumerate(stops, start=1):
        kind = "visit" if venue else "gathering"
        builders.make_visit(route, builders.make_stop(hunt, title, kind=kind, venue=venue), place)

    (found,) = facts(hunt.slug)["routes"]

    titles = {visit["visit"]: visit["title"] for visit in found["visits"]}
    order = found["best_order"]
    assert order["found"] == "better"
    assert [titles[uid] for uid in order["visits"]] == ["Briefing", "Near", "Far", "Farther"]
    assert order["minutes_gained"] == order["travel_gained"] > 0
    finish = datetime.fromisoformat(order["finish"])
    assert finish + timedelta(minutes=order["minutes_gained"]) == datetime.fromisoformat(found["visits"][-1]["leave"])
    said = (
        f"Best order: Briefing, Near, Far, Farther. Over at {finish:%H:%M}, {order['minutes_gained']} minutes earlier."
    )
    assert said in check(hunt.slug)


def test_more_stops_than_can_be_ordered(hunt, route):
    for place in range(1, 14):
        builders.make_visit(route, builders.make_stop(hunt, f"Stop {place}"), place)

    order = facts(hunt.slug)["routes"][0]["best_order"]

    assert (order["found"], order["why"]) == (
        "too-many", "13 stops are too many: an order is worked out for 12 at most."
    )  # fmt: skip


def test_a_route_without_stops(hunt, route):
    builders.make_stop(hunt, "On no route")

    said = check(hunt.slug)

    assert "1. Route 1\n   Best order: as planned.\n\nOn no route yet: On no route.\n" in said


def test_what_is_checked_is_the_working_plan(walk):
    stop = working_plan(walk).plan.stops[0]
    change_plan(walk, None, EditStop(stop.uid, {"title": "Not shared yet"}), base=0, summary="Renamed")

    found = facts(walk.slug)

    assert (found["version"], found["routes"][0]["visits"][0]["title"]) == (1, "Not shared yet")


def test_times_are_local_on_the_day_the_clocks_change(hunt, route):
    hunt.starts_at, hunt.ends_at = datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 8, tzinfo=UTC)
    hunt.save()
    builders.make_visit(route, builders.make_stop(hunt, "Night walk"))

    (visit,) = facts(hunt.slug)["routes"][0]["visits"]

    assert (visit["begin"], visit["leave"]) == ("2026-03-29T00:30:00+00:00", "2026-03-29T02:30:00+01:00")


def test_strict_fails_where_there_is_a_problem(walk):
    with pytest.raises(CommandError) as error:
        check(walk.slug, "--strict")

    assert (str(error.value), error.value.returncode) == ("There are problems: 1.", 1)
    assert check("--file", EXAMPLE, "--strict")


@pytest.mark.parametrize("arguments", [[], ["canal-hunt", "--file", EXAMPLE], ["no-such-hunt"]])
def test_wrong_use(arguments):
    with pytest.raises(CommandError) as error:
        check(*arguments)

    assert error.value.returncode == 2


# The page that describes it -------------------------------------------------------


def documented(section):
    page = (DOCS / "plan-format.md").read_text(encoding="utf-8")
    part = re.split(rf"^### .*`{section}`.*$", page, flags=re.MULTILINE)[1].split("\n#")[0]
    return re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)


def test_the_page_documents_every_key_of_the_answer(walk):
    found = facts(walk.slug)
    (route,) = found["routes"]

    assert documented("report") == list(found)
    assert documented("warning") == list(found["warnings"][0])
    assert documented("timetable") == list(route)
    assert documented("call") == list(route["visits"][0])
    assert documented("best_order") == list(route["best_order"])
    page = (DOCS / "plan-format.md").read_text(encoding="utf-8")
    assert [code.value for code in Code if f"`{code}`" not in page] == []
