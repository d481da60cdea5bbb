"""Everything I logged, as one ZIP: compared with the database, and flat in memory however much there is."""

import io
import json
import tracemalloc
import uuid
import zipfile

import html5lib
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from hunts.consent import USES, record_consent
from hunts.positions import state_positions
from reflections.capture.own_data.my_data import stream_my_data
from reflections.capture.positions import take_in_positions
from reflections.models import Photo, Revision, Sent, VoiceNote
from tests import builders
from tests.phones import body_of, make_part, make_positions, make_record, put_part, put_text
from tests.pictures import make_file
from tests.sounds import make_sound

SAID = "2026-07-07T10:00:00Z"


@pytest.fixture
def bens(client, ben, participation):
    client.force_login(ben)
    return client


@pytest.fixture
def logged(participation, visit, conundrum, carys, dev, hunt):
    """One of everything of ben's, and things of others around it."""
    one = builders.make_reflection(participation, "First <words>.", moment="visit", visit=visit)
    builders.make_tag(one, conundrum, "supports")
    builders.make_tag(one, conundrum, "challenges", tagged_by=carys)
    Revision.objects.create(
        reflection=one, words="Before.", tags={"1": "unsure"}, audience="agreed", replaced_at=timezone.now()
    )
    one.photo = add_photo(one, b"picture" * 100)
    one.voice = add_voice(one, b"sound" * 100)
    two = builders.make_reflection(participation, "Taken back.", audience="me")
    two.withdraw()
    builders.make_reflection(builders.make_participation(hunt, dev), "Somebody else’s.")
    record = make_positions(participation, {1: "supports"})
    take_in_positions(participation, uuid.UUID(record["id"]), body_of(record))
    state_positions(participation, "before", {conundrum: "unsure"})
    record_consent(participation, {ask.use: True for ask in USES})
    return one


def add_photo(reflection, content):
    pk = uuid.uuid4()
    name = default_storage.save(f"photos/{pk}-full.webp", ContentFile(content))
    photo = Photo(id=pk, reflection=reflection, caption="A caption.", width=4, height=3, sha256="0" * 64, image=name)
    Photo.objects.bulk_create([photo])
    return photo


def add_voice(reflection, content):
    pk = uuid.uuid4()
    name = default_storage.save(f"voices/{pk}-sound.m4a", ContentFile(content))
    voice = VoiceNote(id=pk, reflection=reflection, transcript="Said.", seconds=3, sha256="1" * 64, playable=name)
    VoiceNote.objects.bulk_create([voice])
    return voice


def address(hunt, name="my_data_zip"):
    return reverse(f"reflections:{name}", args=[hunt.slug])


def opened(response):
    file = zipfile.ZipFile(io.BytesIO(b"".join(response)))
    assert file.testzip() is None
    return file


def test_the_page_counts_what_we_hold(bens, hunt, logged):
    page = bens.get(address(hunt, "my_data"))

    assert page.context["held"] == {
        "reflections": 2,
        "withdrawn": 1,
        "photos": 1,
        "voices": 1,
        "bytes": 0,
        "revisions": 1,
        "positions": 1,
        "consents": 10,
    }
    assertContains(page, address(hunt))


def test_everything_is_in_it_as_it_is_kept(bens, hunt, participation, logged, conundrum):
    said = json.loads(opened(bens.get(address(hunt))).read("reflections.json"))

    assert said["own_turf_data"] == 1
    assert said["person"]["pseudonym"] == participation.pseudonym
    assert {one["id"] for one in said["reflections"]} == {str(one.pk) for one in participation.reflections.all()}
    first = next(one for one in said["reflections"] if one["id"] == str(logged.pk))
    assert (first["words"], first["moment"], first["about"]) == ("First <words>.", "visit", "At Canal walk")
    assert (first["noted_at"], first["noted_at_local"], first["audience"]) == (SAID, "2026-07-07 11:00", "agreed")
    assert first["tags"] == [
        {"stance": "supports", "conundrum": 1, "label": conundrum.label, "question": conundrum.question}
    ]
    assert [version["words"] for version in first["earlier_versions"]] == ["Before."]
    assert [position["stance"] for position in said["positions"]] == ["unsure"]
    assert [(sent["when"], sent["stances"]) for sent in said["positions_sent"]] == [("before", {"1": "supports"})]
    assert len(said["consents"]) == participation.consents.count() == 10
    assert {consent["wording"] for consent in said["consents"]} == {"Sample wording.", *(ask.wording for ask in USES)}


def test_withdrawn_ones_are_in_it_and_marked(bens, hunt, logged):
    said = json.loads(opened(bens.get(address(hunt))).read("reflections.json"))

    assert [bool(one["withdrawn_at"]) for one in said["reflections"] if one["words"] == "Taken back."] == [True]


def test_photos_and_recordings_are_byte_for_byte_ours(bens, hunt, logged):
    file = opened(bens.get(address(hunt)))

    assert file.read(f"photos/{logged.photo.pk}.webp") == b"picture" * 100
    assert file.read(f"voice-notes/{logged.voice.pk}.m4a") == b"sound" * 100
    assert file.getinfo(f"photos/{logged.photo.pk}.webp").compress_type == zipfile.ZIP_STORED
    assert file.getinfo("reflections.json").compress_type == zipfile.ZIP_DEFLATED


def test_nothing_of_others_is_in_it(bens, hunt, logged, carys):
    file = opened(bens.get(address(hunt)))

    everything = b"".join(file.read(name) for name in file.namelist()).decode(errors="replace")
    assert "Somebody else" not in everything
    assert "challenges" not in json.dumps(json.loads(file.read("reflections.json")))
    assert carys.name not in everything


def test_it_can_be_read_in_a_browser(bens, hunt, logged):
    file = opened(bens.get(address(hunt)))

    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    page = parser.parse(file.read("index.html"), transport_encoding="utf-8")

    assert parser.errors == []
    names = set(file.namelist())
    linked = {element.get(name) for element in page.iter() for name in ("src", "href") if element.get(name)}
    assert linked == {f"photos/{logged.photo.pk}.webp", f"voice-notes/{logged.voice.pk}.m4a", "style.css"}
    assert linked <= names
    words = "".join(page.itertext())
    assert "First <words>." in words
    assert "Taken back." in words
    assert "A caption." in words
    assert USES[0].wording in words


def test_every_name_in_the_data_is_explained(bens, hunt, logged):
    file = opened(bens.get(address(hunt)))
    readme = file.read("README.txt").decode()

    said = json.loads(file.read("reflections.json"))
    names = {*said, *said["reflections"][0]} - {"id", "about", "noted_at_local"}
    assert {name for name in names if name not in readme} == set()
    assert "Canal hunt" in readme


def test_who_handed_it_in_from_a_saved_file_is_said(bens, hunt, logged, amina):
    Sent.objects.create(reflection=logged, body="{}", sha256="0" * 64, brought_by=amina)

    file = opened(bens.get(address(hunt)))

    entries = json.loads(file.read("reflections.json"))["reflections"]
    assert {each["words"]: each["handed_in_by"] for each in entries} == {
        "First <words>.": "Amina",
        "Taken back.": None,
    }
    assert "Handed in from a saved file by" in file.read("index.html").decode()


def test_what_is_not_made_yet_or_lost_is_left_out_and_said(bens, hunt, logged):
    Photo.objects.update(image="")
    default_storage.delete(VoiceNote.objects.get().playable.name)

    file = opened(bens.get(address(hunt)))

    said = json.loads(file.read("reflections.json"))
    first = next(one for one in said["reflections"] if one["photos"])
    assert [first["photos"][0]["file"], first["voice_notes"][0]["file"]] == [None, None]
    assert set(file.namelist()) == {"README.txt", "reflections.json", "index.html", "style.css"}
    assert "stored_as" not in file.read("reflections.json").decode()


def test_with_nothing_logged_there_is_still_a_file(bens, hunt):
    said = json.loads(opened(bens.get(address(hunt))).read("reflections.json"))

    assert said["reflections"] == []


def test_it_is_kept_by_nobody_on_the_way(bens, hunt):
    response = bens.get(address(hunt))

    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="my-data-canal-hunt.zip"'
    assert response["Cache-Control"] == "private, no-store"
    b"".join(response)


def test_two_hundred_with_photos_cost_as_many_queries_as_one_and_little_memory(participation, conundrum):
    content = b"\xff" * 300_000

    def add(number):
        for _ in range(number):
            reflection = builders.make_reflection(participation)
            builders.make_tag(reflection, conundrum)
            add_photo(reflection, content)
            Sent.objects.create(reflection=reflection, body="x" * 10_000, sha256="0" * 64)

    def take():
        with CaptureQueriesContext(connection) as queries:
            size = sum(len(piece) for piece in stream_my_data(participation))
        return len(queries), size

    add(1)
    few, _ = take()
    add(199)
    many, size = take()
    tracemalloc.start()
    for piece in stream_my_data(participation):
        assert len(piece) < 1_000_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert many == few
    assert size > 60_000_000
    assert peak < 8_000_000


@pytest.mark.parametrize("name", ["my_data", "my_data_zip"])
def test_it_is_ones_own(client, participation, hunt, ben, amina, carys, dev, name):
    anonymous = client.get(address(hunt, name))
    answers = {}
    for user in (ben, amina, carys, dev):
        client.force_login(user)
        response = client.get(address(hunt, name))
        answers[user.name] = response.status_code
        b"".join(response)

    assert anonymous.status_code == 302
    assert answers == {"Ben": 200, "Amina": 403, "Carys": 403, "Dev": 404}


@pytest.mark.django_db(transaction=True)
def test_what_the_worker_has_not_come_to_is_made_for_the_copy(bens, hunt, participation, monkeypatch):
    monkeypatch.setattr("reflections.capture.intake.enqueue_derivatives", lambda row: None)
    picture, sound = make_file(), make_sound()
    parts = [make_part(picture), make_part(sound, kind="voice")]
    put_text(bens, hunt, make_record(participation, parts=parts))
    for part, content in zip(parts, (picture, sound), strict=True):
        put_part(bens, hunt, part, content)
    assert Photo.objects.get().image.name == VoiceNote.objects.get().playable.name == ""

    names = opened(bens.get(address(hunt))).namelist()

    assert {f"photos/{parts[0]['id']}.webp", f"voice-notes/{parts[1]['id']}.m4a"} <= set(names)
