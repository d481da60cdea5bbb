"""Reflections come in whole or not at all, once however often they are sent, with their files."""

import threading
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from hunts.models import Hunt
from reflections.capture import editing, intake
from reflections.capture.editing import delete_reflection, edit_reflection
from reflections.capture.intake import take_in_reflection
from reflections.capture.media.photos import TakenPhoto
from reflections.capture.notes import NewPhoto, PhotoNote
from reflections.capture.refusals import AlreadyKept, IdTaken
from reflections.models import Evidence, Finding, Photo, Reflection, Tag
from tests import builders
from tests.races import at_one_moment
from visits.models import Encounter

NOTED = datetime(2026, 7, 7, 11, 30, tzinfo=UTC)
CLOSED = "This hunt is closed: nothing more can be added. Ask its organisers to open it again."
CHANGED = "Something this belongs to has just changed. Load the page and send it again."
WHERE = "Say where this was: at a stop, on the way, at an encounter, or about the whole day."
ELSEWHERE = "That place is not part of this hunt. Choose one from the list."


@pytest.fixture
def clock(monkeypatch):
    """It is two in the afternoon of the hunt."""
    now = datetime(2026, 7, 7, 13, 0, tzinfo=UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.fixture
def other_hunt(programme):
    return builders.make_hunt(programme, slug="other-hunt", title="Other hunt")


def new_photo(mark="a", **note):
    taken = TakenPhoto(
        sent=b"",
        image=f"image {mark}".encode(),
        thumbnail=f"thumbnail {mark}".encode(),
        width=40,
        height=30,
        sha256=mark * 64,
    )
    return NewPhoto(taken, PhotoNote(**note))


def send(participation, **changes):
    fields = {"id": uuid.uuid4(), "moment": "day", "words": "Sample words.", "noted_at": NOTED} | changes
    return take_in_reflection(participation, **fields)


def refused(call, *args, **changes):
    with pytest.raises(ValidationError) as caught:
        call(*args, **changes)
    return caught.value


def stored_files():
    """The names of all files in storage, with their content."""
    found = {}
    for folder in default_storage.listdir("photos")[0] if default_storage.exists("photos") else []:
        for name in default_storage.listdir(f"photos/{folder}")[1]:
            with default_storage.open(f"photos/{folder}/{name}") as file:
                found[f"photos/{folder}/{name}"] = file.read()
    return found


def test_a_reflection_is_kept_with_its_words_tags_and_photos(participation, visit, conundrum, clock):
    number = uuid.uuid4()
    photos = [new_photo("a", caption="A light switch.", recognisable="agreed", who="Sample learner"), new_photo("b")]

    reflection = send(
        participation,
        id=number,
        moment="visit",
        visit=visit,
        words="  Ünïcode 🙂\r\nas typed ",
        tags={conundrum: "challenges"},
        photos=photos,
    )

    kept = Reflection.objects.get()
    assert kept == reflection
    assert (kept.pk, kept.moment, kept.visit, kept.words) == (number, "visit", visit, "  Ünïcode 🙂\r\nas typed ")
    assert (kept.noted_at, kept.hunt, kept.programme) == (NOTED, participation.hunt, participation.hunt.programme)
    assert list(kept.tags.values_list("conundrum", "stance", "tagged_by")) == [
        (conundrum.pk, "challenges", participation.user_id)
    ]
    first, second = kept.photos.all()
    assert (first.pk, first.caption, first.recognisable, first.who) == (
        photos[0].id,
        "A light switch.",
        "agreed",
        "Sample learner",
    )
    assert (first.width, first.height, first.sha256) == (40, 30, "a" * 64)
    assert (first.position, second.position) == (1, 2)
    assert stored_files() == {
        first.image.name: b"image a",
        first.thumbnail.name: b"thumbnail a",
        second.image.name: b"image b",
        second.thumbnail.name: b"thumbnail b",
    }


def test_names_of_files_tell_nothing_but_random_ids(participation):
    photo = send(participation, photos=[new_photo()]).photos.get()

    assert photo.image.name.startswith(f"photos/{photo.pk.hex[:2]}/{photo.pk}-full-")
    assert photo.thumbnail.name.startswith(f"photos/{photo.pk.hex[:2]}/{photo.pk}-small-")


@pytest.mark.parametrize("photos", [1, 3])
def test_taking_in_asks_the_database_as_often_for_one_photo_as_for_three(
    participation, visit, conundrum, photos, django_assert_num_queries
):
    marks = "abc"[:photos]

    # Known before? conundrums, quota; names of files; savepoint, place held, quota again, reflection, photos, names
    # struck out, tags, release.
    with django_assert_num_queries(12):
        send(
            participation,
            moment="visit",
            visit=visit,
            tags={conundrum: "unsure"},
            photos=[new_photo(mark) for mark in marks],
        )


def test_every_moment_has_its_place(participation, visit):
    encounter = Encounter.objects.create(
        hunt=participation.hunt, opened_by=participation, title="Sample gardener", happened_at=NOTED
    )

    for moment, place in {
        "visit": {"visit": visit},
        "leg": {"leg": visit.leg},
        "encounter": {"encounter": encounter},
        "day": {},
    }.items():
        send(participation, moment=moment, **place)

    assert list(Reflection.objects.order_by("moment").values_list("moment", "visit", "leg", "encounter")) == [
        ("day", None, None, None),
        ("encounter", None, None, encounter.pk),
        ("leg", None, visit.leg.pk, None),
        ("visit", visit.pk, None, None),
    ]


def test_an_encounter_is_opened_with_the_first_reflection_about_it(participation):
    number = uuid.uuid4()

    def meet():
        encounter = Encounter(hunt=participation.hunt, opened_by=participation, title="Sample gardener")
        return send(participation, id=number, moment="encounter", encounter=encounter)

    assert meet() == meet()
    assert Reflection.objects.get().encounter == Encounter.objects.get()


def test_a_photo_alone_is_a_reflection(participation):
    assert send(participation, words="", photos=[new_photo()]).photos.count() == 1


def test_a_phone_whose_clock_is_ahead_noted_it_now(participation, clock):
    assert send(participation, noted_at=clock + timedelta(days=400)).noted_at == clock


# Sent again --------------------------------------------------------------


def test_sending_again_is_harmless(participation, visit, conundrum):
    number, photo = uuid.uuid4(), new_photo("a", caption="Sample caption")
    same = {"id": number, "moment": "visit", "visit": visit, "tags": {conundrum: "supports"}}
    first = send(participation, **same, photos=[photo])
    files = stored_files()

    again = send(participation, **same, photos=[photo], noted_at=NOTED + timedelta(minutes=1))
    without_script = send(participation, **same, photos=[new_photo("a", caption="Sample caption")])

    assert first == again == without_script
    assert (Reflection.objects.count(), Photo.objects.count(), Tag.objects.count()) == (1, 1, 1)
    assert again.noted_at == NOTED
    assert stored_files() == files


def test_sending_again_is_harmless_after_the_hunt_has_closed(participation):
    number = uuid.uuid4()
    first = send(participation, id=number)
    participation.hunt.move_to(Hunt.Stage.CLOSED)

    assert send(participation, id=number) == first


@pytest.mark.parametrize(
    "change",
    [
        lambda visit, conundrum: {"words": "Other words."},
        lambda visit, conundrum: {"moment": "visit", "visit": visit},
        lambda visit, conundrum: {"tags": {conundrum: "challenges"}},
        lambda visit, conundrum: {"tags": {}},
        lambda visit, conundrum: {"photos": []},
        lambda visit, conundrum: {"photos": [new_photo("b")]},
        lambda visit, conundrum: {"photos": [new_photo("a", caption="Other caption")]},
    ],
)
def test_other_content_under_the_same_id_is_refused_with_what_is_kept(participation, visit, conundrum, change):
    same = {"id": uuid.uuid4(), "tags": {conundrum: "supports"}, "photos": [new_photo("a")]}
    first = send(participation, **same)
    files = stored_files()

    with pytest.raises(AlreadyKept) as caught:
        send(participation, **same | change(visit, conundrum))

    assert caught.value.kept == first
    first.refresh_from_db()
    assert (first.words, first.moment) == ("Sample words.", "day")
    assert stored_files() == files


def test_a_tag_of_a_researcher_does_not_make_it_other_content(participation, conundrum, carys):
    number = uuid.uuid4()
    first = send(participation, id=number)
    builders.make_tag(first, conundrum, tagged_by=carys)

    assert send(participation, id=number) == first


def test_the_id_of_somebody_elses_reflection_tells_nothing(participation, hunt, dev):
    number = uuid.uuid4()
    send(participation, id=number, photos=[new_photo()])
    files = stored_files()
    stranger = builders.make_participation(hunt, dev)

    with pytest.raises(IdTaken) as caught:
        send(stranger, id=number)

    assert caught.value.messages == ["This could not be kept under its number. Send it again from a new page."]
    assert not hasattr(caught.value, "kept")
    assert Reflection.objects.get().participation == participation
    assert stored_files() == files


def test_a_photo_id_that_is_taken_leaves_nothing_behind(participation):
    photo = new_photo()
    send(participation, photos=[photo])
    files = stored_files()

    assert refused(send, participation, photos=[photo]).messages == [CHANGED]

    assert (Reflection.objects.count(), Photo.objects.count()) == (1, 1)
    assert stored_files() == files


@pytest.mark.django_db(transaction=True)
def test_the_same_sent_five_times_at_one_moment_is_kept_once(participation, visit, conundrum, monkeypatch):
    number, photo = uuid.uuid4(), new_photo()
    all_have_looked, find_kept = threading.Barrier(5), intake.find_kept
    looked = threading.local()

    def find_nothing_at_first(sent):
        """So that all five believe they are the first."""
        kept = find_kept(sent)
        if not hasattr(looked, "once"):
            looked.once = True
            all_have_looked.wait(timeout=10)
        return kept

    monkeypatch.setattr(intake, "find_kept", find_nothing_at_first)

    def once():
        tags = {conundrum: "supports"}
        return send(participation, id=number, moment="visit", visit=visit, tags=tags, photos=[photo])

    results = at_one_moment(5, once)

    kept = Reflection.objects.get()
    assert results == [kept] * 5
    assert (Photo.objects.count(), Tag.objects.count()) == (1, 1)
    assert set(stored_files()) == {kept.photos.get().image.name, kept.photos.get().thumbnail.name}


@pytest.mark.django_db(transaction=True)
def test_two_edits_at_one_moment_do_not_get_past_the_most_photos(participation, settings):
    settings.MAX_PHOTOS_PER_REFLECTION = 2
    reflection = send(participation, photos=[new_photo("a")])
    marks = iter("bc")

    def add_one():
        own = Reflection.objects.get()
        return edit_reflection(own, words="Sample words.", tags={}, add=[new_photo(next(marks))])

    results = at_one_moment(2, add_one)

    assert sorted(type(result).__name__ for result in results) == ["Reflection", "ValidationError"]
    assert reflection.photos.count() == 2
    assert len(stored_files()) == 4


# All or nothing ----------------------------------------------------------


def test_when_a_row_fails_no_file_and_no_row_stays(participation, conundrum, monkeypatch):
    def fail(reflection, tags):
        assert len(stored_files()) == 4
        raise RuntimeError("the power is out")

    monkeypatch.setattr(intake, "author_tags", fail)

    with pytest.raises(RuntimeError):
        send(participation, tags={conundrum: "supports"}, photos=[new_photo("a"), new_photo("b")])

    assert (Reflection.objects.count(), Photo.objects.count()) == (0, 0)
    assert stored_files() == {}


def test_when_a_file_fails_no_file_and_no_row_stays(participation, monkeypatch):
    save, calls = default_storage.save, []

    def fail_at_the_fourth(name, content):
        calls.append(name)
        if len(calls) == 4:
            raise OSError("the disk is full")
        return save(name, content)

    monkeypatch.setattr(default_storage, "save", fail_at_the_fourth)

    with pytest.raises(OSError, match="the disk is full"):
        send(participation, photos=[new_photo("a"), new_photo("b")])

    assert len(calls) == 4
    assert Reflection.objects.count() == 0
    assert stored_files() == {}


@pytest.mark.django_db(transaction=True)
def test_an_outer_transaction_is_refused_since_it_could_not_take_files_back(participation):
    with pytest.raises(RuntimeError), transaction.atomic():
        send(participation, photos=[new_photo()])

    assert stored_files() == {}


@pytest.mark.django_db(transaction=True)
def test_a_visit_removed_while_somebody_writes_about_it_is_a_sentence_and_no_crash(participation, visit):
    """PostgreSQL and SQLite notice the missing visit only when the transaction ends."""
    gone = type(visit).objects.select_related("route").get(pk=visit.pk)
    visit.delete()

    error = refused(send, participation, moment="visit", visit=gone, photos=[new_photo()])

    assert error.messages == [CHANGED]
    assert Reflection.objects.count() == 0
    assert stored_files() == {}


# What is refused ---------------------------------------------------------


def nothing_kept():
    return Reflection.objects.count() == 0 and stored_files() == {}


@pytest.mark.parametrize("stage", ["planning", "closed"])
def test_a_hunt_that_is_not_open_takes_nothing(participation, stage):
    participation.hunt.move_to(stage)

    assert refused(send, participation, photos=[new_photo()]).messages == [CLOSED]
    assert nothing_kept()


@pytest.mark.parametrize("stage", ["joining", "running", "reflecting"])
def test_a_hunt_takes_reflections_from_joining_to_reflecting(participation, stage):
    participation.hunt.move_to(stage)

    assert send(participation).hunt.stage == stage


@pytest.mark.parametrize("words", ["", "  \r\n\t "])
def test_neither_words_nor_a_photo_is_nothing(participation, words):
    assert refused(send, participation, words=words).message_dict == {"words": ["Write a few words, or add a photo."]}
    assert nothing_kept()


def test_words_have_a_most(participation):
    assert send(participation, words="é" * 20_000).words == "é" * 20_000
    assert refused(send, participation, words="é" * 20_001).message_dict == {
        "words": ["Use at most 20,000 characters. You used 20,001."]
    }


@pytest.mark.parametrize("words", ["a\0b", "a\ud800b"])
def test_characters_no_database_keeps_are_refused(participation, words):
    assert refused(send, participation, words=words).message_dict == {
        "words": ["The text holds characters that can't be kept. Type it again."]
    }
    assert refused(send, participation, photos=[new_photo(caption=words)]).message_dict.keys() == {"photos"}
    assert nothing_kept()


def test_photos_have_a_most(participation):
    photos = [new_photo(mark) for mark in "abcdefgh"]

    assert refused(send, participation, photos=[*photos, new_photo("i")]).message_dict == {
        "photos": ["A reflection holds at most 8 photos. Leave some out."]
    }
    assert nothing_kept()
    assert send(participation, photos=photos).photos.count() == 8


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ({"caption": "x" * 501}, "Ensure this value has at most 500 characters (it has 501)."),
        ({"who": "x" * 251}, "Ensure this value has at most 250 characters (it has 251)."),
        ({"recognisable": "perhaps"}, "Value 'perhaps' is not a valid choice."),
    ],
)
def test_what_is_said_about_a_photo_has_its_limits(participation, note, message):
    assert refused(send, participation, photos=[new_photo(**note)]).message_dict == {"photos": [message]}
    assert nothing_kept()


def test_a_moment_without_its_place_or_with_another_is_refused(participation, visit):
    for odd in (
        {"moment": "visit"},
        {"moment": "leg", "visit": visit},
        {"moment": "day", "visit": visit},
        {"moment": "visit", "visit": visit, "leg": visit.leg},
        {"moment": "encounter"},
        {"moment": "yesterday"},
        {"moment": ""},
    ):
        assert refused(send, participation, **odd).messages == [WHERE]
    assert nothing_kept()


def test_places_of_another_hunt_are_refused(participation, other_hunt, dev):
    visit = builders.make_visit(builders.make_route(other_hunt), builders.make_stop(other_hunt))
    other = builders.make_participation(other_hunt, dev)
    encounter = Encounter.objects.create(hunt=other_hunt, opened_by=other, title="Sample gardener")

    for elsewhere in (
        {"moment": "visit", "visit": visit},
        {"moment": "leg", "leg": visit.leg},
        {"moment": "encounter", "encounter": encounter},
    ):
        assert refused(send, participation, **elsewhere).messages == [ELSEWHERE]
    assert nothing_kept()


def test_conundrums_the_hunt_does_not_test_and_unknown_stances_are_refused(participation, programme, conundrum):
    untested = builders.make_conundrum(programme, number=2)

    for tags in ({untested: "supports"}, {conundrum: "loves"}):
        assert refused(send, participation, tags=tags).messages == [
            "Choose conundrums of this hunt, and a stance for each."
        ]
    assert nothing_kept()


@pytest.mark.parametrize("noted_at", [datetime(2026, 7, 7, 11, 30), datetime(1, 1, 1, tzinfo=UTC)])
def test_a_time_that_cannot_be_right_is_refused(participation, noted_at):
    assert refused(send, participation, noted_at=noted_at).messages == [
        "The time of this reflection can't be right. Check the clock of the phone."
    ]


# Edited and deleted ------------------------------------------------------


def test_its_author_changes_words_tags_captions_and_photos(
    participation, conundrum, carys, clock, django_capture_on_commit_callbacks
):
    second = builders.make_conundrum(conundrum.programme, number=2)
    participation.hunt.conundrums.add(second)
    reflection = send(participation, tags={conundrum: "supports"}, photos=[new_photo("a"), new_photo("b")])
    builders.make_tag(reflection, conundrum, "unsure", tagged_by=carys)
    staying, going = reflection.photos.all()
    own_tag = reflection.tags.get(tagged_by=participation.user)

    with django_capture_on_commit_callbacks(execute=True):
        edited = edit_reflection(
            reflection,
            words="Better words.",
            tags={conundrum: "supports", second: "challenges"},
            notes={staying.pk: PhotoNote("New caption", "not-asked", "Sample neighbour")},
            remove=[going.pk],
            add=[new_photo("c", caption="Added")],
        )

    kept = Reflection.objects.get()
    assert edited == kept
    assert (kept.words, kept.edited_at, kept.received_at) == ("Better words.", clock, reflection.received_at)
    assert list(kept.photos.values_list("caption", "recognisable", "who", "sha256")) == [
        ("New caption", "not-asked", "Sample neighbour", "a" * 64),
        ("Added", "nobody", "", "c" * 64),
    ]
    assert set(kept.tags.values_list("conundrum", "stance", "tagged_by")) == {
        (conundrum.pk, "supports", participation.user_id),
        (second.pk, "challenges", participation.user_id),
        (conundrum.pk, "unsure", carys.pk),
    }
    assert own_tag in kept.tags.all()
    assert set(stored_files().values()) == {b"image a", b"thumbnail a", b"image c", b"thumbnail c"}


def test_a_changed_or_dropped_stance_replaces_the_authors_own_tag(participation, programme, conundrum):
    second = builders.make_conundrum(programme, number=2)
    participation.hunt.conundrums.add(second)
    reflection = send(participation, tags={conundrum: "supports", second: "unsure"})

    edit_reflection(reflection, words="Sample words.", tags={conundrum: "complicates"})

    assert list(reflection.tags.values_list("conundrum", "stance")) == [(conundrum.pk, "complicates")]


def test_a_tag_with_a_conundrum_the_hunt_no_longer_tests_survives_an_edit(participation, conundrum):
    reflection = send(participation, tags={conundrum: "supports"})
    participation.hunt.conundrums.remove(conundrum)

    edit_reflection(reflection, words="Other words.", tags={})

    assert list(reflection.tags.values_list("conundrum", "stance")) == [(conundrum.pk, "supports")]


def test_adding_the_same_file_again_does_not_double_it(participation):
    reflection = send(participation, photos=[new_photo("a")])

    for _ in range(2):
        edit_reflection(reflection, words="Sample words.", tags={}, add=[new_photo("a"), new_photo("b")])

    assert list(reflection.photos.values_list("sha256", flat=True)) == ["a" * 64, "b" * 64]
    assert len(stored_files()) == 4


def test_photos_of_another_reflection_are_left_alone(participation):
    other = send(participation, photos=[new_photo("a")]).photos.get()
    reflection = send(participation)

    edit_reflection(
        reflection, words="Better words.", tags={}, remove=[other.pk], notes={other.pk: PhotoNote("Taken over")}
    )

    assert Photo.objects.get().caption == ""
    assert len(stored_files()) == 2


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"words": ""}, "words"),
        ({"words": "x" * 20_001}, "words"),
        ({"words": "Better words.", "add": [new_photo(mark) for mark in "bcdefghi"]}, "photos"),
        ({"words": "Better words.", "add": [new_photo("b", caption="x" * 501)]}, "photos"),
    ],
)
def test_an_edit_that_is_refused_changes_nothing(participation, change, field, django_capture_on_commit_callbacks):
    reflection = send(participation, photos=[new_photo("a")])
    remove = [reflection.photos.get().pk] if field == "words" else []
    files = stored_files()

    with django_capture_on_commit_callbacks(execute=True):
        error = refused(edit_reflection, reflection, tags={}, remove=remove, **change)

    assert error.message_dict.keys() == {field}
    kept = Reflection.objects.get()
    assert (kept.words, kept.edited_at, kept.photos.count()) == ("Sample words.", None, 1)
    assert stored_files() == files


def test_an_edit_that_fails_half_way_keeps_all_files_as_they_were(
    participation, monkeypatch, django_capture_on_commit_callbacks
):
    reflection = send(participation, photos=[new_photo("a")])
    files = stored_files()

    def fail(reflection, tags):
        raise RuntimeError("the power is out")

    monkeypatch.setattr(editing, "replace_tags", fail)
    gone = [reflection.photos.get().pk]
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        edit_reflection(reflection, words="Better words.", tags={}, remove=gone, add=[new_photo("b")])

    assert (Reflection.objects.get().words, Photo.objects.get().sha256) == ("Sample words.", "a" * 64)
    assert stored_files() == files


def test_a_closed_hunt_takes_no_edits(participation):
    reflection = send(participation)
    participation.hunt.move_to(Hunt.Stage.CLOSED)

    assert refused(edit_reflection, reflection, words="Better words.", tags={}).messages == [CLOSED]


def test_an_edit_of_a_reflection_deleted_meanwhile_is_a_sentence_and_leaves_no_file(participation):
    reflection = send(participation)
    Reflection.objects.all().delete()

    error = refused(edit_reflection, reflection, words="Better words.", tags={}, add=[new_photo()])

    assert error.messages == [CHANGED]
    assert stored_files() == {}


@pytest.mark.django_db(transaction=True)
def test_deleting_a_reflection_deletes_its_files_once_that_is_certain(participation):
    reflection = send(participation, photos=[new_photo()])

    with transaction.atomic():
        delete_reflection(reflection)
        assert len(stored_files()) == 2

    assert Photo.objects.count() == 0
    assert stored_files() == {}


@pytest.mark.django_db(transaction=True)
def test_what_is_evidence_cannot_be_deleted_and_keeps_its_files(participation, programme, carys):
    reflection = send(participation, photos=[new_photo()])
    finding = Finding.objects.create(programme=programme, sentence="Sample finding.", written_by=carys)
    Evidence.objects.create(finding=finding, reflection=reflection, direction="for", added_by=carys)

    with pytest.raises(ProtectedError):
        delete_reflection(reflection)

    assert Photo.objects.count() == 1
    assert len(stored_files()) == 2
