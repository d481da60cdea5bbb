"""Logging: words, stances and photos on one page without a script; nothing lost, nothing twice."""

import io
import uuid
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from hunts.models import Participation
from reflections.capture.media import photos
from reflections.models import Photo, Reflection
from tests import builders
from tests.pictures import PlacesTaken
from visits.models import Encounter

AMONG_THE_SCRIPTS_WORDS = 1  # the page brings along what its script may have to say


@pytest.fixture(autouse=True)
def at_the_stop(monkeypatch):
    """09:45 in London, in the first hour of the day."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 7, 7, 8, 45, tzinfo=UTC))


@pytest.fixture
def form(visit, participation):
    return {"id": str(uuid.uuid4()), "moment": f"visit-{visit.pk}", "words": "Sample words."}


@pytest.fixture
def signed_in(client, participation, ben):
    client.force_login(ben)
    return client


def path(hunt):
    return reverse("reflections:log", args=[hunt.slug])


def picture(name="photo.jpg", colour="teal"):
    file = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), content_type="image/jpeg")


def photo_block(number=1, **changes):
    fields = {"file": picture(), "caption": "Sample caption.", "recognisable": "nobody", "who": ""} | changes
    return {f"photo{number}-{name}": value for name, value in fields.items()}


def test_what_is_logged_at_a_stop_is_kept_as_typed(signed_in, hunt, form, visit, participation, conundrum):
    words = "  First line.\r\n\r\n🦉 דנה <b>bold</b> & =1+1  "

    response = signed_in.post(path(hunt), form | {"words": words, f"stance_{conundrum.pk}": "challenges"})

    assertRedirects(response, reverse("reflections:notebook", args=[hunt.slug]))
    kept = Reflection.objects.get()
    assert kept.words == words.replace("\r\n", "\n")
    assert (str(kept.pk), kept.visit, kept.participation) == (form["id"], visit, participation)
    assert list(kept.tags.values_list("conundrum", "stance", "tagged_by")) == [
        (conundrum.pk, "challenges", participation.user_id)
    ]


def test_one_is_told_that_it_is_safe(signed_in, hunt, form):
    page = signed_in.post(path(hunt), form, follow=True)

    assertContains(page, "Logged. It is safe in your notebook.")
    assertContains(page, "Sample words.")


def test_no_view_on_a_question_is_no_tag(signed_in, hunt, form, conundrum):
    signed_in.post(path(hunt), form | {f"stance_{conundrum.pk}": ""})

    assert Reflection.objects.get().tags.count() == 0


@pytest.mark.parametrize(
    ("now", "likely"),
    [("2026-07-07T08:45", "visit"), ("2026-07-01T12:00", "day"), ("2026-07-07T20:00", "day")],
)
def test_the_moment_is_chosen_by_plan_and_clock(signed_in, hunt, visit, monkeypatch, now, likely):
    monkeypatch.setattr(timezone, "now", lambda: datetime.fromisoformat(now).replace(tzinfo=UTC))

    page = signed_in.get(path(hunt)).context["page"]

    assert page.main["moment"].value().split("-")[0] == likely


def test_on_the_way_the_way_is_chosen(signed_in, hunt, route, visit, monkeypatch):
    second = builders.make_visit(route, builders.make_stop(hunt, "Next"), 2, "bus", 30)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 7, 7, 9, 45, tzinfo=UTC))

    form = signed_in.get(path(hunt)).context["page"].main

    assert form["moment"].value() == f"leg-{second.leg.pk}"
    assert [choice.value for _, choice in form.near] == [
        f"visit-{visit.pk}",
        f"leg-{second.leg.pk}",
        f"visit-{second.pk}",
    ]
    assert [choice.value for _, choice in form.far] == [f"leg-{visit.leg.pk}"]


def test_a_link_can_name_the_moment(signed_in, hunt, visit):
    asked = signed_in.get(path(hunt), {"moment": f"leg-{visit.leg.pk}"})
    unknown = signed_in.get(path(hunt), {"moment": "visit-99999"})

    assert asked.context["page"].main["moment"].value() == f"leg-{visit.leg.pk}"
    assert unknown.context["page"].main["moment"].value() == f"visit-{visit.pk}"


def test_every_moment_can_be_logged(signed_in, hunt, form, visit):
    met = {"moment": "encounter-new", "encounter_title": "A sample stall", "encounter_place": "The market"}
    for change in ({}, {"moment": f"leg-{visit.leg.pk}"}, met, {"moment": "day"}):
        signed_in.post(path(hunt), form | change | {"id": str(uuid.uuid4())})

    kept = Reflection.objects.values_list("moment", "visit", "leg", "encounter__title")
    assert sorted(kept, key=lambda row: row[0]) == [
        ("day", None, None, None),
        ("encounter", None, None, "A sample stall"),
        ("leg", None, visit.leg.pk, None),
        ("visit", visit.pk, None, None),
    ]
    assert Encounter.objects.get().place == "The market"


def test_an_encounter_needs_a_name(signed_in, hunt, form):
    page = signed_in.post(path(hunt), form | {"moment": "encounter-new", "encounter_title": "  "})

    assertContains(page, "Say in a few words who or what you came across.", count=2 + AMONG_THE_SCRIPTS_WORDS)
    assertContains(page, 'href="#id_encounter_title"')
    assertContains(page, "Sample words.")
    assert not Encounter.objects.exists()


def open_encounter(participation, title):
    """An encounter as somebody opens it: with a reflection about it."""
    encounter = Encounter.objects.create(hunt=participation.hunt, opened_by=participation, title=title)
    builders.make_reflection(participation, moment="encounter", encounter=encounter)
    return encounter


def test_an_encounter_the_party_opened_can_be_logged_about(signed_in, hunt, form, route, dev, carys, participation):
    theirs = builders.make_participation(hunt, dev, route)
    elsewhere = builders.make_participation(hunt, carys, builders.make_route(hunt, 2))
    met, other = open_encounter(theirs, "A sample stall"), open_encounter(elsewhere, "Of another party")

    page = signed_in.get(path(hunt))
    signed_in.post(path(hunt), form | {"moment": f"encounter-{met.pk}"})

    assertContains(page, "A sample stall")
    assertNotContains(page, other.title)
    assert Reflection.objects.get(participation=participation).encounter == met


def test_an_encounter_goes_with_the_last_reflection_about_it(signed_in, hunt, form, route, dev, participation):
    theirs = builders.make_participation(hunt, dev, route)
    met = open_encounter(theirs, "Typed by Dev")
    assertContains(signed_in.get(path(hunt)), "Typed by Dev")

    met.reflections.get().withdraw()

    assertNotContains(signed_in.get(path(hunt)), "Typed by Dev")
    page = signed_in.post(path(hunt), form | {"moment": f"encounter-{met.pk}"})
    assertContains(page, "That place is not on your route any more.")
    assert not participation.reflections.exists()


def test_the_party_is_not_told_of_an_encounter_somebody_keeps_to_themselves(
    signed_in, hunt, route, dev, participation
):
    theirs = builders.make_participation(hunt, dev, route)
    for person, title in ((theirs, "Typed by Dev"), (participation, "Typed by oneself")):
        open_encounter(person, title)
    Reflection.objects.update(audience="me")

    page = signed_in.get(path(hunt)).text

    assert "Typed by Dev" not in page
    assert "Typed by oneself" in page


def test_an_encounter_stays_while_another_reflection_about_it_stands(signed_in, hunt, route, dev, participation):
    met = open_encounter(builders.make_participation(hunt, dev, route), "A sample stall")
    builders.make_reflection(participation, moment="encounter", encounter=met)

    met.reflections.get(participation__user=dev).withdraw()

    assertContains(signed_in.get(path(hunt)), "A sample stall")


def moments_of_others(hunt):
    route = builders.make_route(hunt, 9, name="Other route")
    visit = builders.make_visit(route, builders.make_stop(hunt, "Elsewhere"))
    elsewhere = builders.make_hunt(hunt.programme, slug="other", title="Other")
    foreign = builders.make_visit(builders.make_route(elsewhere), builders.make_stop(elsewhere, "Foreign"))
    return [f"visit-{visit.pk}", f"visit-{foreign.pk}", f"leg-{foreign.leg.pk}"]


def test_places_of_other_routes_and_hunts_are_no_choice(signed_in, hunt, form):
    for moment in [*moments_of_others(hunt), "visit-99999", "encounter-1", "", "<script>", "visit", "day-1"]:
        page = signed_in.post(path(hunt), form | {"moment": moment})

        assert page.context["page"].main.errors.keys() == {"moment"}, moment
    assert not Reflection.objects.exists()


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"words": ""}, "Write a few words, or add a photo."),
        ({"words": " \n "}, "Write a few words, or add a photo."),
        ({"words": "x" * 20_001}, "Use at most 20,000 characters. You used 20,001."),
        ({"words": "a\0b"}, "Null characters are not allowed."),
        ({"encounter_title": "x" * 121}, "Use at most 120 characters"),
        ({"encounter_place": "x" * 251}, "Use at most 250 characters."),
        ({"id": "not-a-uuid"}, "Enter a valid UUID."),
    ],
)
def test_bad_input_is_answered_and_nothing_kept(signed_in, hunt, form, change, says):
    page = signed_in.post(path(hunt), form | change)

    assertContains(page, says)
    assertContains(page, "<title>Error: ")
    assert not Reflection.objects.exists()


def test_a_stance_that_does_not_exist_is_refused_and_the_words_stay(signed_in, hunt, form, conundrum):
    page = signed_in.post(path(hunt), form | {f"stance_{conundrum.pk}": "loves"})

    assertContains(page, "Choose one of the stances, or none.", count=2)
    assertContains(page, "Sample words.")
    assert not Reflection.objects.exists()


def test_stances_on_another_programmes_questions_are_passed_over(signed_in, hunt, form):
    foreign = builders.make_conundrum(builders.make_programme(slug="x"))

    signed_in.post(path(hunt), form | {f"stance_{foreign.pk}": "supports"})

    assert Reflection.objects.get().tags.count() == 0


def test_pressing_twice_keeps_one(signed_in, hunt, form):
    for _ in range(2):
        response = signed_in.post(path(hunt), form | photo_block())

        assertRedirects(response, reverse("reflections:notebook", args=[hunt.slug]))
    assert (Reflection.objects.count(), Photo.objects.count()) == (1, 1)


def test_a_new_encounter_sent_twice_is_opened_once(signed_in, hunt, form):
    for _ in range(2):
        signed_in.post(path(hunt), form | {"moment": "encounter-new", "encounter_title": "A sample stall"})

    assert (Reflection.objects.count(), Encounter.objects.count()) == (1, 1)


def test_going_back_and_typing_something_else_loses_neither(signed_in, hunt, form):
    signed_in.post(path(hunt), form)

    page = signed_in.post(path(hunt), form | {"words": "Other words."})

    assertContains(page, "You have logged from this page before.")
    assertContains(page, "Other words.")
    assert Reflection.objects.get().words == "Sample words."
    signed_in.post(path(hunt), form | {"words": "Other words.", "id": page.context["page"].main["id"].value()})
    assert sorted(Reflection.objects.values_list("words", flat=True)) == ["Other words.", "Sample words."]


def test_an_id_of_somebody_else_tells_nothing(signed_in, hunt, form, dev):
    theirs = builders.make_reflection(builders.make_participation(hunt, dev), "Words of somebody else.")

    page = signed_in.post(path(hunt), form | {"id": str(theirs.pk)})

    assertContains(page, "This could not be kept. Press the button once more.")
    assertNotContains(page, "Words of somebody else.")
    assertNotContains(page, str(theirs.pk))


def test_photos_come_with_what_is_said_about_them(signed_in, hunt, form):
    sent = photo_block(1, recognisable="agreed", who="Two learners") | photo_block(3, file=picture("b.jpg", "red"))

    signed_in.post(path(hunt), form | {"words": ""} | sent)

    first, second = Reflection.objects.get().photos.all()
    assert (first.caption, first.recognisable, first.who) == ("Sample caption.", "agreed", "Two learners")
    assert (first.width, first.height, second.recognisable) == (60, 40, "nobody")


def test_who_can_be_recognised_is_asked_and_never_assumed(signed_in, hunt, form):
    page = signed_in.get(path(hunt))
    refused = signed_in.post(path(hunt), form | photo_block(recognisable=""))

    assert [block["recognisable"].value() for block in page.context["page"].new_photos] == [None] * 3
    assertContains(refused, "Say whether anybody can be recognised in the photo.", count=2)
    assertContains(refused, 'href="#id_photo1-recognisable_0"')
    assert not Reflection.objects.exists()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "sample.jpg is empty. Choose the photo again."),
        (b"words, not a picture", "sample.jpg is not a photo we can read."),
        (picture().read()[:-40], "sample.jpg is damaged"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "sample.jpg is not a photo we can read."),
    ],
)
def test_a_broken_photo_is_told_and_the_words_stay(signed_in, hunt, form, conundrum, content, says):
    broken = SimpleUploadedFile("sample.jpg", content, content_type="image/jpeg")
    sent = form | photo_block(1, file=broken) | photo_block(2) | {f"stance_{conundrum.pk}": "unsure"}

    page = signed_in.post(path(hunt), sent)

    assertContains(page, says, count=2)
    assertContains(page, "Sample words.")
    assertContains(page, "Choose photo.jpg again: a browser forgets photos when a page comes back.", count=2)
    assert page.context["page"].main[f"stance_{conundrum.pk}"].value() == "unsure"
    assert page.context["page"].new_photos[0]["caption"].value() == "Sample caption."
    assert not Reflection.objects.exists()


def test_a_photo_for_which_there_is_no_time_now_is_told_and_the_words_stay(signed_in, hunt, form, monkeypatch):
    monkeypatch.setattr(photos, "DECODING", PlacesTaken())

    page = signed_in.post(path(hunt), form | photo_block())

    assertContains(page, "photo.jpg has to wait: many photos are arriving just now.", count=2)
    assertContains(page, "Sample words.")
    assert page.context["page"].new_photos[0]["caption"].value() == "Sample caption."


def test_too_big_a_photo_is_told(signed_in, hunt, form, settings):
    settings.MAX_PHOTO_BYTES = 500

    page = signed_in.post(path(hunt), form | photo_block())

    assertContains(page, "photo.jpg is too big.", count=2)


def test_when_the_words_are_wrong_the_photo_is_asked_for_again(signed_in, hunt, form):
    page = signed_in.post(path(hunt), form | photo_block() | {"words": "x" * 20_001})

    assertContains(page, "Choose photo.jpg again", count=2)
    assert not Photo.objects.exists()


def test_a_caption_without_its_photo_is_not_lost_silently(signed_in, hunt, form):
    page = signed_in.post(path(hunt), form | {"photo2-caption": "Sample caption."})

    assertContains(page, "Choose the photo these words belong to, or empty them.", count=2)
    assert not Reflection.objects.exists()


def test_too_long_a_caption_is_told(signed_in, hunt, form):
    page = signed_in.post(path(hunt), form | photo_block(caption="x" * 501, who="x" * 251))

    assertContains(page, "Use at most 500 characters for a caption.", count=2)
    assertContains(page, "Use at most 250 characters.", count=2)


def test_what_was_typed_comes_back_as_text(signed_in, hunt, form):
    page = signed_in.post(path(hunt), form | {"words": "</textarea><script>alert(1)</script>", "moment": "x"})

    assertNotContains(page, "<script>alert")


@pytest.mark.parametrize("stage", ["planning", "closed"])
def test_a_hunt_that_takes_nothing_says_so(signed_in, hunt, form, stage):
    hunt.move_to(stage)

    says = {"planning": "Logging is not open yet", "closed": "This hunt is closed"}[stage]
    assertContains(signed_in.get(path(hunt)), says, status_code=403)
    assert signed_in.post(path(hunt), form).status_code == 403
    assert not Reflection.objects.exists()


def test_somebody_on_no_route_logs_about_the_day_or_an_encounter(signed_in, hunt, visit):
    Participation.objects.update(route=None)

    form = signed_in.get(path(hunt)).context["page"].main

    assert [value for value, _ in form.fields["moment"].choices] == ["encounter-new", "day"]


def test_logging_is_for_those_who_take_part(client, hunt, form, ben, amina, carys, dev):
    assert client.post(path(hunt), form).status_code == 302
    answers = {}
    for user in (amina, carys, dev):
        client.force_login(user)
        answers[user.name] = client.post(path(hunt), form).status_code

    assert answers == {"Amina": 403, "Carys": 403, "Dev": 404}
    assert not Reflection.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_for_more_stops_and_encounters(
    signed_in, participation, hunt, route, number, django_assert_num_queries
):
    for position in range(1, number + 1):
        builders.make_visit(route, builders.make_stop(hunt, f"Stop {position}"), position)
        open_encounter(participation, f"Encounter {position}")

    with django_assert_num_queries(6):
        signed_in.get(path(hunt))
