"""A queue saved on a phone as a file, handed in from another device."""

import io
import json
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from hunts.joining import join_hunt
from hunts.models import Participation
from reflections.capture.own_data.withdrawing import put_back_together, take_leave
from reflections.capture.saved_queue import read_queue, take_in_queue
from reflections.models import Photo, Reflection, Sent, StatedPositions
from tests import builders
from tests.phones import assert_files_and_rows_agree, body_of, kept, make_part, make_record, put_part, put_text, sha256
from tests.pictures import corners, make_file


def save_queue(participation, *entries, **header):
    """The bytes of a saved queue; each entry is a record and the contents of its parts."""
    listed, content = [], b""
    for record, parts in entries:
        body = body_of(record)
        places = []
        for promised, part in zip(record.get("parts", []), parts, strict=True):
            if part is not None:
                places.append(
                    {"id": promised["id"], "offset": len(content), "size": len(part), "sha256": sha256(part)}
                )
                content += part
        listed.append({"id": record["id"], "body": body.decode(), "sha256": sha256(body), "parts": places})
    head = {
        "own_turf_queue": 1,
        "hunt": participation.hunt.slug,
        "participation": str(participation.uid),
        "saved_at": "2026-07-07T16:00:00.000Z",
        "entries": listed,
    } | header
    return json.dumps(head).encode() + b"\n" + content


def hand_in(client, hunt, content):
    file = SimpleUploadedFile("sample.ownturf", content)
    return client.post(reverse("reflections:queue_import", args=[hunt.slug]), {"file": file})


@pytest.fixture
def pictures():
    return [make_file(corners((60 + number, 40))) for number in range(2)]


@pytest.fixture
def record(participation, pictures):
    return make_record(participation, parts=[make_part(picture) for picture in pictures])


@pytest.fixture
def laptop(client, participation):
    client.force_login(participation.user)
    return client


@pytest.mark.django_db(transaction=True)
def test_everything_in_the_file_is_kept_as_if_the_phone_had_sent_it(laptop, hunt, participation, record, pictures):
    other = make_record(participation, words="No pictures here.")

    page = hand_in(laptop, hunt, save_queue(participation, (record, pictures), (other, [])))

    assertContains(page, "All 2 entries are safe")
    assert kept() == (2, 2, 2, 0)
    assert {sent.body for sent in Sent.objects.all()} == {body_of(record).decode(), body_of(other).decode()}
    assert sorted(Photo.objects.values_list("sha256", flat=True)) == sorted(map(sha256, pictures))
    assert set(Sent.objects.values_list("brought_by", flat=True)) == {None}
    assert_files_and_rows_agree()


@pytest.mark.django_db(transaction=True)
def test_storage_cleared_with_a_saved_queue_file_at_hand_loses_nothing(laptop, hunt, participation, record, pictures):
    """The browser's data was wiped after the words and one of two photos had arrived: the file brings the rest."""
    saved = save_queue(participation, (record, pictures))
    put_text(laptop, hunt, record)
    put_part(laptop, hunt, record["parts"][0], pictures[0])

    hand_in(laptop, hunt, saved)

    assert kept() == (1, 2, 2, 0)
    assert sorted(Photo.objects.values_list("sha256", flat=True)) == sorted(map(sha256, pictures))


@pytest.mark.django_db(transaction=True)
def test_the_file_can_come_twice_and_the_phone_may_send_it_as_well(laptop, hunt, participation, record, pictures):
    saved = save_queue(participation, (record, pictures))
    hand_in(laptop, hunt, saved)

    page = hand_in(laptop, hunt, saved)
    phone = put_text(laptop, hunt, record).json()

    assertContains(page, "All 1 entry is safe")
    assert [part["stored"] for part in phone["parts"]] == [True, True]
    assert kept() == (1, 2, 2, 0)


@pytest.mark.django_db(transaction=True)
def test_a_part_that_was_sent_before_may_be_left_out(laptop, hunt, participation, record, pictures):
    put_text(laptop, hunt, record)
    put_part(laptop, hunt, record["parts"][0], pictures[0])

    hand_in(laptop, hunt, save_queue(participation, (record, [None, pictures[1]])))

    assert kept() == (1, 2, 2, 0)


@pytest.mark.django_db(transaction=True)
def test_an_entry_whose_photo_is_nowhere_is_not_called_safe(laptop, hunt, participation, record, pictures):
    page = hand_in(laptop, hunt, save_queue(participation, (record, [pictures[0], None])))

    assertContains(page, "1 of 1 could not be kept whole")
    assertContains(page, "A photo or recording of this entry is neither here nor in the file.")
    assert kept() == (1, 2, 1, 0)


@pytest.mark.django_db(transaction=True)
def test_one_bad_entry_and_one_bad_photo_do_not_stand_in_the_way_of_the_others(
    laptop, hunt, participation, record, pictures
):
    bad_words = make_record(participation, words="<b>Odd</b>", moment="dream")
    broken = [b"not what was promised", pictures[1]]
    last = make_record(participation, words="The last one.")

    page = hand_in(laptop, hunt, save_queue(participation, (bad_words, []), (record, broken), (last, [])))

    assertContains(page, "2 of 3 could not be kept whole")
    assertContains(page, "&lt;b&gt;Odd&lt;/b&gt;")
    assertContains(page, "This was changed or cut off on its way.")
    assert sorted(Reflection.objects.values_list("words", flat=True)) == ["Sample words.", "The last one."]
    assert Photo.objects.get().sha256 == sha256(pictures[1])


@pytest.mark.django_db(transaction=True)
def test_an_organiser_hands_in_what_somebody_gave_them_and_reads_none_of_it(
    client, hunt, participation, record, pictures, amina
):
    client.force_login(amina)
    bad = make_record(participation, words="A secret.", moment="dream")

    page = hand_in(client, hunt, save_queue(participation, (record, pictures), (bad, [])))

    assertContains(page, "1 of 2 could not be kept whole")
    assertNotContains(page, "secret")
    reflection = Reflection.objects.get()
    assert (reflection.participation, reflection.typed_by, reflection.sent.brought_by) == (participation, None, amina)


def test_nobody_hands_in_the_queue_of_another_participant(client, hunt, participation, record, pictures, dev):
    client.force_login(builders.make_participation(hunt, dev).user)

    page = hand_in(client, hunt, save_queue(participation, (record, pictures)))

    assertContains(page, "This queue was saved by somebody else, or on another hunt.")
    assert kept() == (0, 0, 0, 0)


def test_a_record_of_somebody_else_inside_ones_own_file_is_not_taken(laptop, hunt, participation, dev):
    theirs = make_record(builders.make_participation(hunt, dev), words="Not mine.")

    page = hand_in(laptop, hunt, save_queue(participation, (theirs, [])))

    assertContains(page, "1 of 1 could not be kept whole")
    assert kept() == (0, 0, 0, 0)


def test_a_closed_hunt_says_so_for_each_entry(laptop, hunt, participation):
    hunt.move_to("closed")

    page = hand_in(laptop, hunt, save_queue(participation, (make_record(participation), [])))

    assertContains(page, "This hunt is closed: nothing more can be added.")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b'{"own_turf_queue": 2, "entries": []}\n',
        b'{"own_turf_queue": 1, "hunt": "x", "participation": 7, "entries": []}\n',
        b"\xff\xfe\x00",
        make_file(),
        b"[" * 100_000,
    ],
)
def test_what_is_no_saved_queue_is_told_beside_the_field(laptop, hunt, content):
    page = hand_in(laptop, hunt, content)

    assertContains(page, "This is not a saved queue. Choose the file that ends in .ownturf.")
    assert kept() == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "entry",
    [
        None, 1, {}, {"id": 1, "body": 2, "parts": 3}, {"id": "x", "body": "{}", "parts": []},
        {"id": "x", "body": "[]", "parts": []}, {"body": "null"},
    ],
)  # fmt: skip
def test_an_entry_that_is_damaged_in_the_file_is_told_and_no_crash(laptop, hunt, participation, entry):
    good = make_record(participation, words="Good.")
    saved = json.loads(save_queue(participation, (good, [])))
    saved["entries"].insert(0, entry)

    page = hand_in(laptop, hunt, json.dumps(saved).encode() + b"\n")

    assertContains(page, "1 of 2 could not be kept whole")
    assert [reflection.words for reflection in Reflection.objects.all()] == ["Good."]


def test_words_that_were_changed_in_the_file_are_not_taken_for_those_of_the_phone(laptop, hunt, participation):
    """Found by an attack: the phone, which sent the true record later, was told of a conflict."""
    record = make_record(participation, words="As it was noted.")
    stance = {"conundrum": 1, "stance": "supports"}
    stands = make_record(participation, kind="positions", when="before", stances=[stance], words=None, moment=None)
    head, _, _ = save_queue(participation, (record, []), (stands, [])).partition(b"\n")
    changed = head.replace(b"As it was noted.", b"As it was forged").replace(b"supports", b"unsure")

    page = hand_in(laptop, hunt, changed + b"\n")

    assertContains(page, "2 of 2 could not be kept whole")
    assertContains(page, "This entry is damaged in the file.", 2)
    assert kept() == (0, 0, 0, 0)
    assert StatedPositions.objects.count() == 0
    assert put_text(laptop, hunt, record).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "place", [{"offset": -5}, {"offset": 10**18}, {"offset": 1e300}, {"offset": "x"}, {"id": "x"}, {}]
)
def test_a_photo_whose_place_in_the_file_is_wrong_is_told_and_the_words_are_kept(
    laptop, hunt, participation, pictures, place
):
    record = make_record(participation, parts=[make_part(pictures[0])])
    head, _, content = save_queue(participation, (record, [pictures[0]])).partition(b"\n")
    saved = json.loads(head)
    part = saved["entries"][0]["parts"][0]
    saved["entries"][0]["parts"] = [part | place if place else {}]

    page = hand_in(laptop, hunt, json.dumps(saved).encode() + b"\n" + content)

    assertContains(page, "1 of 1 could not be kept whole")
    assert kept() == (1, 1, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_an_organiser_hands_in_the_queue_of_somebody_who_has_left(
    client, hunt, participation, record, pictures, amina
):
    participation.left_at = timezone.now()
    participation.save()
    client.force_login(amina)

    page = hand_in(client, hunt, save_queue(participation, (record, pictures)))

    assertContains(page, "All 1 entry is safe")
    assert kept() == (1, 2, 2, 0)


WITHDRAWN = "Who logged this has left the hunt and withdrawn all of it."


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("logged_before", [0, 2])
def test_what_arrives_after_somebody_left_and_withdrew_everything_is_withdrawn_too(
    client, hunt, participation, record, pictures, amina, carys, route, logged_before
):
    """Found by an attack: researchers read it. It is not lost: who comes back can put it back with the rest."""
    for number in range(logged_before):
        builders.make_reflection(participation, f"Before {number}.")
    take_leave(participation, withdrawing=True)
    client.force_login(amina)

    page = hand_in(client, hunt, save_queue(participation, (record, pictures)))

    assertContains(page, "All 1 entry is safe")
    assertContains(page, WITHDRAWN)
    assert not Reflection.objects.readable_by_researcher(carys).exists()
    assert not Photo.objects.visible_to(carys).exists()
    again = join_hunt(hunt, participation.user, name="Ben", route=route, answers={"analysis": True})
    (moment,) = set(Reflection.objects.values_list("withdrawn_at", flat=True))
    assert put_back_together(again, moment) == logged_before + 1
    client.force_login(participation.user)
    later = make_record(participation, words="Logged after coming back.")
    assert put_text(client, hunt, later).status_code == 200
    assert Reflection.objects.readable_by_researcher(carys).count() == logged_before + 2


@pytest.mark.django_db(transaction=True)
def test_what_arrives_after_somebody_left_and_kept_it_stands(client, hunt, participation, record, pictures, amina):
    withdrawn = builders.make_reflection(participation, "Withdrawn by itself.")
    withdrawn.withdraw()
    take_leave(participation, withdrawing=False)
    client.force_login(amina)

    page = hand_in(client, hunt, save_queue(participation, (record, pictures)))

    assertNotContains(page, WITHDRAWN)
    assert list(Reflection.objects.standing().values_list("pk", flat=True)) == [uuid.UUID(record["id"])]


@pytest.mark.django_db(transaction=True)
def test_somebody_of_whom_nothing_stood_when_it_was_not_noted_yet_is_taken_to_have_withdrawn_all(
    participation, hunt, dev, carys
):
    kept = builders.make_participation(hunt, dev)
    for place in (participation, kept, builders.make_participation(hunt, carys)):
        builders.make_reflection(place, "First.").withdraw()
    builders.make_reflection(kept, "Second.")
    Participation.objects.exclude(user=carys).update(left_at=timezone.now())

    try:
        call_command("migrate", "reflections", "0006", verbosity=0)
    finally:
        call_command("migrate", verbosity=0)

    marked = dict(Participation.objects.filter(withdrew_all_at__isnull=False).values_list("pk", "withdrew_all_at"))
    assert marked == {participation.pk: participation.reflections.get().withdrawn_at}


def test_a_large_file_is_not_held_in_memory_whole(participation, pictures):
    """Only the part at hand is read: a file object that counts says so."""

    class Counting(io.BytesIO):
        most = 0

        def read(self, size=-1):
            Counting.most = max(Counting.most, size if size >= 0 else 10**9)
            return super().read(size)

    record = make_record(participation, parts=[make_part(pictures[0])])
    saved = Counting(save_queue(participation, (record, [pictures[0]])) + b"x" * 5_000_000)

    take_in_queue(participation, read_queue(saved))

    assert Counting.most == len(pictures[0])


def with_parts(saved, change):
    """The bytes of a saved queue, the parts listed for its first entry changed."""
    head, _, content = saved.partition(b"\n")
    header = json.loads(head)
    header["entries"][0]["parts"] = change(header["entries"][0]["parts"])
    return json.dumps(header).encode() + b"\n" + content


@pytest.mark.django_db(transaction=True)
def test_an_entry_lists_no_more_parts_than_a_record_may_have(laptop, hunt, participation, record, pictures):
    """Found by an attack: twenty thousand of them kept a thread of the site busy for a minute."""
    saved = save_queue(participation, (record, pictures))

    page = hand_in(laptop, hunt, with_parts(saved, lambda parts: parts * 26))

    assertContains(page, "This entry is damaged in the file.")
    assert kept() == (1, 2, 0, 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("times", [1, 25])
def test_parts_that_are_listed_once_more_cost_nothing(laptop, participation, pictures, times):
    record = make_record(participation, parts=[make_part(pictures[0])])
    put_text(laptop, participation.hunt, record)
    put_part(laptop, participation.hunt, record["parts"][0], pictures[0])
    saved = with_parts(save_queue(participation, (record, [pictures[0]])), lambda parts: parts * times)

    with CaptureQueriesContext(connection) as asked:
        outcomes = take_in_queue(participation, read_queue(io.BytesIO(saved)))

    assert [outcome.problems for outcome in outcomes] == [[]]
    assert len(asked) == 4  # deleted? known, its parts, are all there?


def test_the_same_bytes_are_not_read_over_and_over(participation):
    """A small file that names one large part for each of its entries must not keep the site busy for hours."""
    content = b"x" * 100_000
    wrong = [make_record(participation, parts=[make_part(b"y" * len(content))]) for _ in range(20)]
    saved = save_queue(participation, *[(record, [content]) for record in wrong])
    head, _, _ = saved.partition(b"\n")
    header = json.loads(head)
    for entry in header["entries"]:
        entry["parts"][0]["offset"] = 0

    class Counting(io.BytesIO):
        total = 0

        def read(self, size=-1):
            content = super().read(size)
            Counting.total += len(content)
            return content

    queue = read_queue(Counting(json.dumps(header).encode() + b"\n" + content))
    outcomes = take_in_queue(participation, queue)

    assert Counting.total == len(content)
    assert [len(outcome.problems) for outcome in outcomes] == [1] * 20
