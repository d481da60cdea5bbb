"""The reading room: who reads what, under which name, and how the list is turned and narrowed."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hunts.models import Consent, Membership
from reflections.models import Photo, Reflection
from reflections.research.directory import Directory
from reflections.research.entries import read_entries
from reflections.research.paging import Page, Place
from tests import builders
from visits.models import Encounter

QUERIES_OF_A_PAGE = 5
NOON = datetime(2026, 7, 7, 11, 0, tzinfo=UTC)


@pytest.fixture
def desk_url(programme):
    return reverse("reflections:desk", args=[programme.slug])


def words_on(response):
    """The words of the entries, in order, as a reader sees them."""
    return [
        re.sub(r"<[^>]+>", "", each) for each in re.findall(r'<p class="words"[^>]*>(.*?)</p>', body(response), re.S)
    ]


def body(response):
    return response.content.decode()


def log_many(participation, number, **changes):
    return [
        builders.make_reflection(participation, f"Sample {n}.", noted_at=NOON + timedelta(minutes=n), **changes)
        for n in range(number)
    ]


def change_consent(participation, use, agreed):
    participation.consents.current().filter(use=use).update(superseded_at=timezone.now())
    Consent.objects.create(participation=participation, use=use, agreed=agreed, wording="Sample wording.")


def add_photo(reflection, **changes):
    fields = {"image": "photos/x.webp", "thumbnail": "photos/y.webp", "width": 4, "height": 3, "sha256": "0" * 64}
    photo = Photo(reflection=reflection, **(fields | changes))
    Photo.objects.bulk_create([photo])
    return photo


def test_researcher_reads_words_tags_and_whereabouts(client, carys, participation, visit, conundrum, desk_url):
    reflection = builders.make_reflection(
        participation, "The bench was made here.", moment="visit", visit=visit, noted_at=NOON
    )
    builders.make_tag(reflection, conundrum, "challenges")
    client.force_login(carys)

    response = client.get(desk_url)

    assert words_on(response) == ["The bench was made here."]
    assert f"{participation.pseudonym}</bdi>, at <bdi>Canal walk" in body(response)
    assert "7 July 2026, 12:00</time>" in body(response), "wall time of the hunt, not UTC"
    assert "Challenges" in body(response)


def test_tags_of_author_and_researchers_are_told_apart(client, carys, reflection, conundrum, programme, desk_url):
    builders.make_tag(reflection, conundrum, "supports")
    builders.make_tag(reflection, conundrum, "unsure", tagged_by=carys)

    entry = read_entries(Reflection.objects.all(), Directory(programme))[0]

    assert [tag["stance"] for tag in entry["author_tags"]] == ["supports"]
    assert [tag["stance"] for tag in entry["researcher_tags"]] == ["unsure"]
    client.force_login(carys)
    assert body(client.get(desk_url)).count('<span class="label">researcher</span>') == 1


def test_photos_come_in_order_with_captions(client, carys, reflection, desk_url):
    second = add_photo(reflection, position=2, caption="The lock <b>gate</b>")
    first = add_photo(reflection, position=1, caption="The bench")
    client.force_login(carys)

    page = body(client.get(desk_url))

    addresses = [reverse("reflections:photo", args=[photo.pk, "small"]) for photo in (first, second)]
    assert re.findall(r'<img src="([^"]+)"', page) == addresses
    assert "The lock &lt;b&gt;gate&lt;/b&gt;" in page


@pytest.mark.parametrize(("consents", "shown", "hidden"), [
    (("analysis",), "Heron", "Ben Planted"),
    (("analysis", "naming"), "Ben Planted", "Heron"),
])  # fmt: skip
def test_author_shows_under_a_pseudonym_unless_named(client, carys, hunt, ben, consents, shown, hidden, desk_url):
    person = builders.make_participation(hunt, ben, consents=consents, name="Ben Planted", pseudonym="Heron 12")
    builders.make_reflection(person)
    client.force_login(carys)

    page = body(client.get(desk_url))

    assert shown in page
    assert hidden not in page


def test_consent_taken_back_takes_the_words_off_at_once(client, carys, reflection, participation, desk_url):
    client.force_login(carys)
    assert words_on(client.get(desk_url)) == ["Sample words."]

    change_consent(participation, "analysis", agreed=False)

    assert words_on(client.get(desk_url)) == []
    assert client.get(reflection.get_absolute_url()).status_code == 404
    change_consent(participation, "analysis", agreed=True)
    assert words_on(client.get(desk_url)) == ["Sample words."]


def test_withdrawn_reflection_is_not_read(client, carys, reflection, desk_url):
    reflection.withdraw()
    client.force_login(carys)

    assert words_on(client.get(desk_url)) == []


def test_reflections_of_another_programme_are_not_read(client, carys, reflection, dev, desk_url):
    other = builders.make_programme(researcher=dev, slug="other", name="Other")
    person = builders.make_participation(builders.make_hunt(other, slug="other-hunt"), dev)
    builders.make_reflection(person, "From elsewhere.")
    client.force_login(carys)

    assert words_on(client.get(desk_url)) == ["Sample words."]
    assert client.get(reverse("reflections:desk", args=["other"])).status_code == 404


def test_encounter_keeps_its_title_while_its_opener_agrees(client, carys, hunt, participation, desk_url):
    encounter = Encounter.objects.create(hunt=hunt, opened_by=participation, title="The lock keeper")
    writer = builders.make_participation(hunt, builders.make_user("eli"))
    builders.make_reflection(writer, moment="encounter", encounter=encounter)
    client.force_login(carys)
    assert "The lock keeper" in body(client.get(desk_url))

    change_consent(participation, "analysis", agreed=False)

    assert "The lock keeper" not in body(client.get(desk_url))


@pytest.mark.parametrize("kept_back", [{"withdrawn_at": timezone.now()}, {"audience": "me"}])
def test_encounter_loses_its_title_when_its_opener_keeps_back_what_they_logged_about_it(
    client, carys, hunt, participation, desk_url, kept_back
):
    encounter = Encounter.objects.create(hunt=hunt, opened_by=participation, title="The lock keeper")
    own = builders.make_reflection(participation, moment="encounter", encounter=encounter)
    writer = builders.make_participation(hunt, builders.make_user("eli"))
    theirs = builders.make_reflection(writer, moment="encounter", encounter=encounter)
    client.force_login(carys)
    assert "The lock keeper" in body(client.get(desk_url))

    Reflection.objects.filter(pk=own.pk).update(**kept_back)

    assert "The lock keeper" not in body(client.get(desk_url))
    assert "The lock keeper" not in body(client.get(theirs.get_absolute_url()))


@pytest.mark.parametrize(("who", "status"), [("amina", 403), ("ben", 404), ("dev", 404)])
def test_only_researchers_enter(client, request, who, status, reflection, desk_url):
    client.force_login(request.getfixturevalue(who))

    assert client.get(desk_url).status_code == status


def test_visitor_is_sent_to_sign_in(client, desk_url):
    assert client.get(desk_url).status_code == 302


def test_nothing_is_changed_by_posting(client, carys, desk_url):
    client.force_login(carys)

    assert client.post(desk_url).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_page_asks_the_same_whatever_its_length(
    client, carys, participation, conundrum, visit, desk_url, number, django_assert_num_queries
):
    for reflection in log_many(participation, number, moment="visit", visit=visit):
        builders.make_tag(reflection, conundrum)
        add_photo(reflection)
    client.force_login(carys)
    client.get(desk_url)

    with django_assert_num_queries(QUERIES_OF_A_PAGE):
        client.get(desk_url)


def test_empty_room_says_what_it_is_for(client, carys, desk_url):
    client.force_login(carys)

    assert "Nothing to read yet" in body(client.get(desk_url))


def test_filter_narrows_and_each_choice_can_be_dropped(client, carys, hunt, participation, desk_url):
    conundrums = [hunt.conundrums.get(), builders.make_conundrum(hunt.programme, 2)]
    hunt.conundrums.set(conundrums)
    for number, conundrum in enumerate(conundrums):
        builders.make_tag(builders.make_reflection(participation, f"About {number + 1}."), conundrum, "supports")
    client.force_login(carys)

    response = client.get(desk_url, {"conundrum": "2", "stance": "supports", "q": ""})

    assert words_on(response) == ["About 2."]
    assert 'href="?stance=supports"' in body(response)
    assert 'href="?conundrum=2"' in body(response)
    assert 'name="conundrum" value="2" checked' in body(response)


def test_search_marks_what_it_finds_and_nothing_else(client, carys, participation, desk_url):
    builders.make_reflection(participation, "<script>alert('bench')</script> & BENCH")
    client.force_login(carys)

    page = body(client.get(desk_url, {"q": "bench"}))

    assert "&lt;script&gt;alert(&#x27;<mark>bench</mark>&#x27;)&lt;/script&gt; &amp; <mark>BENCH</mark>" in page
    assert "<script>alert" not in page


@pytest.mark.parametrize("q", ["(", "[a-", "\\", "%", "_", "ß", "💧", "שלום", "a" * 200, "<script>"])
def test_any_search_is_answered(client, carys, participation, desk_url, q):
    builders.make_reflection(participation, f"Before {q} after.")
    builders.make_reflection(participation, "Other words.")
    client.force_login(carys)

    response = client.get(desk_url, {"q": q})

    assert response.status_code == 200
    assert len(words_on(response)) == 1


@pytest.mark.parametrize("asked", [
    {"q": "a" * 201}, {"q": "\0"}, {"conundrum": "99"}, {"stance": "loves"}, {"hunt": "none"}, {"host": "x"},
    {"moment": "never"}, {"borough": "Atlantis"}, {"with_photo": "maybe"},
])  # fmt: skip
def test_filter_nobody_offers_is_refused_in_words(client, carys, reflection, desk_url, asked):
    client.force_login(carys)

    response = client.get(desk_url, asked)

    assert response.status_code == 200
    assert words_on(response) == []
    assert "There is a problem with the filter" in body(response)
    assert "Error: " in body(response).split("</title>")[0]


@pytest.mark.parametrize("place", [
    "x", "_", "1", "1_x", "x_" + "0" * 32, "9" * 5000 + "_" + "0" * 32, "9" * 30 + "_" + "0" * 32, "\0", "💧",
])  # fmt: skip
@pytest.mark.parametrize("way", ["before", "after"])
def test_place_that_names_nothing_is_the_beginning(client, carys, reflection, desk_url, way, place):
    client.force_login(carys)

    assert words_on(client.get(desk_url, {way: place})) == ["Sample words."]


def test_pages_turn_both_ways_and_keep_the_filter(client, carys, participation, desk_url):
    log_many(participation, 120)
    client.force_login(carys)
    everything = [f"Sample {n}." for n in reversed(range(120))]

    first = client.get(desk_url, {"q": "sample"})
    second = client.get(desk_url + link(first, "next"))
    third = client.get(desk_url + link(second, "next"))
    back = client.get(desk_url + link(third, "prev"))

    assert words_on(first) + words_on(second) + words_on(third) == everything
    assert words_on(back) == words_on(second)
    assert link(first, "prev") is None
    assert link(third, "next") is None
    assert link(first, "next").startswith("?q=sample&before=")


def link(response, rel):
    found = re.search(rf'rel="{rel}" href="([^"]+)"', body(response))
    return found and found[1].replace("&amp;", "&")


@pytest.mark.django_db
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(minutes=st.lists(st.integers(0, 3), max_size=12), size=st.integers(1, 5))
def test_pages_joined_are_the_whole_list_even_where_times_are_equal(participation, minutes, size):
    Reflection.objects.all().delete()
    for minute in minutes:
        builders.make_reflection(participation, noted_at=NOON + timedelta(minutes=minute))
    everything = list(Reflection.objects.order_by("-noted_at", "-id").values_list("pk", flat=True))

    assert walk("before", "older", size) == everything
    assert walk("after", "newer", size, start=Place(NOON - timedelta(1), UUID(int=0))) == everything


def walk(way, onward, size, start=None):
    found, place = [], start
    while True:
        page = Page(Reflection.objects.all(), **{way: str(place) if place else ""}, size=size)
        rows = sorted(
            page.rows.values("pk", "id", "noted_at"), key=lambda row: (row["noted_at"], row["id"]), reverse=True
        )
        entries = [row["pk"] for row in page.turn(rows)]
        found = found + entries if way == "before" else entries + found
        place = getattr(page, onward)
        if place is None:
            return found


def test_long_words_and_names_are_shown_whole(client, carys, hunt, ben, desk_url):
    person = builders.make_participation(hunt, ben, pseudonym="P" * 60)
    builders.make_reflection(person, "w" * 20_000)
    client.force_login(carys)

    response = client.get(desk_url)

    assert words_on(response) == ["w" * 20_000]
    assert "P" * 60 in body(response)


def test_organiser_who_also_researches_reads(client, amina, programme, reflection, desk_url):
    Membership.objects.create(programme=programme, user=amina, role=Membership.Role.RESEARCHER)
    client.force_login(amina)

    assert words_on(client.get(desk_url)) == ["Sample words."]


def test_export_button_takes_the_filter_along(client, carys, reflection, programme, desk_url):
    client.force_login(carys)

    page = body(client.get(desk_url, {"q": "sample words", "before": ""}))

    assert f'{reverse("reflections:export", args=[programme.slug])}?{urlencode({"q": "sample words"})}"' in page
