"""Plans as files, from the command line and back into the database."""

import io
import json
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from hunts.models import Hunt, Membership, Programme, Route
from tests import builders
from visits.models import HostOrganisation, Invitation, OpeningTime, PlanVersion, Stop, Venue, Visit
from visits.planning.changes import EditStop, RemoveStop
from visits.planning.versions import change_plan, undo, working_plan

EXAMPLE = Path(__file__).parent.parent / "docs" / "plan-example.json"
WALK = {"type": "LineString", "coordinates": [[-2.519, 53.4975], [-2.5236, 53.4983]]}

pytestmark = pytest.mark.django_db


def plan(*arguments):
    """What the command prints."""
    out = io.StringIO()
    call_command("plan", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def refused(*arguments):
    """Why the command refused, line by line, and its exit code."""
    with pytest.raises(CommandError) as error:
        plan(*arguments)
    return str(error.value).splitlines(), error.value.returncode


@pytest.fixture
def planned(hunt, route):
    """A hunt with a plan in its rows: two stops in odd words, one route of three calls and an empty one."""
    host = builders.make_host(hunt.programme, "جمعية 🌳", about="Sample words.\r\nMore of them.")
    venue = builders.make_venue(hunt.programme, host=host, step_free=False, capacity=20)
    OpeningTime.objects.create(venue=venue, weekday=1, opens=time(9, 30), closes=time(17))
    tour = builders.make_stop(
        hunt, "🚶‍♀️", kind="walking-tour", path=WALK, host=host, venue=venue, prompts="Who?\r\nWhy?"
    )
    base = builders.make_stop(hunt, "التجمع", kind="gathering", fixed_start=datetime(2026, 7, 7, 9, 0, tzinfo=UTC))
    builders.make_visit(route, base, 1)
    builders.make_visit(route, tour, 2, "bus", 25)
    builders.make_visit(route, base, 3)
    builders.make_route(hunt, 2)
    return hunt


@pytest.fixture
def exported(planned, tmp_path):
    """The hunt's plan in a file."""
    target = tmp_path / "plan.json"
    plan("export", planned.slug, "--output", target)
    return target


def edit(file, change):
    """Let ``change`` edit the plan in a file."""
    document = json.loads(file.read_bytes())
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")


def everything():
    """What an import could touch, to see that it did not."""
    models = [
        Programme,
        Membership,
        Hunt,
        Route,
        HostOrganisation,
        Venue,
        OpeningTime,
        Stop,
        Visit,
        Invitation,
        PlanVersion,
    ]
    return [list(model.objects.order_by("pk").values()) for model in models]


# A new hunt -------------------------------------------------------------------


def test_the_example_of_the_page_becomes_a_hunt():
    said = plan("import", EXAMPLE)

    assert said.splitlines() == [
        "Programme “Canal Voices” is new.",
        "1 conundrum is new.",
        "2 hosts are new in the directory.",
        "2 venues are new in the directory.",
        "Nobody organises “Canal Voices” yet, so nobody sees the hunt: name an organiser.",
        "Hunt “From Eccles to Leigh and Sale” is new, under the short name “leigh-and-sale-2026”.",
        "It tests 1 conundrum.",
        "2 routes are new: Leigh, Sale.",
        "The working plan is now version 1: 5 stops and 8 calls at them. "
        "It is not shared until an organiser shares it.",
    ]
    hunt = Hunt.objects.get()
    working = working_plan(hunt)
    titles = {stop.uid: stop.title for stop in working.plan.stops}
    assert (hunt.stage, f"{hunt.local_start:%d %B %Y %H:%M}") == ("planning", "07 July 2026 09:30")
    assert [
        [titles[visit.stop] for visit in working.plan.visits_on(str(route.uid))] for route in hunt.routes.all()
    ] == [
        ["Briefing", "Walking tour of Leigh West", "Lunch at the base", "Sharing what we found"],
        ["Briefing", "Coppice Library", "Lunch at the base", "Sharing what we found"],
    ]
    assert Venue.objects.get(name="Coppice Library").opening_times.count() == 2
    assert not Stop.objects.exists()  # nothing is shared


def test_a_file_without_uids_can_be_taken_in_again():
    plan("import", EXAMPLE)
    before = everything()

    said = plan("import", EXAMPLE)

    assert said.startswith("Nothing changed: “From Eccles to Leigh and Sale” says all of this already.\n")
    assert everything() == before


def test_an_account_can_be_made_the_organiser(amina):
    said = plan("import", EXAMPLE, "--organiser", "AMINA@example.org")

    assert "Amina now organises “Canal Voices”." in said
    assert Hunt.objects.organised_by(amina).get().slug == "leigh-and-sale-2026"


def test_a_hunt_goes_into_the_programme_named(programme, dev):
    other = builders.make_programme(organiser=dev, name="Other", slug="other")

    plan("import", EXAMPLE, "--programme", "other", "--as", "second-hunt")

    assert list(other.hunts.values_list("slug", flat=True)) == ["second-hunt"]
    assert list(other.hosts.values_list("name", flat=True)) == ["BlueSci", "Leigh Neighbours"]
    assert not programme.hosts.exists()


def test_hosts_of_the_directory_keep_what_the_file_leaves_out(programme):
    known = builders.make_host(programme, "BlueSci", about="Companions rather than experts.", borough="Sale")

    said = plan("import", EXAMPLE)

    known.refresh_from_db()
    assert (known.about, known.borough, known.kind) == (
        "Companions rather than experts.",
        "Trafford",
        "social-enterprise",
    )
    assert "1 host is new in the directory.\n1 host was changed in the directory.\n" in said


def test_a_trial_says_what_it_would_do_and_does_nothing():
    said = plan("import", EXAMPLE, "--dry-run")

    assert "2 routes are new: Leigh, Sale.\n" in said
    assert said.endswith("This was a trial: nothing was saved.\n")
    assert not Programme.objects.exists()


# The same hunt ----------------------------------------------------------------


def test_an_export_is_the_same_each_time_and_taking_it_in_changes_nothing(planned, exported):
    before = everything()

    said = plan("import", exported)

    assert said == "Nothing changed: “Canal hunt” says all of this already.\n"
    assert everything() == before
    assert plan("export", planned.slug).encode() == exported.read_bytes()


def test_seconds_that_a_file_does_not_tell_are_no_change(planned):
    planned.starts_at = planned.starts_at.replace(second=30)
    planned.save()
    OpeningTime.objects.update(opens=time(9, 30, 15))
    file_of = plan("export", planned.slug)

    with patch("sys.stdin", SimpleNamespace(buffer=io.BytesIO(file_of.encode()))):
        said = plan("import", "-")

    assert said == "Nothing changed: “Canal hunt” says all of this already.\n"


def test_an_edited_file_becomes_a_new_version_and_the_rows_stay_as_they_were_shared(planned, exported):
    rows = list(planned.stops.order_by("pk").values())
    edit(exported, lambda plan: plan["stops"][0].update(title="Canal walk", stay_minutes=90))

    said = plan("import", exported)

    assert said.startswith("The working plan is now version 1: 2 stops and 3 calls at them.")
    stops = working_plan(planned).plan.stops
    assert [(stop.title, stop.stay_minutes) for stop in stops] == [("Canal walk", 90), ("التجمع", 60)]
    assert [str(row["uid"]) for row in rows] == [stop.uid for stop in stops]
    assert list(planned.stops.order_by("pk").values()) == rows
    assert planned.plan_versions.order_by("-number").first().summary == "Read from a file"


def test_the_file_has_what_was_changed_but_not_shared_yet(planned):
    stop = working_plan(planned).plan.stops[0]
    change_plan(planned, None, EditStop(stop.uid, {"title": "Not shared yet"}), base=0, summary="Renamed")

    assert json.loads(plan("export", planned.slug))["stops"][0]["title"] == "Not shared yet"


def test_the_day_moves_with_its_fixed_starts(planned, exported):
    edit(exported, lambda plan: plan["hunt"].update(date="2026-12-01", treasure="Leadership"))

    said = plan("import", exported)

    planned.refresh_from_db()
    assert said == "Of the hunt, this was changed: end, start, treasure.\n"
    assert f"{planned.local_start:%d %B %H:%M}" == "01 December 09:30"
    assert planned.stops.get(fixed_start__isnull=False).fixed_start == datetime(2026, 12, 1, 10, 0, tzinfo=UTC)


def test_routes_can_swap_their_numbers_and_names(planned, exported):
    first, second = planned.routes.all()

    def swap(plan):
        for route, number in zip(plan["routes"], (2, 1), strict=True):
            route.update(number=number, name=f"Route {number}")

    edit(exported, swap)

    assert plan("import", exported) == "2 routes were changed.\n"
    assert list(planned.routes.values_list("pk", "name")) == [(second.pk, "Route 1"), (first.pk, "Route 2")]


def test_a_route_that_is_not_in_the_file_goes(planned, exported):
    edit(exported, lambda plan: plan["routes"].pop())

    assert plan("import", exported) == "Route “Route 2” was removed.\n"
    assert [route.number for route in planned.routes.all()] == [1]


def test_a_route_with_people_on_it_stays_and_nothing_else_changes(planned, exported, ben):
    builders.make_participation(planned, ben, planned.routes.get(number=2))
    edit(exported, lambda plan: (plan["routes"].pop(), plan["hunt"].update(title="Other")))
    before = everything()

    said, code = refused("import", exported)

    assert code == 1
    assert said == [
        f"{exported} is no plan that can be taken in; nothing was changed.",
        "routes: Route “Route 2” is not in the file, but people are on it or wrote about it. "
        "Keep it in the file, or move them to another route first.",
    ]
    assert everything() == before


def test_a_call_people_logged_at_stays(planned, exported, ben):
    visit = Visit.objects.get(position=2)
    participation = builders.make_participation(planned, ben, visit.route)
    builders.make_reflection(participation, moment="visit", visit=visit)
    edit(exported, lambda plan: plan["routes"][0]["visits"].pop(1))

    said, code = refused("import", exported)

    assert (code, said[1:]) == (1, ["routes: People logged reflections at “🚶‍♀️”, so it stays on Route 1."])


def test_people_invitations_and_words_outlive_a_whole_other_plan(planned, exported, participation, reflection):
    stop = planned.stops.first()
    invitation = Invitation.objects.create(stop=stop, host=stop.host)
    edit(exported, lambda plan: (plan["stops"].clear(), [route["visits"].clear() for route in plan["routes"]]))

    plan("import", exported)

    assert working_plan(planned).plan.stops == ()
    for row in (participation, reflection, invitation):
        row.refresh_from_db()


def test_a_hunt_of_another_programme_is_not_overwritten(planned, exported, dev):
    builders.make_programme(organiser=dev, name="Other", slug="other")

    said, code = refused("import", exported, "--programme", "other")

    assert (code, said[1:]) == (
        1,
        [
            "hunt.slug: There is a hunt “canal-hunt” in another programme already. "
            "Take the file in under another short name."
        ],
    )


def test_a_conundrum_is_never_reworded(planned, exported):
    edit(exported, lambda plan: plan["conundrums"][0].update(question="Another question?"))

    said, code = refused("import", exported)

    assert (code, said[1:]) == (
        1,
        [
            "conundrums[0].number: Conundrum 1 of “Canal Voices” asks “Sample question 1?” "
            "Give this one another number, or that wording."
        ],
    )


# Copies -----------------------------------------------------------------------


def without_uids(plan, hunt):
    """The plan with the names of routes, and places of stops, for uids."""
    places = {stop.uid: place for place, stop in enumerate(plan.stops)} | {None: None}
    return (
        [replace(stop, uid="") for stop in plan.stops],
        {
            route.name: [
                replace(visit, uid="", stop=places[visit.stop], minutes_from=places[visit.minutes_from])
                for visit in plan.visits_on(str(route.uid))
            ]
            for route in hunt.routes.all()
        },
    )


def all_uids(plan):
    return {stop.uid for stop in plan.stops} | {visit.uid for _, _, visit in plan.visits()} | set(plan.routes)


def test_the_export_of_one_hunt_taken_in_as_another_is_a_copy_with_uids_of_its_own(planned, exported):
    plan("import", exported, "--as", "copy")
    plan("import", exported, "--as", "third-hunt")

    hunts = [planned, *Hunt.objects.filter(slug__in=["copy", "third-hunt"])]
    plans = [working_plan(hunt).plan for hunt in hunts]
    first, *others = [without_uids(plan, hunt) for plan, hunt in zip(plans, hunts, strict=True)]
    prompts = [replace(stop, prompts=stop.prompts.replace("\r\n", "\n")) for stop in first[0]]
    assert others == [(prompts, first[1])] * 2
    assert len(set.union(*map(all_uids, plans))) == sum(len(all_uids(plan)) for plan in plans)


def test_a_copy_leaves_the_uids_to_stops_that_undo_may_bring_back(planned, exported, amina):
    """Else the two could not both be shared."""
    plan("import", exported, "--as", "copy")
    copy = Hunt.objects.get(slug="copy")
    plan("export", "copy", "--output", exported)
    gone = working_plan(copy).plan.stops[0]
    change_plan(copy, amina, RemoveStop(gone.uid), base=working_plan(copy).number, summary="Sample change")

    plan("import", exported, "--as", "third-hunt")

    undo(copy, amina, base=working_plan(copy).number)
    both = [all_uids(working_plan(hunt).plan) for hunt in (copy, Hunt.objects.get(slug="third-hunt"))]
    assert set.intersection(*both) == set()


@pytest.mark.django_db(transaction=True)
def test_the_same_file_sent_twice_at_one_moment_is_a_sentence(exported, planned):
    def the_other_is_quicker(*given):
        builders.make_hunt(planned.programme, slug="copy")
        return []

    with patch("visits.plan_files.taking_in.take_in_conundrums", the_other_is_quicker):
        said, _ = refused("import", exported, "--as", "copy")

    assert "Somebody else changed the same at this moment, so nothing was taken in. Send it again." in " ".join(said)
    assert not Hunt.objects.filter(slug="copy").exists()


def test_an_export_taken_in_on_an_empty_site_is_the_same_plan(planned, exported):
    names = SimpleNamespace(host=planned.stops.first().host.name, venue=planned.stops.first().venue.name)
    before = working_plan(planned).plan
    for rows in (Visit, Stop, Route, Hunt, Venue, HostOrganisation, Programme):
        rows.objects.all().delete()

    plan("import", exported)

    hunt = Hunt.objects.get()
    after = working_plan(hunt).plan
    host, venue = HostOrganisation.objects.get(name=names.host), Venue.objects.get(name=names.venue)
    moved = {"host": host.pk, "venue": venue.pk, "prompts": "Who?\nWhy?"}
    assert after.stops == (replace(before.stops[0], **moved), before.stops[1])
    assert after.routes == before.routes
    assert (host.about, venue.capacity, venue.opening_times.count()) == ("Sample words.\r\nMore of them.", 20, 1)
    assert plan("export", hunt.slug).encode() == exported.read_bytes()


# Wrong files and wrong use ------------------------------------------------------


def test_every_error_of_a_file_is_a_line_and_nothing_is_saved(tmp_path):
    file = tmp_path / "plan.json"
    file.write_bytes(EXAMPLE.read_bytes())
    edit(file, lambda plan: (plan["stops"][0].update(kind="party"), plan["routes"][0].pop("name")))

    assert refused("import", file) == (
        [
            f"{file} is no plan that can be taken in; nothing was changed.",
            "stops[0].kind: “party” is not known. Use one of: gathering, visit, walking-tour, meal, pause.",
            "routes[0].name: This is missing.",
        ],
        1,
    )
    assert not Programme.objects.exists()


def test_a_file_with_very_many_errors_is_told_in_part(tmp_path):
    file = tmp_path / "plan.json"
    file.write_bytes(EXAMPLE.read_bytes())
    edit(file, lambda plan: plan.update(stops=[{}] * 500, routes=[]))

    said, _ = refused("import", file)

    assert (len(said), said[-1]) == (202, "… and 800 more.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["export", "no-such-hunt"], "There is no hunt with the short name “no-such-hunt”."),
        (["import", "no-such-file.json"], "no-such-file.json can't be read: No such file or directory."),
        (["import", EXAMPLE, "--organiser", "x@example.org"], "There is no account with the address x@example.org."),
    ],
)
def test_wrong_use_is_told_apart_from_a_wrong_file(arguments, said):
    assert refused(*arguments) == ([said], 2)


@pytest.mark.parametrize("arguments", [["--as", "Two words"], ["--as", "new"], ["--colour", "red"]])
def test_an_argument_that_can_not_be_is_wrong_use(arguments):
    with pytest.raises(CommandError):
        plan("import", EXAMPLE, *arguments)

    assert not Hunt.objects.exists()


def test_a_new_hunt_needs_a_programme_that_is_there_or_described(tmp_path):
    file = tmp_path / "plan.json"
    file.write_bytes(EXAMPLE.read_bytes())
    edit(file, lambda plan: plan.pop("programme"))

    assert refused("import", file)[0][1:] == [
        "programme: This is missing, and the hunt is new: say which programme it is of."
    ]
    assert refused("import", file, "--programme", "other")[0][1:] == [
        "programme: There is no programme “other”, and the file describes none."
    ]


def test_taking_in_many_stops_asks_the_database_no_more_often_than_few(tmp_path, django_assert_max_num_queries):
    file = tmp_path / "plan.json"
    file.write_bytes(EXAMPLE.read_bytes())
    plan("import", file)
    stops = [{"id": f"s{number}", "title": f"Stop {number}"} for number in range(200)]
    edit(file, lambda plan: plan.update(stops=stops, routes=[plan["routes"][0] | {"visits": [{"stop": "s1"}] * 200}]))

    with django_assert_max_num_queries(60):
        plan("import", file)
