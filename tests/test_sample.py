"""The sample: a synthetic programme, the same for the same seed, whole or not there, and harmless to the rest."""

import random
import re
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from accounts.models import User
from config.demo.accounts import DEMO_PASSWORD
from config.sample import reflections as sample_reflections
from config.sample import words
from hunts.models import Consent, Hunt, Membership, Participation, Programme
from reflections.models import Evidence, Finding, Photo, Reflection, Tag
from tests import builders
from visits.models import HostOrganisation
from visits.planning.stations import hunt_stations


def run_sample(**options):
    out = StringIO()
    call_command("sample", stdout=out, **({"reflections": 200, "seed": 7} | options))
    return out.getvalue().splitlines()


@pytest.fixture
def sample(db):
    run_sample()
    return Programme.objects.get()


def what_was_logged():
    rows = Reflection.objects.order_by("id").values_list(
        "id", "words", "noted_at", "received_at", "moment", "participation__pseudonym", "hunt__slug", "visit__position"
    )
    tags = Tag.objects.order_by("reflection", "conundrum", "tagged_by").values_list(
        "reflection", "conundrum__number", "stance", "tagged_at"
    )
    photos = Photo.objects.order_by("id").values_list("id", "sha256", "taken_in_at")
    consents = Consent.objects.order_by("participation__hunt", "participation__pseudonym", "use").values_list(
        "participation__pseudonym", "use", "agreed", "decided_at"
    )
    evidence = Evidence.objects.order_by("finding__sentence", "reflection").values_list("reflection", "quote")
    return [list(query) for query in (rows, tags, photos, consents, evidence)]


def rows():
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}


def test_as_many_reflections_as_asked_for_over_every_hunt_moment_and_kind_of_host(sample):
    logged = sample.reflections.all()

    assert logged.count() == 200
    assert set(logged.values_list("moment", flat=True)) == set(Reflection.Moment.values)
    assert logged.values("hunt").distinct().count() == sample.hunts.count() == 8
    assert set(HostOrganisation.objects.values_list("kind", flat=True)) == set(HostOrganisation.Kind.values)
    assert HostOrganisation.objects.values("borough").distinct().count() == 10
    assert Reflection.objects.exclude(programme=sample).count() == 0


def test_the_same_seed_gives_the_same_sample_and_another_seed_another(sample):
    first = what_was_logged()

    run_sample(replace=True)
    again = what_was_logged()
    run_sample(replace=True, seed=8)
    other = what_was_logged()

    assert again == first
    assert all(len(rows) for rows in first)
    assert not {row[1] for row in first[0]} & {row[1] for row in other[0]}


def test_the_same_seed_under_two_slugs_has_the_same_words_and_other_ids(sample):
    run_sample(slug="second")

    texts = {
        slug: sorted(Reflection.objects.filter(programme__slug=slug).values_list("words", flat=True))
        for slug in ("sample", "second")
    }
    assert texts["sample"] == texts["second"]
    assert Reflection.objects.count() == 400


def test_reflections_fit_the_routes_of_their_authors(sample):
    for reflection in Reflection.objects.filter(moment__in=["visit", "leg"]):
        visit = reflection.visit or reflection.leg.visit
        assert visit.route_id == reflection.participation.route_id
        assert visit.route.hunt_id == reflection.hunt_id
    for reflection in Reflection.objects.filter(moment="encounter"):
        assert reflection.encounter.hunt_id == reflection.hunt_id


def test_what_is_made_in_bulk_would_pass_its_form(sample):
    for model in (Reflection, Tag, Photo, Participation, Consent, Evidence):
        for row in model.objects.all()[:100]:
            row.full_clean(validate_unique=False, validate_constraints=False)


def test_the_timetables_hold(sample):
    for hunt in sample.hunts.all():
        for _, stations in hunt_stations(hunt):
            assert f"{hunt.local_start:%H:%M}" == "09:30"
            assert [station.late_minutes for station in stations] == [0] * 6
            assert stations[-1].leave == hunt.local_end


def test_hunts_fall_in_summer_and_in_winter_time(sample):
    assert {hunt.local_start.utcoffset().seconds // 3600 for hunt in sample.hunts.all()} == {0, 1}


def test_most_agree_to_analysis_and_most_reflections_are_tagged(db):
    run_sample(reflections=2000)

    agreeing = Participation.objects.agreeing_to("analysis").count() / Participation.objects.count()
    tagged = Reflection.objects.filter(tags__isnull=False).distinct().count() / 2000
    assert 0.85 < agreeing < 1
    assert 0.65 < tagged < 0.8
    assert 60 <= Photo.objects.count() <= 140
    assert Consent.objects.current().count() == 5 * Participation.objects.count()


def test_photos_are_real_limited_and_each_has_files_of_its_own(sample, monkeypatch, settings):
    monkeypatch.setattr(sample_reflections, "MOST_PHOTOS", 3)
    monkeypatch.setattr(sample_reflections, "SHARE_WITH_PHOTO", 1)

    run_sample(replace=True)

    assert Photo.objects.count() == 3
    files = {path.relative_to(settings.MEDIA_ROOT).as_posix() for path in settings.MEDIA_ROOT.rglob("*.webp")}
    named = {file.name for photo in Photo.objects.all() for file in (photo.image, photo.thumbnail)}
    assert len(named) == 6
    assert named <= files


def test_findings_argue_from_what_may_be_analysed(sample):
    researcher = User.objects.get(email="sample-researcher@example.org")

    assert Finding.objects.count() == 12
    assert Evidence.objects.count() == Evidence.objects.visible_to(researcher).count() == 72
    assert all(piece.still_stands for piece in Evidence.objects.all())


def test_words_are_20_to_120_and_marked_and_odd_now_and_then():
    texts = [words.write_words(random.Random(seed)) for seed in range(3000)]

    assert all(20 <= len(text.split()) <= 120 for text in texts)
    assert all(text.endswith(" Sample text.") for text in texts)
    for start in "=+-@":
        assert any(text.startswith(start) for text in texts)
    for piece in ("🫖", "שלום", '"ours, not theirs"', "\n\n", "<b>", "{{"):
        assert any(piece in text for text in texts)


def test_the_team_can_sign_in(sample, client):
    assert set(sample.memberships.values_list("user__email", "role")) == {
        ("sample-organiser@example.org", Membership.Role.ORGANISER),
        ("sample-researcher@example.org", Membership.Role.RESEARCHER),
    }
    response = client.post("/accounts/login/", {"login": "sample-researcher@example.org", "password": DEMO_PASSWORD})
    assert response.status_code == 302
    assert "_auth_user_id" in client.session


def test_a_second_sample_needs_replace_and_then_nothing_is_left_of_the_first(
    sample, django_capture_on_commit_callbacks
):
    before = rows()
    with pytest.raises(CommandError, match=r"There is a sample called sample already\. Add --replace"):
        run_sample()
    assert rows() == before

    with django_capture_on_commit_callbacks(execute=True):
        run_sample(replace=True)

    assert rows() == before


def test_replacing_deletes_the_files_of_the_first(sample, settings, django_capture_on_commit_callbacks):
    first = {path.name for path in settings.MEDIA_ROOT.rglob("*.webp")}
    assert len(first) >= 2

    with django_capture_on_commit_callbacks(execute=True):
        run_sample(replace=True)

    left = {path.name for path in settings.MEDIA_ROOT.rglob("*.webp")}
    assert len(left) == len(first)
    assert not left & first


def test_replace_never_touches_what_the_command_did_not_make(db):
    real = builders.make_programme(slug="sample")

    with pytest.raises(CommandError, match="sample is taken by something this command did not make"):
        run_sample(replace=True)

    assert Programme.objects.get() == real


def test_a_hunt_that_has_one_of_the_names_is_in_the_way(programme):
    builders.make_hunt(programme, slug="sample-3")

    with pytest.raises(CommandError, match="taken"):
        run_sample()

    assert Hunt.objects.count() == 1


def test_replacing_leaves_other_programmes_alone(reflection, participation):
    run_sample()
    run_sample(replace=True)

    reflection.refresh_from_db()
    assert reflection.words == "Sample words."
    assert Programme.objects.count() == 2


def test_a_sample_that_fails_half_way_leaves_nothing(db, monkeypatch, settings):
    before = rows()

    def fail(*args):
        assert Photo.objects.exists()
        raise KeyError("half-way")

    monkeypatch.setattr(sample_reflections, "make_findings", fail)

    with pytest.raises(KeyError):
        run_sample()

    assert rows() == before
    assert not list(settings.MEDIA_ROOT.rglob("*.webp"))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"reflections": 0}, "Ask for at least 1 reflection."),
        ({"slug": "no spaces"}, "A slug has letters, digits, hyphens and underscores only."),
        ({"slug": "x" * 41}, "Choose a slug of at most 40 characters."),
    ],
)
def test_nonsense_is_refused_in_words(db, options, sentence):
    with pytest.raises(CommandError, match=re.escape(sentence)):
        run_sample(**options)

    assert not Programme.objects.exists()


def test_one_reflection_is_a_sample_too(db):
    lines = run_sample(reflections=1)

    assert re.fullmatch(r"Sample programme sample is made, with 1 reflection, in \d+\.\d seconds\.", lines[0])
    assert Reflection.objects.count() == 1


def test_a_production_site_refuses_the_sample(db, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="add --yes-on-this-site"):
        run_sample()

    assert not User.objects.exists()


def test_on_a_production_site_the_password_is_secret(db, settings):
    settings.PRODUCTION = True

    lines = run_sample(reflections=1, yes_on_this_site=True)

    password = re.search(r"password (\S{20})$", lines[1])[1]
    researcher = User.objects.get(email="sample-researcher@example.org")
    assert researcher.check_password(password)
    assert not researcher.check_password(DEMO_PASSWORD)
