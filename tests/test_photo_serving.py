"""A picture is shown to those who may read its reflection, and to nobody else, at every single use."""

import uuid
from datetime import UTC, datetime

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from hunts.models import Consent, Membership
from reflections.capture.intake import NewPhoto, take_in_reflection
from reflections.capture.photos import read_photo
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
    default_storage.delete(photo.image.name)
    assert client.get(photo.get_absolute_url()).status_code == 404


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
