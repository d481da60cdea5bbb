"""Looking for a place by name: a page of its own, a piece of one, and inside a stop's form."""

from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import builders
from visits import geocoding
from visits.models import Venue
from visits.places import Place
from visits.planning.versions import working_plan

HALL = Place("Sample Hall", 53.4, -2.3, 0, "Sample Hall, Sample Road, Sale")


@pytest.fixture
def organiser(client, amina):
    client.force_login(amina)
    return client


@pytest.fixture
def asked(settings, monkeypatch):
    """A geocoder that knows one hall; the list of what it was asked."""
    asked = []
    settings.GEOCODER = "nominatim"
    monkeypatch.setattr(geocoding, "look_further", lambda words, user, near: asked.append(words) or [HALL])
    return asked


def found(response):
    search = response.context["search"]
    return [row["name"] for row in search.rows]


def searched(form):
    return [row["name"] for row in form.fields["find_place"].widget.search.rows]


def new_stop(hunt):
    return reverse("visits:stop_new", args=[hunt.slug])


def test_the_page_finds_places_the_nearest_first_and_leads_to_a_new_stop(organiser, hunt, route):
    page = organiser.get(reverse("visits:places", args=[hunt.slug]), {"q": "sale", "route": "1"})
    place = page.context["search"].rows[0]["value"]

    form = organiser.get(new_stop(hunt), {"place": place, "route": "1"}).context["form"]

    assert found(page)[0] == "Sale"
    assert f'action="{new_stop(hunt)}"' in page.content.decode()
    assert form["new_place"].value() == "Sale"
    assert round(float(form["latitude"].value()), 1) == 53.4


def test_the_piece_is_the_list_alone(organiser, hunt):
    response = organiser.get(reverse("visits:places", args=[hunt.slug]), {"q": "sale", "piece": "1"})

    assert "<html" not in response.content.decode()
    assert 'data-found="' in response.content.decode()
    assert 'Choose<span class="visually-hidden"> Sale</span>' in response.content.decode()


@pytest.mark.parametrize("words", ["", " ", "\0", "<script>alert(1)</script>", "x" * 5000])
def test_odd_words_find_nothing_and_are_shown_as_typed(organiser, hunt, words):
    response = organiser.get(reverse("visits:places", args=[hunt.slug]), {"q": words})

    assert found(response) == []
    assert "<script>alert" not in response.content.decode()


def test_without_a_geocoder_nothing_is_offered_beyond_the_list(organiser, hunt):
    page = organiser.get(reverse("visits:places", args=[hunt.slug]), {"q": "xyzzy", "further": "1"})

    assert "Look further" not in page.content.decode()
    assert "No town or village is called" in page.content.decode()


def test_the_geocoder_is_asked_only_when_somebody_looks_further(organiser, hunt, asked):
    url = reverse("visits:places", args=[hunt.slug])
    near = organiser.get(url, {"q": "sale"})
    assert (asked, "Look further" in near.content.decode()) == ([], True)

    far = organiser.get(url, {"q": "sale", "further": "1"})

    assert asked == ["sale"]
    assert (found(far)[0], found(far)[-1]) == ("Sale", "Sample Hall")


def test_what_the_list_has_stays_when_the_geocoder_fails(organiser, hunt, settings, monkeypatch):
    def fail(*args):
        raise geocoding.NoAnswerError("No answer today.")

    settings.GEOCODER = "nominatim"
    monkeypatch.setattr(geocoding, "look_further", fail)

    page = organiser.get(reverse("visits:places", args=[hunt.slug]), {"q": "sale", "further": "1"})

    assert found(page)[0] == "Sale"
    assert "No answer today." in page.content.decode()


TYPED = {"kind": "walking-tour", "title": "", "stay_minutes": "ninety", "prompts": "Who leads?", "fixed_time": "14:30"}


def test_searching_inside_the_form_keeps_what_was_typed_and_saves_nothing(organiser, hunt):
    response = organiser.post(new_stop(hunt), TYPED | {"find_place": "sale", "find": "list"})
    form = response.context["form"]

    assert searched(form)[0] == "Sale"
    assert {name: form[name].value() for name in TYPED} == TYPED
    assert "There is a problem" not in response.content.decode()
    assert not hunt.plan_versions.exists()


def test_choosing_a_place_fills_in_its_name_and_point_and_the_stop_is_saved_with_it(organiser, hunt, programme):
    venue = builders.make_venue(programme)
    search = organiser.post(new_stop(hunt), {"find_place": "sale", "find": "list", "venue": venue.pk})
    place = search.context["form"].fields["find_place"].widget.search.rows[0]["value"]

    typed = {"kind": "visit", "title": "Library", "stay_minutes": "60", "venue": venue.pk, "find_place": "sale"}
    form = organiser.post(new_stop(hunt), typed | {"place": place}).context["form"]
    chosen = {name: form[name].value() for name in ("venue", "find_place", "new_place", "latitude", "longitude")}
    organiser.post(new_stop(hunt), typed | chosen)

    assert (chosen["venue"], chosen["find_place"], chosen["new_place"]) == ("", "", "Sale")
    venue = Venue.objects.latest("pk")
    assert [stop.venue for stop in working_plan(hunt).plan.stops] == [venue.pk]
    assert (venue.name, round(venue.latitude, 1)) == ("Sale", Decimal("53.4"))


def test_a_stop_that_exists_is_searched_for_in_the_same_way(organiser, hunt, stop):
    url = reverse("visits:stop_edit", args=[hunt.slug, stop.uid])

    form = organiser.post(url, {"title": "Changed", "find_place": "sale", "find": "list"}).context["form"]

    assert (searched(form)[0], form["title"].value()) == ("Sale", "Changed")
    assert not hunt.plan_versions.exists()


def test_enter_in_the_search_field_searches_and_does_not_save(organiser, hunt):
    typed = {"kind": "visit", "title": "Library", "stay_minutes": "60", "find_place": "sale"}

    searching = organiser.post(new_stop(hunt), typed)
    assert (searched(searching.context["form"])[0], hunt.plan_versions.exists()) == ("Sale", False)

    organiser.post(new_stop(hunt), typed | {"new_place": "Sample Library"})
    assert Venue.objects.get().name == "Sample Library"


def test_looking_further_from_inside_the_form(organiser, hunt, asked):
    form = organiser.post(new_stop(hunt), {"find_place": "sample hall", "find": "further"}).context["form"]

    assert (asked, searched(form)) == (["sample hall"], ["Sample Hall"])


def test_a_path_file_sent_with_a_search_is_not_lost(organiser, hunt):
    file = SimpleUploadedFile(
        "w.json", b'{"type": "LineString", "coordinates": [[-2.519, 53.4975], [-2.522, 53.499]]}'
    )

    form = organiser.post(new_stop(hunt), {"find_place": "sale", "find": "list", "path_file": file}).context["form"]

    assert form["path"].value() == "53.4975, -2.519\n53.499, -2.522"


@pytest.mark.parametrize("place", ["", "here", "53", "north,west,Sale", "95,0,Off", "nan,0,Off", "1e999,0,Off"])
def test_a_place_that_is_nowhere_is_not_taken(organiser, hunt, place):
    form = organiser.get(new_stop(hunt), {"place": place}).context["form"]

    assert [form[name].value() for name in ("new_place", "latitude", "longitude")] == [None, None, None]
    assert not Venue.objects.exists()
