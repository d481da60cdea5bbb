"""What a browser fetches to work offline: the service worker, the manifest, the page for no signal, and the marks that
tell the worker which pages to keep."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.contrib.staticfiles import finders
from django.urls import reverse
from PIL import Image
from pytest_django.asserts import assertContains, assertNotContains

from config import kept_pages, release
from tests import builders
from tests.weighing import loaded_by

KEPT = [
    ("visits:today",), ("reflections:log",), ("reflections:notebook",), ("hunts:consent",),
    ("hunts:positions", "before"), ("hunts:positions", "after"),
]  # fmt: skip


def kept_address(hunt, name, *arguments):
    return reverse(name, args=[hunt.slug, *arguments])


def facts_of(script):
    return json.loads(re.match(r"const RELEASE = (.*);\n", script.content.decode()).group(1))


@pytest.fixture
def signed_in(client, participation, visit):
    client.force_login(participation.user)
    return client


def test_the_worker_serves_the_whole_site_and_is_asked_for_anew(client, db):
    script = client.get("/sw.js")

    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert script["Cache-Control"] == "no-cache"
    assert facts_of(script)["noSignal"] == "/no-signal/"


def test_every_file_that_the_worker_keeps_is_there(client, db):
    root = settings.STATIC_URL

    for address in facts_of(client.get("/sw.js"))["assets"]:
        assert finders.find(address.removeprefix(root)), address


@pytest.mark.parametrize("kept", KEPT)
def test_the_worker_keeps_all_that_a_kept_page_loads(signed_in, hunt, kept):
    page = signed_in.get(kept_address(hunt, *kept)).text
    loaded = set(loaded_by(page))
    # main.js could start any module; a page names its own.
    scripts = [path for path in loaded - {"js/main.js"} if path.endswith(".js")]

    assert loaded | release.with_imports(scripts) <= {*release.asset_paths()}


def test_the_release_is_another_when_any_file_is(monkeypatch):
    before = release.release().version
    read = release.read

    for path in [*release.asset_paths(), "js/offline/worker.js"]:
        monkeypatch.setattr(release, "read", lambda each, path=path: read(each) + b"\n" * (each == path))
        assert release.release().version != before, path
    monkeypatch.setattr(release, "read", read)
    assert release.release().version == before


def test_the_release_is_another_when_the_page_for_no_signal_is(monkeypatch):
    before = release.release().version
    monkeypatch.setattr(release, "no_signal_page", lambda: "Other words")

    assert release.release().version != before


def test_in_development_files_may_change_under_their_names(client, db):
    assert facts_of(client.get("/sw.js"))["hashed"] is False


@pytest.mark.parametrize("kept", KEPT)
def test_a_page_to_keep_says_of_which_release_it_is_and_whose(signed_in, hunt, ben, kept):
    page = signed_in.get(kept_address(hunt, *kept))

    assert page["Own-Turf-Release"] == release.release().version
    assert page["Own-Turf-Person"] == kept_pages.name_for(ben)
    assert re.search(kept_pages.KEPT, kept_address(hunt, *kept))


@pytest.mark.parametrize("name", ["hunts:welcome", "hunts:my_route", "visits:my_calendar"])
def test_other_pages_are_not_kept(signed_in, hunt, name):
    page = signed_in.get(reverse(name, args=[hunt.slug]))

    assert page.status_code == 200
    assert "Own-Turf-Release" not in page
    assert "Own-Turf-Person" in page


def test_what_the_worker_hears_about_a_person_tells_nothing_else(ben, amina):
    assert re.fullmatch(r"[0-9a-f]{20}", kept_pages.name_for(ben))
    assert kept_pages.name_for(ben) != kept_pages.name_for(amina)


def test_a_page_that_says_something_once_is_not_kept(signed_in, hunt, reflection):
    signed_in.post(reverse("reflections:reflection_withdraw", args=[reflection.pk]))

    page = signed_in.get(reverse("reflections:notebook", args=[hunt.slug]))

    assertContains(page, "Withdrawn. Nobody else sees it any more")
    assert "Own-Turf-Release" not in page


def test_the_worker_asking_in_between_takes_no_message_from_its_reader(signed_in, hunt, reflection):
    signed_in.post(reverse("reflections:reflection_withdraw", args=[reflection.pk]))
    notebook = reverse("reflections:notebook", args=[hunt.slug])

    kept = signed_in.get(notebook, headers={"Own-Turf-Keep": "1"})

    assertNotContains(kept, "Withdrawn. Nobody else sees it any more")
    assert kept["Own-Turf-Release"]
    assert not get_messages(kept.wsgi_request)
    assertContains(signed_in.get(notebook), "Withdrawn. Nobody else sees it any more")


def test_who_left_is_told_so_in_a_way_that_the_worker_knows(signed_in, hunt, participation):
    participation.left_at = participation.joined_at
    participation.save()

    page = signed_in.get(reverse("visits:today", args=[hunt.slug]))

    assert page.status_code in {403, 404}
    assert page["Own-Turf-Person"] == kept_pages.name_for(participation.user)
    assert "Own-Turf-Release" not in page


def test_nobody_is_called_nobody(client, db):
    assert client.get("/")["Own-Turf-Person"] == "nobody"


def test_a_page_that_asks_for_nobody_costs_no_query(client, ben, django_assert_num_queries):
    client.force_login(ben)
    with django_assert_num_queries(0):
        page = client.get("/no-signal/")

    assert "Own-Turf-Person" not in page
    assertNotContains(page, "Ben")


def test_the_thumb_bar_asks_for_the_pages_to_keep(signed_in, hunt):
    page = signed_in.get(reverse("visits:today", args=[hunt.slug]))

    keep = re.search(r'data-worker="/sw.js" data-keep="([^"]+)"', page.text).group(1)
    assert keep.split() == [kept_address(hunt, *kept) for kept in KEPT]


def test_the_whole_route_is_on_today_with_prompts_and_access_notes(signed_in, hunt, route):
    for number in (2, 3):
        stop = builders.make_stop(hunt, f"Stop {number}", prompts=f"Prompt {number}?", access_notes=f"Door {number}.")
        builders.make_visit(route, stop, number)

    page = signed_in.get(reverse("visits:today", args=[hunt.slug]))

    for number in (2, 3):
        assertContains(page, f"Prompt {number}?")
        assertContains(page, f"Door {number}.")


def test_a_phone_can_put_the_site_beside_its_apps(client, db):
    answer = client.get("/manifest.webmanifest")
    manifest = json.loads(answer.content)

    assert answer["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["start_url"], manifest["display"]) == ("Own Turf", "/", "standalone")
    assertContains(client.get("/"), '<link rel="manifest" href="/manifest.webmanifest">')
    for icon in manifest["icons"]:
        path = finders.find(icon["src"].removeprefix(settings.STATIC_URL))
        with Image.open(path) as picture:
            assert f"{picture.width}x{picture.height}" == icon["sizes"]
        assert Path(path).stat().st_size < 8_000
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}


def test_colours_of_the_manifest_are_those_of_the_stylesheet(client, db):
    styles = Path(finders.find("css/own-turf.css")).read_text()
    manifest = client.get("/manifest.webmanifest").json()

    assert f"--ground: {manifest['background_color']};" in styles
    assert f"--accent: {manifest['theme_color']};" in styles
    for colour in re.findall(r'<meta name="theme-color" content="(#\w+)"', client.get("/").text):
        assert f"--ground: {colour};" in styles
