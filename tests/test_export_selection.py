from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from hunts.models import Consent
from reflections.exports.selection import Selection
from reflections.exports.tables import Tables
from reflections.models import Reflection
from tests import builders
from tests.exporting import as_dicts, exported, make_encounter, make_evidence, make_finding, make_photo


def answer(participation, use, agreed):
    """Somebody changes their mind: the old answer is superseded and a new one added."""
    participation.consents.current().filter(use=use).update(superseded_at=timezone.now())
    Consent.objects.create(participation=participation, use=use, agreed=agreed, wording="Sample wording.")


@pytest.fixture
def tables(programme):
    return Tables(Selection(programme))


def test_a_row_says_where_when_by_whom_and_what(programme, hunt, route, conundrum, carys, ben):
    builders.make_conundrum(programme, 2)
    host = builders.make_host(programme, borough="Wigan")
    venue = builders.make_venue(programme, borough="Leigh")
    stop = builders.make_stop(hunt, host=host, venue=venue)
    visit = builders.make_visit(route, stop)
    author = builders.make_participation(hunt, ben, route, consents=("analysis", "archive", "publication"))
    reflection = builders.make_reflection(author, words="  It stands.\n", moment="visit", visit=visit)
    builders.make_tag(reflection, conundrum, "supports")
    builders.make_tag(reflection, conundrum, "challenges", tagged_by=carys)
    photo = make_photo(reflection)

    assert exported(programme) == [
        {
            "reflection_id": str(reflection.pk),
            "programme": "Canal Voices",
            "hunt": "Canal hunt",
            "hunt_date": "2026-07-07",
            "route": "Route 1",
            "moment": "visit",
            "stop": "Canal walk",
            "stop_kind": "visit",
            "host": "Sample Neighbours",
            "host_kind": "community-anchor",
            "borough": "Leigh",
            "encounter": None,
            "latitude": 53.5,
            "longitude": -2.4,
            "point_is": "stop",
            "noted_at": "2026-07-07T11:00:00+01:00",
            "noted_at_utc": "2026-07-07T10:00:00Z",
            "edited": None,
            "author": f"Heron {ben.pk}",
            "author_is": "pseudonym",
            "author_agrees_to": "analysis; publication; archive",
            "words": "  It stands.\n",
            "conundrum_1": "supports",
            "conundrum_2": None,
            "researcher_tags": "1:challenges",
            "photos": 1,
            "photo_ids": str(photo.pk),
        }
    ]


def test_a_leg_carries_the_stop_it_leads_to(programme, participation, visit):
    builders.make_reflection(participation, moment="leg", leg=visit.leg)

    row = exported(programme)[0]

    assert (row["moment"], row["stop"], row["route"]) == ("leg", "Canal walk", "Route 1")
    assert (row["latitude"], row["longitude"], row["point_is"]) == (53.483, -2.334, "next-stop")


def test_a_walking_tour_is_where_its_path_starts(programme, hunt, route, participation):
    path = {"type": "LineString", "coordinates": [[-2.5, 53.49], [-2.6, 53.5]]}
    tour = builders.make_stop(hunt, kind="walking-tour", path=path)
    builders.make_reflection(participation, moment="visit", visit=builders.make_visit(route, tour))

    row = exported(programme)[0]

    assert (row["latitude"], row["longitude"], row["point_is"]) == (53.49, -2.5, "stop")


def test_the_whole_day_is_at_the_base_on_the_route_of_the_author(programme, reflection):
    row = exported(programme)[0]

    assert (row["moment"], row["route"], row["stop"], row["host"]) == ("day", "Route 1", None, None)
    assert (row["latitude"], row["longitude"], row["point_is"]) == (53.483, -2.334, "base")


def test_without_a_known_point_there_is_none(programme, hunt, reflection):
    hunt.latitude = hunt.longitude = None
    hunt.save()

    row = exported(programme)[0]

    assert (row["latitude"], row["longitude"], row["point_is"]) == (None, None, None)


def test_an_encounter_has_its_own_title_and_point(programme, participation):
    builders.make_reflection(participation, moment="encounter", encounter=make_encounter(participation))

    row = exported(programme)[0]

    assert (row["encounter"], row["latitude"], row["longitude"]) == ("The lock keeper", 53.49, -2.35)
    assert (row["point_is"], row["route"], row["stop"]) == ("encounter", "Route 1", None)


def test_the_title_of_an_encounter_is_words_of_whoever_opened_it(programme, hunt, participation, dev):
    opener = builders.make_participation(hunt, dev, consents=())
    builders.make_reflection(participation, moment="encounter", encounter=make_encounter(opener))

    row = exported(programme)[0]

    assert (row["moment"], row["encounter"], row["latitude"], row["point_is"]) == ("encounter", None, None, None)


@pytest.mark.parametrize("kept_back", [{"withdrawn_at": timezone.now()}, {"audience": "me"}])
def test_the_title_of_an_encounter_stays_when_its_opener_keeps_back_what_they_logged_about_it(
    programme, hunt, participation, dev, kept_back
):
    opener = builders.make_participation(hunt, dev)
    encounter = make_encounter(opener)
    builders.make_reflection(participation, moment="encounter", encounter=encounter)
    own = builders.make_reflection(opener, moment="encounter", encounter=encounter)
    assert {row["encounter"] for row in exported(programme)} == {"The lock keeper"}

    Reflection.objects.filter(pk=own.pk).update(**kept_back)

    assert [(row["encounter"], row["latitude"]) for row in exported(programme)] == [(None, None)]


def test_withdrawn_reflections_stay(programme, reflection):
    reflection.withdraw()

    assert exported(programme) == []


def test_without_consent_for_analysis_nothing_leaves(programme, hunt, dev):
    others = [use for use in Consent.Use.values if use != "analysis"]
    quiet = builders.make_participation(hunt, dev, consents=others)
    make_photo(builders.make_reflection(quiet))
    selection = Selection(programme)

    tables = Tables(selection)
    assert (exported(programme), list(tables.tags().rows()), list(tables.photos().rows())) == ([], [], [])
    assert (selection.count(), selection.held_back()) == (0, 1)


def test_consent_withdrawn_counts_at_once_and_for_everything(programme, participation, reflection, conundrum, carys):
    builders.make_tag(reflection, conundrum)
    make_photo(reflection)
    make_evidence(make_finding(programme, carys), reflection, quote="words")
    tables = Tables(Selection(programme))
    counted = [tables.reflections, tables.tags, tables.photos, tables.evidence]
    assert [len(list(table().rows())) for table in counted] == [1, 1, 1, 1]

    answer(participation, "analysis", False)

    assert [len(list(table().rows())) for table in counted] == [0, 0, 0, 0]


def test_a_selection_handed_in_cannot_widen_what_leaves(programme, hunt, participation, reflection, dev):
    quiet = builders.make_participation(hunt, dev, consents=())
    builders.make_reflection(quiet)
    builders.make_reflection(participation).withdraw()
    other = builders.make_programme(name="Other", slug="other")
    elsewhere = builders.make_hunt(other, slug="elsewhere")
    builders.make_reflection(builders.make_participation(elsewhere, dev))

    rows = exported(programme, Reflection.objects.all())

    assert [row["reflection_id"] for row in rows] == [str(reflection.pk)]


def test_names_leave_only_with_the_consent_to_be_named(programme, hunt, ben, dev):
    named = builders.make_participation(hunt, ben, consents=("analysis", "naming"), name="Ben Sample")
    builders.make_reflection(named, noted_at=datetime(2026, 7, 7, 9, 0, tzinfo=UTC))
    hidden = builders.make_participation(hunt, dev, consents=("analysis",), name="Dev Sample")
    builders.make_reflection(hidden)

    authors = [(row["author"], row["author_is"], row["author_agrees_to"]) for row in exported(programme)]

    assert authors == [
        ("Ben Sample", "name", "analysis; naming"),
        (f"Heron {dev.pk}", "pseudonym", "analysis"),
    ]


def test_who_takes_the_name_back_is_a_pseudonym_again(programme, hunt, ben):
    named = builders.make_participation(hunt, ben, consents=("analysis", "naming"), name="Ben Sample")
    builders.make_reflection(named)

    answer(named, "naming", False)

    assert [row["author"] for row in exported(programme)] == [f"Heron {ben.pk}"]


def test_nothing_private_is_in_any_table(programme, hunt, conundrum, carys, dev):
    dev.email, dev.name = "leak-email@example.org", "Leak Username"
    dev.save()
    carys.name = "Leak Researcher"
    carys.save()
    author = builders.make_participation(
        hunt, dev, name="Leak Name", contact_email="leak-contact@example.org", key="leak-key"
    )
    host = builders.make_host(programme)
    host.contacts.create(name="Leak Contact", email="leak-host@example.org", phone="leak-phone", notes="leak-notes")
    visit = builders.make_visit(builders.make_route(hunt), builders.make_stop(hunt, host=host))
    reflection = builders.make_reflection(author, moment="visit", visit=visit)
    builders.make_tag(reflection, conundrum, tagged_by=carys)
    make_photo(reflection, recognisable="not-asked", who="Leak Stranger", sha256="leak" * 16, image="leak.jpg")
    make_evidence(make_finding(programme, carys), reflection)
    tables = Tables(Selection(programme))

    everything = [row for table in tables.explained(tables.everything()) for row in table.rows()]

    assert "leak" not in repr(everything).lower()
    assert str(reflection.pk) in repr(everything)


def test_who_is_in_a_photo_leaves_only_where_they_agreed(programme, reflection, tables):
    make_photo(reflection, position=1, recognisable="agreed", who="The lock keeper")
    make_photo(reflection, position=2, recognisable="not-asked", who="A passer-by")
    make_photo(reflection, position=3, recognisable="nobody", who="Somebody")

    rows = as_dicts(tables.photos())

    assert [(row["recognisable"], row["who"]) for row in rows] == [
        ("agreed", "The lock keeper"),
        ("not-asked", ""),
        ("nobody", ""),
    ]


def test_photos_come_in_their_order_with_the_place_that_was_kept(programme, reflection, tables):
    last = make_photo(reflection, position=11, caption="Last")
    first = make_photo(reflection, position=2, caption="=First", latitude="53.500000", longitude="-2.250000")

    rows = as_dicts(tables.photos())

    assert [(row["photo_id"], row["caption"], row["latitude"], row["longitude"]) for row in rows] == [
        (str(first.pk), "=First", 53.5, -2.25),
        (str(last.pk), "Last", None, None),
    ]
    reflections = exported(programme)[0]
    assert (reflections["photos"], reflections["photo_ids"]) == (2, f"{first.pk}; {last.pk}")


def test_tags_say_author_or_researcher_and_never_who(programme, reflection, conundrum, carys, dev, tables):
    second = builders.make_conundrum(programme, 2)
    builders.make_tag(reflection, second, "unsure")
    builders.make_tag(reflection, conundrum, "challenges", tagged_by=carys)
    builders.make_tag(reflection, second, "challenges", tagged_by=carys)
    builders.make_tag(reflection, second, "challenges", tagged_by=dev)

    assert list(tables.tags().rows()) == [
        (str(reflection.pk), 1, "Label 1", "challenges", "researcher"),
        (str(reflection.pk), 2, "Label 2", "unsure", "author"),
        (str(reflection.pk), 2, "Label 2", "challenges", "researcher"),
        (str(reflection.pk), 2, "Label 2", "challenges", "researcher"),
    ]
    row = exported(programme)[0]
    assert (row["conundrum_1"], row["conundrum_2"]) == (None, "unsure")
    assert row["researcher_tags"] == "1:challenges; 2:challenges; 2:challenges"


def test_a_retired_conundrum_keeps_its_column(programme, reflection, conundrum, tables):
    builders.make_tag(reflection, conundrum, "complicates")
    conundrum.retired_at = timezone.now()
    conundrum.save()

    assert exported(programme)[0]["conundrum_1"] == "complicates"
    assert list(tables.conundrums().rows()) == [(1, "Label 1", "Sample question 1?", "yes")]


def test_rows_come_in_the_order_they_were_noted(programme, participation):
    for hour in (14, 9, 11):
        builders.make_reflection(participation, noted_at=datetime(2026, 7, 7, hour, 0, tzinfo=UTC))

    assert [row["noted_at_utc"][11:13] for row in exported(programme)] == ["09", "11", "14"]


def test_the_hour_that_a_clock_repeats_stays_two_hours(programme, participation):
    for hour in (0, 1, 2):
        builders.make_reflection(participation, noted_at=datetime(2026, 10, 25, hour, 30, tzinfo=UTC))

    assert [(row["noted_at"], row["noted_at_utc"]) for row in exported(programme)] == [
        ("2026-10-25T01:30:00+01:00", "2026-10-25T00:30:00Z"),
        ("2026-10-25T01:30:00+00:00", "2026-10-25T01:30:00Z"),
        ("2026-10-25T02:30:00+00:00", "2026-10-25T02:30:00Z"),
    ]


def test_times_and_dates_are_those_of_the_hunts_own_zone(programme, dev):
    start = datetime(2026, 3, 29, 9, 0, tzinfo=ZoneInfo("Pacific/Auckland"))
    hunt = builders.make_hunt(
        programme, slug="far", zone="Pacific/Auckland", starts_at=start, ends_at=start.replace(hour=17)
    )
    builders.make_reflection(builders.make_participation(hunt, dev), noted_at=start, edited_at=start.replace(hour=10))

    row = exported(programme)[0]

    assert (row["hunt_date"], row["noted_at"]) == ("2026-03-29", "2026-03-29T09:00:00+13:00")
    assert (row["noted_at_utc"], row["edited"]) == ("2026-03-28T20:00:00Z", "2026-03-29T10:00:00+13:00")


def test_findings_leave_with_the_evidence_that_may(programme, hunt, participation, conundrum, carys, dev, tables):
    builders.make_conundrum(programme, 2)
    finding = make_finding(programme, carys, argument="Three parties met it.")
    finding.conundrums.set(programme.conundrums.all())
    spoken = builders.make_reflection(participation, words="The bench was made here.")
    quote = make_evidence(finding, spoken, quote="made here")
    whole = make_evidence(finding, spoken, "against")
    quiet = builders.make_participation(hunt, dev, consents=())
    make_evidence(finding, builders.make_reflection(quiet))
    withdrawn = builders.make_reflection(participation)
    make_evidence(finding, withdrawn)
    withdrawn.withdraw()

    evidence = as_dicts(tables.evidence())
    findings = as_dicts(tables.findings())

    assert [(row["evidence_id"], row["direction"], row["whole"], row["quote"]) for row in evidence] == [
        (quote.pk, "for", "no", "made here"),
        (whole.pk, "against", "yes", "The bench was made here."),
    ]
    assert {row["reflection_id"] for row in evidence} == {str(spoken.pk)}
    assert findings == [
        {
            "finding_id": finding.pk,
            "sentence": "Leaders who back their staff matter.",
            "argument": "Three parties met it.",
            "conundrums": "1; 2",
            "evidence_for": 1,
            "evidence_against": 1,
        }
    ]


def test_a_quote_that_was_edited_away_stays(programme, reflection, carys, tables):
    finding = make_finding(programme, carys)
    make_evidence(finding, reflection, quote="Sample words.")
    reflection.words = "sample words, said otherwise."
    reflection.save()

    rows = as_dicts(tables.findings_with_evidence())

    assert [(row["finding_id"], row["evidence_for"], row["quote"]) for row in rows] == [(finding.pk, 0, None)]


def test_a_filter_does_not_narrow_findings(programme, participation, reflection, carys):
    make_evidence(make_finding(programme, carys), reflection)

    tables = Tables(Selection(programme, Reflection.objects.none()))

    assert len(list(tables.reflections().rows())) == 0
    assert [row["evidence_for"] for row in as_dicts(tables.findings())] == [1]


def test_one_hunts_selection_holds_nothing_of_another(programme, hunt, reflection, carys, dev):
    other = builders.make_hunt(programme, slug="other-hunt", title="Other hunt")
    elsewhere = builders.make_reflection(builders.make_participation(other, dev))
    finding = make_finding(programme, carys)
    make_evidence(finding, reflection)
    make_evidence(finding, elsewhere)

    tables = Tables(Selection.of_hunt(hunt))

    assert [row["hunt"] for row in as_dicts(tables.reflections())] == ["Canal hunt"]
    assert [row["hunt"] for row in as_dicts(tables.evidence())] == ["Canal hunt"]


def test_what_comes_in_while_an_export_is_made_waits_for_the_next(programme, hunt, reflection, dev):
    tables = Tables(Selection(programme))
    table = tables.reflections()
    newcomer = builders.make_participation(hunt, dev)
    builders.make_reflection(newcomer)

    assert [row[0] for row in table.rows()] == [str(reflection.pk)]


@pytest.mark.parametrize("number", [1, 3])
def test_the_number_of_queries_does_not_depend_on_the_rows(
    programme, hunt, route, conundrum, carys, number, django_assert_num_queries
):
    for place in range(number):
        person = builders.make_user(f"person{place}", email=None)
        author = builders.make_participation(hunt, person, route)
        visit = builders.make_visit(route, builders.make_stop(hunt, f"Stop {place}"), place + 1)
        reflection = builders.make_reflection(author, moment="visit", visit=visit)
        builders.make_tag(reflection, conundrum)
        make_photo(reflection)
        make_evidence(make_finding(programme, carys), reflection)
    tables = Tables(Selection(programme))

    with django_assert_num_queries(6):
        assert len(list(tables.reflections().rows())) == number
    with django_assert_num_queries(3):
        assert len(list(tables.findings_with_evidence().rows())) == number
    with django_assert_num_queries(2):
        assert len([*tables.tags().rows(), *tables.photos().rows()]) == 2 * number
