"""The demo: the facts of the Eccles hunt, sample words, loaded whole, once, and only where it may be."""

import re
from collections import Counter
from io import BytesIO, StringIO
from urllib.parse import urlsplit

import icalendar
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image

from accounts.models import User
from config.demo import findings, taking_in
from config.demo.accounts import DEMO_PASSWORD
from config.demo.loading import load_demo
from config.demo.logged import NOTES
from config.demo.pictures import SCENES, draw
from config.demo.sign_ins import sign_ins
from hunts.models import Conundrum, Hunt, Participation, Programme
from reflections.models import Evidence, Finding, Photo, Reflection, Tag
from visits.models import Contact, HostOrganisation, Stop
from visits.planning.stations import hunt_stations


@pytest.fixture(scope="module")
def taken():
    return taking_in.take_pictures()


@pytest.fixture(autouse=True)
def pictures_taken_once(monkeypatch, taken):
    """Drawing and encoding them takes seconds, and they are the same each time."""
    monkeypatch.setattr(taking_in, "take_pictures", lambda: taken)


@pytest.fixture
def demo(db):
    load_demo()
    return Programme.objects.get()


@pytest.fixture
def researcher(demo):
    return User.objects.get(email="researcher@example.org")


def run_demo(*options):
    out = StringIO()
    call_command("demo", *options, stdout=out)
    return out.getvalue().splitlines()


def rows_and_files(folder):
    rows = {model._meta.label: model._base_manager.count() for model in apps.get_models()}
    return rows, sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_the_conundrums_stand_word_for_word(demo):
    assert list(demo.conundrums.values_list("number", "question")) == [
        (1, 'Do we assume good social innovations are always "new", maybe they\'re not?'),
        (2, 'Are we hampered by a "bottom up is best" fetish?'),
        (3, 'What role do different types of "spaces" play in enabling co-production?'),
        (4, "Do we fall into traps of thinking co-production and robust leadership cannot go together?"),
    ]
    assert Hunt.objects.get().conundrums.count() == 4


def test_the_programme_and_its_hosts_are_the_real_ones(demo):
    assert (demo.name, demo.slug) == ("Jam and Justice", "jam-and-justice")
    assert demo.mission == (
        "We want to seize the opportunity to make devolution matter in Greater Manchester by creating spaces for "
        "social innovation and inspiring and igniting change."
    )
    assert list(HostOrganisation.objects.values_list("name", "kind", "borough", "website")) == [
        ("BlueSci", "social-enterprise", "Trafford", "https://bluesci.org.uk"),
        ("Inspiring Communities", "community-anchor", "Salford", "https://inspiringcommunitiestogether.co.uk"),
        ("Leigh Neighbours", "big-local", "Wigan", "https://lnpb.org.uk"),
    ]


def test_the_day_is_the_26th_of_march_2019_in_local_time(demo):
    hunt = Hunt.objects.get()

    assert (hunt.local_start.isoformat(), hunt.local_end.isoformat()) == (
        "2019-03-26T09:30:00+00:00",
        "2019-03-26T17:00:00+00:00",
    )
    assert (hunt.base_name, hunt.zone, hunt.stage) == ("Eccles", "Europe/London", "reflecting")


def test_three_parties_leave_the_briefing_together_and_meet_for_the_sharing(demo):
    routes = hunt_stations(Hunt.objects.get())

    assert [route.name for route, _ in routes] == ["Boothstown", "Leigh", "Sale"]
    for _, stations in routes:
        first, *between, last = stations
        assert (first.stop.title, f"{first.begin:%H:%M}", f"{first.leave:%H:%M}") == ("Briefing", "09:30", "10:15")
        assert (last.stop.title, f"{last.begin:%H:%M}") == ("Sharing what we found", "15:30")
        assert last.leave == last.visit.stop.hunt.local_end
        assert [station.late_minutes for station in stations] == [0] * len(stations)
        assert last.wait_minutes <= 30
        assert any(station.stop.host for station in between)
    assert Stop.objects.filter(title__in=["Briefing", "Sharing what we found"]).count() == 2


def test_the_plan_was_shared_once_and_the_calendars_are_of_that_day(demo, client):
    (shared,) = Hunt.objects.get().shared_plans.all()
    leigh = Hunt.objects.get().routes.get(name="Leigh")

    read = icalendar.Calendar.from_ical(
        client.get(reverse("visits:route_calendar", args=[leigh.calendar_key])).content
    )

    assert (shared.number, shared.shared_by.email, f"{shared.shared_at:%d %B %Y}") == (
        1,
        "organiser@example.org",
        "19 March 2019",
    )
    assert [(str(event["SUMMARY"]), f"{event['DTSTART'].dt:%d %B %H:%M}") for event in read.walk("VEVENT")] == [
        ("Briefing", "26 March 09:30"),
        ("Walking tour of Leigh West", "26 March 10:55"),
        ("Lunch in Leigh", "26 March 13:35"),
        ("Sharing what we found", "26 March 15:30"),
    ]
    assert {str(event["LAST-MODIFIED"].dt.date()) for event in read.walk("VEVENT")} == {"2019-03-19"}


def test_everything_in_the_demo_would_pass_its_form(demo):
    known = [
        model for label in ("hunts", "visits", "reflections") for model in apps.get_app_config(label).get_models()
    ]
    rows = [row for model in known for row in model._base_manager.all()]

    for row in rows:
        row.full_clean(validate_unique=False, validate_constraints=False)
    assert len(rows) > 300


def test_the_walk_stays_in_leigh(demo):
    path = Stop.objects.get(kind="walking-tour").path["coordinates"]

    assert 12 <= len(path) <= 20
    assert all(-2.55 < longitude < -2.51 and 53.49 < latitude < 53.51 for longitude, latitude in path)


def test_every_word_logged_is_marked_as_a_sample_and_every_person_is_invented(demo):
    assert 40 <= Reflection.objects.count() <= 50
    assert all(words.endswith("\n\nSample text.") for words in Reflection.objects.values_list("words", flat=True))
    assert all(argument.endswith("Sample text.") for argument in Finding.objects.values_list("argument", flat=True))
    people = [*User.objects.values_list("name", flat=True), *Contact.objects.values_list("name", flat=True)]
    assert all(name.startswith("Sample ") for name in people)
    emails = [*User.objects.exclude(email=None).values_list("email", flat=True)]
    emails += Contact.objects.values_list("email", flat=True)
    assert all(email.endswith("@example.org") for email in emails)


def test_reflections_are_spread_over_moments_people_and_stances(demo):
    standing = Reflection.objects.standing()

    moments = Counter(standing.values_list("moment", flat=True))
    assert set(moments) == {"visit", "leg", "encounter", "day"}
    assert min(moments.values()) >= 3
    assert standing.values("participation").distinct().count() == Participation.objects.count() == 11
    for conundrum in Conundrum.objects.all():
        stances = set(Tag.objects.filter(conundrum=conundrum).values_list("stance", flat=True))
        assert {"supports", "challenges"} <= stances


def test_the_keys_and_places_of_notes_are_right(demo):
    assert len({note.key for note in NOTES}) == len(NOTES)
    for reflection in Reflection.objects.exclude(moment="day").exclude(moment="encounter"):
        visit = reflection.visit or reflection.leg.visit
        assert visit.route_id == reflection.participation.route_id


def test_reflections_were_noted_while_they_were_there(demo):
    times = {station.visit.pk: station for _, stations in hunt_stations(Hunt.objects.get()) for station in stations}
    for reflection in Reflection.objects.filter(moment__in=["visit", "leg"]):
        station = times[reflection.visit_id or reflection.leg.visit_id]
        if reflection.visit_id:
            assert station.arrive <= reflection.local_time <= station.leave, reflection.words
        else:
            assert reflection.local_time <= station.arrive, reflection.words


def test_a_dozen_pictures_come_in_by_the_intake(demo, settings):
    photos = Photo.objects.all()

    assert len(photos) == len(SCENES) == 12
    for photo in photos:
        assert (photo.width, photo.height) == (1200, 900)
        assert len(photo.caption) > 60
        with photo.image.open() as file:
            assert Image.open(file).format == "WEBP"
    assert len(list(settings.MEDIA_ROOT.rglob("*.webp"))) == 24


@pytest.mark.parametrize("name", sorted(SCENES))
def test_a_picture_is_the_same_every_time_and_carries_its_mark(name):
    drawn = draw(name)

    assert drawn == draw(name)
    mark = Image.open(BytesIO(drawn)).crop((26, 834, 216, 874)).convert("L")
    assert mark.getextrema()[1] > 245  # the light pill
    assert mark.getextrema()[0] < 180  # and the words in it


def test_the_four_learnings_have_evidence_for_and_against(demo, researcher):
    assert list(Finding.objects.values_list("sentence", flat=True)) == [
        "“Top down” against “bottom up” no longer describes how things work.",
        "Co-production needs leaders who back their staff, not only cheer.",
        "Co-produced spaces look different.",
        "Policy needs constant contact with lived experience.",
    ]
    for finding in Finding.objects.all():
        directions = Counter(finding.evidence.values_list("direction", flat=True))
        assert directions["for"] >= 2
        assert directions["against"] >= 1
        assert finding.conundrums.exists()
    assert all(piece.still_stands for piece in Evidence.objects.all())
    assert {piece.is_whole for piece in Evidence.objects.all()} == {True, False}
    assert Evidence.objects.visible_to(researcher).count() == Evidence.objects.count()


def test_what_the_researcher_reads_follows_consent(demo, researcher):
    silent = Reflection.objects.filter(participation__pseudonym__in=["Badger", "Wagtail"])
    readable = Reflection.objects.visible_to(researcher)

    assert silent.count() >= 4
    assert not readable.filter(pk__in=silent).exists()
    assert Reflection.objects.filter(withdrawn_at__isnull=False).count() == 1
    assert readable.count() == Reflection.objects.count() - silent.count() - 1
    named = Participation.objects.agreeing_to("naming").values_list("pseudonym", flat=True)
    assert sorted(named) == ["Hedgehog", "Otter"]


def test_loading_twice_does_nothing_twice(demo, settings):
    before = rows_and_files(settings.MEDIA_ROOT)

    lines = run_demo()

    assert rows_and_files(settings.MEDIA_ROOT) == before
    assert lines[0] == "The demo was there already."
    assert len(lines) == 6


def test_a_demo_that_fails_half_way_leaves_nothing(db, settings, monkeypatch):
    before = rows_and_files(settings.MEDIA_ROOT)

    def fail(*args):
        assert Photo.objects.count() == 12
        assert len(rows_and_files(settings.MEDIA_ROOT)[1]) == 36
        raise KeyError("no such note")

    monkeypatch.setattr(findings, "make_findings", fail)

    with pytest.raises(KeyError):
        load_demo()

    assert rows_and_files(settings.MEDIA_ROOT) == before


def test_the_command_prints_ways_in_that_work(db, client, settings):
    settings.SITE_URL = "https://own-turf.example.org"

    lines = run_demo()

    assert lines[0] == "The demo is loaded."
    links = [re.search(r"https://own-turf\.example\.org(/me/\S+)", line) for line in lines[3:]]
    assert len(links) == 3
    for link in links:
        client.logout()
        response = client.post(link[1])
        assert response.status_code == 302
        assert client.session["_auth_user_id"] == str(Participation.objects.get(key=link[1].split("/")[2]).user_id)
    for line, email in zip(lines[1:3], ["organiser@example.org", "researcher@example.org"], strict=True):
        assert line.endswith(f"https://own-turf.example.org/accounts/login/ {email}, password {DEMO_PASSWORD}")


def test_the_team_signs_in_by_email_and_password(demo, client):
    for person in sign_ins()[:2]:
        client.logout()
        response = client.post(person["path"], {"login": person["email"], "password": person["password"]})
        assert response.status_code == 302
        assert client.session["_auth_user_id"] == str(User.objects.get(email=person["email"]).pk)


def test_sign_ins_are_one_of_each(demo):
    people = sign_ins()

    assert [person["role"] for person in people] == [
        "organiser",
        "researcher",
        "participant on the route Boothstown",
        "participant on the route Leigh",
        "participant on the route Sale",
    ]
    assert all(person["email"] == person["password"] == "" for person in people[2:])
    keys = {urlsplit(person["path"]).path.strip("/").split("/")[-1] for person in people[2:]}
    assert Participation.objects.filter(key__in=keys).count() == 3


def test_there_are_no_sign_ins_without_a_demo(db):
    assert sign_ins() == []


def test_a_production_site_refuses_the_demo(db, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="add --yes-on-this-site"):
        run_demo()

    assert not Programme.objects.exists()
    assert not User.objects.exists()


def test_on_a_production_site_passwords_are_secret_and_told_once(db, settings):
    settings.PRODUCTION = True

    first, again = run_demo("--yes-on-this-site"), run_demo("--yes-on-this-site")

    passwords = [re.search(r"password (\S{20})$", line)[1] for line in first[1:3]]
    assert len(set(passwords)) == 2
    for line, password in zip(first[1:3], passwords, strict=True):
        email = re.search(r"(\S+@example\.org)", line)[1]
        assert User.objects.get(email=email).check_password(password)
        assert not User.objects.get(email=email).check_password(DEMO_PASSWORD)
    assert all(line.endswith("with a password of their own") for line in again[1:3])
