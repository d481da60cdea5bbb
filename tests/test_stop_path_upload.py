"""On a stop's form, the path of a walking tour may come from a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from visits.planning.versions import working_plan

FILE = b'{"type": "LineString", "coordinates": [[-2.519, 53.4975], [-2.522, 53.499]]}'
LINES = "53.4975, -2.519\n53.499, -2.522"


@pytest.fixture
def send(client, amina, hunt):
    client.force_login(amina)

    def send(content, **changes):
        file = SimpleUploadedFile("walk.gpx", content)
        data = {"kind": "walking-tour", "title": "Leigh walk", "stay_minutes": "60", "path_file": file} | changes
        return client.post(reverse("visits:stop_new", args=[hunt.slug]), data)

    return send


@pytest.mark.parametrize("typed", ["", "1, 2\n3, 4", "this is no path"])
def test_a_file_gives_the_path_whatever_is_typed(send, hunt, typed):
    send(FILE, path=typed)

    (stop,) = working_plan(hunt).plan.stops
    assert stop.path["coordinates"] == [[-2.519, 53.4975], [-2.522, 53.499]]


def test_a_file_that_is_none_is_refused_beside_its_field_and_the_typed_words_stay(send, hunt):
    form = send(b"hello", prompts="Who leads?", path=LINES).context["form"]

    assert form.errors == {
        "path_file": ["This file is neither GPX nor GeoJSON. Export the walk as one of the two."],
    }
    assert (form["title"].value(), form["prompts"].value(), form["path"].value()) == (
        "Leigh walk",
        "Who leads?",
        LINES,
    )
    assert working_plan(hunt).plan.stops == ()


def test_a_file_need_not_be_chosen_again_when_something_else_is_wrong(send):
    form = send(FILE, title="").context["form"]

    assert list(form.errors) == ["title"]
    assert form["path"].value() == LINES


def test_a_file_for_what_is_no_walk_is_not_dropped_in_silence(send):
    form = send(FILE, kind="visit").context["form"]

    assert form.errors == {
        "path_file": ["Only a walking tour has a path. Choose “Walking tour”, or send no file."],
    }
