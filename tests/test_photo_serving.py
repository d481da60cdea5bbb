"""A picture is shown to those who may read its reflection, and to nobody else, at every single use."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from config.kept_pages import name_for
from hunts.models import Consent, Membership
from reflections.capture.intake import take_in_reflection
from reflections.capture.media.photos import read_photo
from reflections.capture.notes import NewPhoto
from reflections.models import Photo
from tests import builders
from tests.pictures import ECCLES, make_exif, make_file, upload


@pytest.fixture
def photo(participation):
    taken = read_photo(upload(make_file(exif=make_exif(gps=ECCLES)), "Sample Person at home.jpg"), keep_place=True)
    reflection = take_in_reflection(
        participation,
        id=uuid.uuid4(),
        moment="day",
        words="Sample words.",
        noted_at=datetime(2026, 7, 7, 11, 30, tzinfo=UTC),
        photos=[NewPhoto(taken)],
    )
    return reflection.photos.get()


def stored(image):
    with image.open() as file:
        return file.read()


def test_its_author_sees_both_sizes(client, ben, photo):
    client.force_login(ben)

    full, small = client.get(photo.get_absolute_url()), client.get(photo.thumbnail_url)

    assert (full.status_code, small.status_code) == (200, 200)
    assert full.content == stored(photo.image)
    assert small.content == stored(photo.thumbnail)


def test_it_says_to_whom_it_is_given_also_when_it_has_not_changed_or_is_gone(client, ben, photo):
    client.force_login(ben)

    given = client.get(photo.thumbnail_url)
    unchanged = client.get(photo.thumbnail_url, headers={"If-None-Match": given["ETag"]})
    photo.reflection.delete()
    gone = client.get(photo.thumbnail_url)

    assert [each.status_code for each in (given, unchanged, gone)] == [200, 304, 404]
    assert {each["Own-Turf-Person"] for each in (given, unchanged, gone)} == {name_for(ben)}


def test_its_headers_keep_it_private_harmless_and_nameless(client, ben, photo):
    client.force_login(ben)

    headers = client.get(photo.get_absolute_url()).headers

    assert headers["Content-Type"] == "image/webp"
    assert headers["Content-Disposition"] == 'inline; filename="photo.webp"'
    assert headers["Content-Length"] == str(photo.image.size)
    assert headers["Cache-Control"] == "private, no-cache"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "Cookie" in headers["Vary"]


def test_a_researcher_sees_it_while_its_author_agrees_to_analysis(client, carys, participation, photo):
    client.force_login(carys)
    assert client.get(photo.get_absolute_url()).status_code == 200

    participation.consents.filter(use=Consent.Use.ANALYSIS).update(superseded_at=timezone.now())

    assert client.get(photo.get_absolute_url()).status_code == 404


def test_a_withdrawn_photo_is_gone_at_once_also_for_a_browser_that_keeps_a_copy(client, carys, photo):
    client.force_login(carys)
    etag = client.get(photo.get_absolute_url())["ETag"]
    assert client.get(photo.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 304

    photo.reflection.withdraw()

    assert client.get(photo.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 404
    assert client.get(photo.thumbnail_url).status_code == 404


def test_a_browser_with_a_copy_is_told_so_without_a_look_into_storage(client, ben, photo, monkeypatch):
    client.force_login(ben)
    etag = client.get(photo.thumbnail_url)["ETag"]
    monkeypatch.setattr(default_storage, "open", None)

    again = client.get(photo.thumbnail_url, headers={"If-None-Match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Cache-Control"] == "private, no-cache"


def test_the_two_sizes_are_not_taken_for_each_other(client, ben, photo):
    client.force_login(ben)

    etag = client.get(photo.get_absolute_url())["ETag"]

    assert client.get(photo.thumbnail_url, headers={"If-None-Match": etag}).status_code == 200


def test_nobody_else_sees_it(client, hunt, amina, dev, photo):
    fellow = builders.make_user("fellow")
    builders.make_participation(hunt, fellow)
    staff = builders.make_user("staff", is_staff=True, is_superuser=True)
    elsewhere = builders.make_user("elsewhere")
    builders.make_programme(researcher=elsewhere, slug="elsewhere", name="Elsewhere")

    for stranger in (amina, dev, fellow, staff, elsewhere):
        client.force_login(stranger)
        assert client.get(photo.get_absolute_url()).status_code == 404
        assert client.get(photo.thumbnail_url).status_code == 404


def test_somebody_not_signed_in_is_asked_to(client, photo):
    response = client.get(photo.get_absolute_url())

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("account_login"))


def test_an_organiser_who_also_researches_sees_it(client, programme, amina, photo):
    Membership.objects.create(programme=programme, user=amina, role=Membership.Role.RESEARCHER)
    client.force_login(amina)

    assert client.get(photo.get_absolute_url()).status_code == 200


def test_what_is_not_there_is_not_found(client, ben, photo):
    client.force_login(ben)

    assert client.get(reverse("reflections:photo", args=[uuid.uuid4(), "full"])).status_code == 404
    assert client.get(reverse("reflections:photo", args=[photo.pk, "image"])).status_code == 404
    for name in (photo.image.name, photo.sent.name):
        default_storage.delete(name)
    assert client.get(photo.get_absolute_url()).status_code == 404


def test_a_picture_nobody_has_made_yet_is_made_when_it_is_asked_for(client, ben, photo):
    default_storage.delete(photo.image.name)
    default_storage.delete(photo.thumbnail.name)
    Photo.objects.update(image="", thumbnail="")
    client.force_login(ben)

    small, full = client.get(photo.thumbnail_url), client.get(photo.get_absolute_url())

    photo.refresh_from_db()
    assert (small.content, full.content) == (stored(photo.thumbnail), stored(photo.image))
    assert small.content[8:12] == full.content[8:12] == b"WEBP"


def test_a_picture_that_was_lost_is_made_again_and_a_browser_with_a_copy_gets_the_new_one(client, ben, photo):
    client.force_login(ben)
    etag = client.get(photo.get_absolute_url())["ETag"]
    default_storage.delete(photo.image.name)

    response = client.get(photo.get_absolute_url())

    photo.refresh_from_db()
    assert response.content == stored(photo.image)
    assert response["ETag"] != etag
    assert client.get(photo.get_absolute_url(), headers={"If-None-Match": etag}).status_code == 200


def test_a_picture_that_can_not_be_made_is_tried_three_times_and_never_again(client, ben, photo):
    default_storage.delete(photo.image.name)
    with default_storage.open(photo.sent.name, "wb") as file:
        file.write(b"damaged on the disk")
    client.force_login(ben)

    answers = [client.get(photo.get_absolute_url()).status_code for _ in range(4)]

    photo = Photo.objects.get()
    assert answers == [404] * 4
    assert (photo.tries, photo.is_unreadable) == (3, True)


def test_what_was_sent_is_never_served(client, ben, photo):
    client.force_login(ben)

    for size in ("sent", "clean", "original"):
        assert client.get(reverse("reflections:photo", args=[photo.pk, size])).status_code == 404


def test_it_can_only_be_looked_at(client, ben, photo):
    client.force_login(ben)

    assert client.post(photo.get_absolute_url()).status_code == 405
    assert client.delete(photo.get_absolute_url()).status_code == 405
    assert client.head(photo.get_absolute_url()).status_code == 200


def test_a_picture_costs_one_query_beside_the_sign_in(client, ben, photo, django_assert_num_queries):
    client.force_login(ben)
    url = photo.get_absolute_url()

    # Session, user, picture.
    with django_assert_num_queries(3):
        client.get(url)
