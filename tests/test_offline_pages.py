"""Pages after one visit with signal: there without it, also after the browser was closed, for their reader alone.

The site is served as in production, and it is really gone: connections are hung up, new ones refused.
"""

import re
import threading
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from config import kept_pages, release
from reflections.capture.intake import take_in_reflection
from reflections.capture.media.photos import read_photo
from reflections.capture.notes import NewPhoto
from tests import builders
from tests.browser import NO_SIGNAL, PHONE, WORKER, as_playwright, cookies_of, nothing_left_unanswered, until, watch
from tests.pictures import corners, make_file, upload

pytestmark = [pytest.mark.journey, pytest.mark.once]

# Everything in the caches: {name: [path, …]}.
KEPT = """async () => Object.fromEntries(await Promise.all((await caches.keys()).map(async (name) => {
  const requests = await (await caches.open(name)).keys();
  return [name, requests.map(({ url }) => new URL(url).pathname).sort()];
})))"""
PUT_INTO_DATABASE = """(words) => new Promise((resolve, reject) => {
  const asked = indexedDB.open("own-turf-test", 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore("drafts");
  asked.onsuccess = () => {
    const writing = asked.result.transaction("drafts", "readwrite");
    writing.objectStore("drafts").put(words, "draft");
    writing.oncomplete = () => { asked.result.close(); resolve(); };
  };
  asked.onerror = reject;
})"""
# When each page of the day was kept: {path: moment}.
KEPT_AT = """async () => {
  const found = {};
  for (const name of (await caches.keys()).filter((each) => each.startsWith("own-turf-pages:"))) {
    const cache = await caches.open(name);
    for (const request of await cache.keys()) {
      found[new URL(request.url).pathname] = (await cache.match(request)).headers.get("Own-Turf-Kept");
    }
  }
  return found;
}"""
KEEP_AFRESH = """async (pages) => {
  (await navigator.serviceWorker.ready).active.postMessage({ type: "keep", pages, afresh: true });
}"""
READ_FROM_DATABASE = """() => new Promise((resolve, reject) => {
  const asked = indexedDB.open("own-turf-test", 1);
  asked.onsuccess = () => {
    const reading = asked.result.transaction("drafts").objectStore("drafts").get("draft");
    reading.onsuccess = () => { asked.result.close(); resolve(reading.result); };
  };
  asked.onerror = reject;
})"""


@pytest.fixture
def day(hunt, route, participation):
    host = builders.make_host(hunt.programme)
    walk = builders.make_stop(hunt, "Canal walk", prompts="Whose idea was it?", access_notes="Ring twice.")
    hall = builders.make_stop(hunt, "Tech tour", host=host, prompts="Who leads here?", access_notes="Side door.")
    return [builders.make_visit(route, walk, 1), builders.make_visit(route, hall, 2, "bus", 30)]


@pytest.fixture
def phone(open_page, production, ben, day):
    """Ben's phone, on the site."""
    return open_page(ben, site=production.url, loses_signal=True, **PHONE)


def path(name, hunt):
    return reverse(name, args=[hunt.slug])


def kept_paths(hunt):
    pages = [path(name, hunt) for name in kept_pages.KEPT_NAMES - {"hunts:positions"}]
    return sorted(pages + [positions_path(hunt, when) for when in ("before", "after")])


def positions_path(hunt, when):
    return reverse("hunts:positions", args=[hunt.slug, when])


def pages_in(page, user):
    return page.evaluate(KEPT).get(f"own-turf-pages:{kept_pages.name_for(user)}", [])


def photos_in(page, user):
    return page.evaluate(KEPT).get(f"own-turf-photos:{kept_pages.name_for(user)}", [])


def visit_once(page, hunt, user):
    """Open Today with signal, and give the worker the moment it needs."""
    page.goto(path("visits:today", hunt))
    until_kept(page, hunt, user)


def until_kept(page, hunt, user):
    until(lambda: pages_in(page, user) == kept_paths(hunt), "the pages are kept")


def until_kept_afresh(page, hunt):
    """Have the worker fetch every page once more, and wait for that: what it had to do before is done, too."""
    before = page.evaluate(KEPT_AT)
    page.evaluate(KEEP_AFRESH, kept_paths(hunt))
    until(lambda: all(page.evaluate(KEPT_AT)[each] > before[each] for each in before), "every page is kept afresh")


def look_at_everything(page, hunt):
    """All of the day is there, and says that it is a copy."""
    page.goto(path("visits:today", hunt))
    expect(page.locator("[data-kept] .thumb-bar__copy")).to_be_visible()
    expect(page.locator(".strip__station")).to_have_count(2)
    for title, prompt, notes in [
        ("Canal walk", "Whose idea was it?", "Ring twice."),
        ("Tech tour", "Who leads here?", "Side door."),
    ]:
        page.locator("summary", has_text=title).click()
        expect(page.get_by_text(prompt).last).to_be_visible()
        expect(page.get_by_text(notes).last).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.thumb-bar')).position") == "sticky"
    for name, heading in [
        ("reflections:log", "Log"),
        ("reflections:notebook", "My notebook"),
        ("hunts:consent", "What you agreed to"),
    ]:
        page.goto(path(name, hunt))
        expect(page.locator("h1")).to_have_text(heading)
        expect(page.locator(".thumb-bar__copy")).to_be_visible()


def test_after_one_visit_the_day_is_there_without_the_site(phone, production, hunt, ben):
    visit_once(phone, hunt, ben)
    expect(phone.locator(".thumb-bar__copy")).to_be_hidden()

    with production.out_of_reach():
        look_at_everything(phone, hunt)


def test_after_one_visit_the_day_is_there_without_a_network(phone, hunt, ben):
    visit_once(phone, hunt, ben)

    phone.context.set_offline(True)

    look_at_everything(phone, hunt)


def test_any_page_of_a_participant_brings_the_others(phone, production, hunt, ben):
    phone.goto(path("hunts:my_route", hunt))
    until_kept(phone, hunt, ben)

    with production.out_of_reach():
        phone.goto(path("reflections:notebook", hunt))
        expect(phone.locator("h1")).to_have_text("My notebook")


def test_the_form_is_there_for_any_moment_chosen(phone, production, hunt, ben):
    visit_once(phone, hunt, ben)

    with production.out_of_reach():
        phone.goto(f"{path('reflections:log', hunt)}?moment=day")
        expect(phone.locator("h1")).to_have_text("Log")


def test_pages_survive_the_browser_being_closed(
    playwright, browser_type, browser_type_launch_args, production, hunt, ben, day, tmp_path
):
    def open_browser():
        options = PHONE | browser_type_launch_args | {"base_url": production.url, "locale": "en-GB"}
        context = browser_type.launch_persistent_context(tmp_path / "browser", **options)
        watch(context, production.url, troubles, expected=NO_SIGNAL)
        return context

    troubles = []
    with nothing_left_unanswered():
        context = open_browser()
        context.add_cookies(as_playwright(cookies_of(ben), production.url))
        visit_once(context.new_page(), hunt, ben)
        context.close()

    with production.out_of_reach():
        context = open_browser()
        look_at_everything(context.new_page(), hunt)
        context.close()
    assert troubles == []


def test_a_page_that_is_not_kept_leads_to_those_that_are(phone, production, hunt, ben):
    visit_once(phone, hunt, ben)

    with production.out_of_reach():
        phone.goto(path("hunts:welcome", hunt))
        expect(phone.locator("h1")).to_have_text("You have no signal")
        links = phone.locator("[data-module=kept-pages] a")
        expect(links).to_have_count(6)
        links.first.click()
        expect(phone).to_have_url(re.compile("/today/$"))
        phone.goto(f"{path('reflections:notebook', hunt)}?page=2")
        expect(phone.locator("h1")).to_have_text("You have no signal")


def test_what_is_private_to_the_link_is_never_kept(phone, hunt, ben):
    visit_once(phone, hunt, ben)
    phone.goto(path("hunts:welcome", hunt))
    phone.goto("/accounts/logout/")
    until_kept_afresh(phone, hunt)

    everything = [address for addresses in phone.evaluate(KEPT).values() for address in addresses]
    private = re.compile("welcome|/me/|^/accounts|^/admin|/sync/|^/photos|^/voices")

    assert not [address for address in everything if private.search(address)]


def test_the_next_visit_with_signal_brings_the_copy_up_to_date(phone, production, hunt, ben, participation):
    visit_once(phone, hunt, ben)
    builders.make_reflection(participation, "They fixed the light switch themselves.")

    phone.goto(path("reflections:notebook", hunt))
    expect(phone.locator(".entry")).to_have_count(1)
    until(lambda: "light switch" in copy_of(phone, path("reflections:notebook", hunt)), "the copy is new")

    with production.out_of_reach():
        phone.goto(path("reflections:notebook", hunt))
        expect(phone.locator("[data-kept] .entry")).to_contain_text("They fixed the light switch themselves.")


def copy_of(page, path):
    return page.evaluate("async (path) => (await (await caches.match(path, { ignoreVary: true })).text())", path)


def answer_instead(monkeypatch, answer):
    """What every request gets instead of the site's answer, as behind a captive portal."""
    real = kept_pages.KeptPagesMiddleware.__call__
    monkeypatch.setattr(
        kept_pages.KeptPagesMiddleware, "__call__", lambda self, request: answer(request) or real(self, request)
    )


def portal(request):
    return HttpResponse("<!DOCTYPE html><html lang='en'><title>Free Wi-Fi</title><h1>Free Wi-Fi</h1></html>")


def test_a_captive_portal_answering_200_never_takes_the_place_of_a_copy(phone, production, hunt, ben, monkeypatch):
    visit_once(phone, hunt, ben)

    with monkeypatch.context() as patch:
        answer_instead(patch, portal)
        look_at_everything(phone, hunt)
    with production.out_of_reach():
        look_at_everything(phone, hunt)


def test_a_captive_portal_that_sends_elsewhere_does_not_either(phone, hunt, ben, monkeypatch):
    visit_once(phone, hunt, ben)

    with monkeypatch.context() as patch:
        moved = HttpResponse(status=302, headers={"Location": "/no-such-page/"})
        answer_instead(patch, lambda request: portal(request) if request.path == "/no-such-page/" else moved)
        look_at_everything(phone, hunt)


def test_a_server_in_trouble_does_not_hide_the_day(phone, hunt, ben, monkeypatch):
    visit_once(phone, hunt, ben)

    with monkeypatch.context() as patch:
        answer_instead(patch, lambda request: HttpResponse("<h1>Bad gateway</h1>", status=502))
        look_at_everything(phone, hunt)


@pytest.fixture
def silence(monkeypatch):
    """The site answers nothing while this is not set."""
    over = threading.Event()
    answer_instead(monkeypatch, lambda request: over.wait() and None)
    over.set()
    yield over
    over.set()


def test_a_slow_network_shows_the_copy_after_a_few_seconds(phone, hunt, ben, monkeypatch, silence):
    monkeypatch.setattr(release, "worker_script", lambda: WORKER)
    release.gathered.cache_clear()
    visit_once(phone, hunt, ben)

    silence.clear()
    started = time.monotonic()
    phone.goto(path("visits:today", hunt))

    assert time.monotonic() - started > 3.5
    expect(phone.locator(".thumb-bar__copy")).to_be_visible()


def sign_out(page, production):
    page.goto("/accounts/logout/")
    with page.expect_navigation(url=f"{production.url}/"):
        page.locator("main").get_by_role("button", name="Sign out").click()


def test_signing_out_takes_the_pages_from_the_phone_and_leaves_what_waits(phone, production, hunt, ben):
    visit_once(phone, hunt, ben)
    phone.evaluate(PUT_INTO_DATABASE, "words that wait")

    sign_out(phone, production)
    until(lambda: not [name for name in phone.evaluate(KEPT) if "pages" in name], "no page is left")

    with production.out_of_reach():
        phone.goto(path("visits:today", hunt))
        expect(phone.locator("h1")).to_have_text("You have no signal")
        expect(phone.locator("[data-module=kept-pages]")).to_be_hidden()
    assert phone.evaluate(READ_FROM_DATABASE) == "words that wait"


def test_the_first_page_of_nobody_takes_the_pages_even_if_signing_out_went_unseen(phone, hunt, ben):
    visit_once(phone, hunt, ben)

    phone.context.clear_cookies()
    phone.goto(path("visits:today", hunt))

    expect(phone).to_have_url(re.compile("/accounts/login/"))
    assert pages_in(phone, ben) == []


def test_the_next_person_on_the_phone_never_sees_the_pages_of_the_one_before(phone, production, hunt, ben, route):
    dora = builders.make_user("dora", email=None)
    builders.make_participation(hunt, dora, route)
    visit_once(phone, hunt, ben)

    phone.context.clear_cookies()
    phone.context.add_cookies(as_playwright(cookies_of(dora), production.url))
    visit_once(phone, hunt, dora)

    assert pages_in(phone, ben) == []
    with production.out_of_reach():
        phone.goto(path("reflections:notebook", hunt))
        expect(phone.locator(".masthead")).to_contain_text("Dora")


def test_who_left_the_hunt_finds_nothing_of_it_on_the_phone(open_page, production, hunt, ben, day, participation):
    phone = open_page(ben, site=production.url, loses_signal=True, expected=["404 (Not Found)"], **PHONE)
    visit_once(phone, hunt, ben)
    participation.left_at = datetime.now(UTC)
    participation.save()

    answer = phone.goto(path("visits:today", hunt))

    assert answer.status == 404
    until(lambda: pages_in(phone, ben) == [], "every page of the hunt is gone")
    with production.out_of_reach():
        phone.goto(path("reflections:notebook", hunt))
        expect(phone.locator("h1")).to_have_text("You have no signal")


def test_a_new_release_takes_over_with_its_pages_and_files_and_leaves_what_waits(
    phone, production, hunt, ben, monkeypatch
):
    visit_once(phone, hunt, ben)
    phone.evaluate(PUT_INTO_DATABASE, "words that wait")
    [old] = assets_in(phone)

    release_anew(monkeypatch, "You are quite out of reach")
    phone.goto(path("reflections:notebook", hunt))
    new = f"own-turf-assets:{release.release().version}"
    until(lambda: new in assets_in(phone), "the new release is kept")
    until(lambda: releases_of_pages(phone) == {release.release().version}, "every page is of the new release")
    phone.goto(path("reflections:notebook", hunt))
    until(lambda: assets_in(phone) == [new] != [old], "the old files are gone")

    with production.out_of_reach():
        look_at_everything(phone, hunt)
        phone.goto(path("hunts:welcome", hunt))
        expect(phone.locator("h1")).to_have_text("You are quite out of reach")
    assert phone.evaluate(READ_FROM_DATABASE) == "words that wait"


def test_a_release_that_comes_halfway_leaves_pages_and_files_that_belong_together(
    phone, production, hunt, ben, monkeypatch
):
    visit_once(phone, hunt, ben)
    [old] = assets_in(phone)

    release_anew(monkeypatch, "You are quite out of reach")
    # Its files don't all come: one of them is a portal's page.
    asked = []

    def answer(request):
        asked.append(request.path)
        return portal(request) if request.path == "/no-signal/" else None

    answer_instead(monkeypatch, answer)
    phone.goto(path("reflections:notebook", hunt))
    until(lambda: "/no-signal/" in asked and not is_installing(phone), "the new worker has given up")

    assert releases_of_pages(phone) == {old.partition(":")[2]}
    with production.out_of_reach():
        look_at_everything(phone, hunt)


def is_installing(page):
    return page.evaluate("navigator.serviceWorker.getRegistration().then((worker) => Boolean(worker.installing))")


def release_anew(monkeypatch, words):
    """The site is another release from now on: its page for no signal says something else."""
    page = release.no_signal_page().replace("You have no signal", words)
    monkeypatch.setattr(release, "no_signal_page", lambda: page)
    release.gathered.cache_clear()


def assets_in(page):
    return [name for name in page.evaluate(KEPT) if name.startswith("own-turf-assets:")]


def releases_of_pages(page):
    return set(
        page.evaluate("""async () => {
          const found = [];
          for (const name of (await caches.keys()).filter((each) => each.startsWith("own-turf-pages:"))) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) found.push((await cache.match(request)).headers.get("Own-Turf-Release"));
          }
          return found;
        }""")  # noqa: E501
    )


def test_a_copy_of_today_goes_on_telling_where_one_is(phone, production, hunt, ben, day):
    """Kept while the party is at the first stop; looked at an hour later, on the bus, then at the next."""
    hunt.starts_at = datetime.now(UTC).replace(second=0, microsecond=0) - timedelta(minutes=5)
    hunt.ends_at = hunt.starts_at + timedelta(hours=8)
    hunt.save()
    visit_once(phone, hunt, ben)
    expect(phone.locator("h1")).to_have_text("You are at Canal walk")

    with production.out_of_reach():
        phone.clock.install(time=datetime.now(UTC) + timedelta(minutes=75))
        phone.goto(path("visits:today", hunt))
        expect(phone.locator("h1")).to_have_text("On the way to Tech tour")
        expect(phone.locator(".strip__leg[aria-current=step]")).to_contain_text("You are on the way")
        expect(phone.locator(".strip__station--past")).to_have_count(1)
        expect(phone.get_by_text("Side door.").filter(visible=True)).to_have_count(1)
        expect(phone.locator("[data-cards-of-now]")).to_contain_text("Side door.")

        phone.clock.fast_forward("00:25:00")
        expect(phone.locator("h1")).to_have_text("You are at Tech tour")
        expect(phone.locator(".strip__station--now")).to_contain_text("Tech tour")
        expect(phone.locator(".strip__station--now")).to_contain_text("You are here")
        expect(phone.locator("[aria-current=step]")).to_have_count(1)


def test_nothing_that_is_sent_goes_through_the_worker(phone, hunt, ben):
    visit_once(phone, hunt, ben)
    phone.goto(path("hunts:consent", hunt))
    assert phone.evaluate("Boolean(navigator.serviceWorker.controller)")

    with phone.expect_navigation(), phone.expect_response(lambda answer: answer.request.method == "POST") as sent:
        phone.get_by_role("button", name="Save my answers").click()
    hello = phone.evaluate("async (path) => (await fetch(path)).status", path("reflections:sync_hello", hunt))

    assert not sent.value.from_service_worker
    assert hello == 200


def test_in_development_a_changed_file_shows_at_once(open_page, live_server, hunt, ben, day):
    """Names don't tell of changes there: the network comes first for files, too, and what is kept still stands in."""
    page = open_page(ben, loses_signal=True, **PHONE)
    visit_once(page, hunt, ben)
    page.reload()
    style = page.evaluate("async () => (await fetch('/static/css/own-turf.css')).text()")
    assert style == Client().get("/static/css/own-turf.css").getvalue().decode()

    page.context.set_offline(True)

    look_at_everything(page, hunt)


# The small photos of the notebook


def log_photos(participation, number, size=(640, 480)):
    """An entry of today with photos, which nobody has looked at yet."""
    files = [upload(make_file(corners(size))) for _ in range(number)]
    taken = [NewPhoto(read_photo(file, keep_place=False)) for file in files]
    noted_at = datetime(2026, 7, 7, 11, 30, tzinfo=UTC)
    return take_in_reflection(
        participation, id=uuid.uuid4(), moment="day", words="Sample words.", noted_at=noted_at, photos=taken
    )


def small(*entries):
    return sorted(photo.thumbnail_url for entry in entries for photo in entry.photos.all())


def until_photos_kept(page, user, expected):
    until(lambda: photos_in(page, user) == expected, "these photos are kept, and no others")


def photos_shown(page):
    """The width of each photo of the page as it came, 0 for one that did not."""
    return page.locator(".photo img").evaluate_all("""(images) => Promise.all(images.map(async (image) => {
      image.loading = "eager";
      await image.decode().catch(() => {});
      return image.naturalWidth;
    }))""")


def test_small_photos_are_there_without_the_site_though_the_notebook_was_never_opened(
    phone, production, hunt, ben, participation
):
    entry = log_photos(participation, 2)
    visit_once(phone, hunt, ben)
    until_photos_kept(phone, ben, small(entry))

    with production.out_of_reach():
        phone.goto(path("reflections:notebook", hunt))
        assert photos_shown(phone) == [400, 400]
        expect(phone.locator(".thumb-bar__copy")).to_be_visible()


def test_a_small_photo_is_shown_without_a_network(phone, hunt, ben, participation):
    entry = log_photos(participation, 1)
    visit_once(phone, hunt, ben)
    until_photos_kept(phone, ben, small(entry))

    phone.context.set_offline(True)

    phone.goto(path("reflections:notebook", hunt))
    assert photos_shown(phone) == [400]


def test_nothing_of_a_photo_is_kept_but_its_small_picture(open_page, production, hunt, ben, day, participation):
    # What a browser puts around a picture that is opened by itself, our policy stops.
    phone = open_page(ben, site=production.url, loses_signal=True, expected=["Applying inline style"], **PHONE)
    entry = log_photos(participation, 1)
    [photo] = entry.photos.all()
    visit_once(phone, hunt, ben)
    until_photos_kept(phone, ben, small(entry))

    phone.goto(entry.get_absolute_url())
    assert photos_shown(phone) == [640]
    phone.goto(photo.get_absolute_url())
    phone.goto(path("reflections:notebook", hunt))
    until_kept_afresh(phone, hunt)

    assert [each for name in phone.evaluate(KEPT).values() for each in name if str(photo.pk) in each] == small(entry)
    with production.out_of_reach():
        phone.goto(photo.get_absolute_url())
        expect(phone.locator("h1")).to_have_text("You have no signal")


def test_a_withdrawn_photo_leaves_the_phone_when_the_notebook_is_kept_again(phone, hunt, ben, participation):
    stays, goes = log_photos(participation, 1), log_photos(participation, 2)
    visit_once(phone, hunt, ben)
    until_photos_kept(phone, ben, small(stays, goes))
    goes.withdrawn_at = datetime.now(UTC)
    goes.save()

    phone.goto(path("reflections:notebook", hunt))

    until_photos_kept(phone, ben, small(stays))


def test_a_photo_that_the_site_does_not_give_any_more_leaves_the_phone(
    open_page, production, hunt, ben, day, participation
):
    phone = open_page(ben, site=production.url, loses_signal=True, expected=["404 (Not Found)"], **PHONE)
    entry = log_photos(participation, 1)
    visit_once(phone, hunt, ben)
    until_photos_kept(phone, ben, small(entry))
    [photo] = small(entry)
    entry.withdrawn_at = datetime.now(UTC)
    entry.save()

    phone.evaluate("(path) => { new Image().src = path; }", photo)

    until_photos_kept(phone, ben, [])


def test_signing_out_takes_the_photos_from_the_phone(phone, production, hunt, ben, participation):
    entry = log_photos(participation, 1)
    visit_once(phone, hunt, ben)
    until_photos_kept(phone, ben, small(entry))

    sign_out(phone, production)

    until(lambda: not [name for name in phone.evaluate(KEPT) if "photos" in name], "no photo is left")
    assert not_on_the_phone(phone, production, small(entry))


def not_on_the_phone(page, production, addresses):
    """Whether none of the pictures can be seen without the site."""
    with production.out_of_reach():
        return not any(page.evaluate("""(paths) => Promise.all(paths.map((path) => new Promise((resolve) => {
          const image = new Image();
          image.onload = () => resolve(true);
          image.onerror = () => resolve(false);
          image.src = path;
        })))""", addresses))  # fmt: skip


def test_the_next_person_on_the_phone_never_sees_the_photos_of_the_one_before(
    phone, production, hunt, ben, route, participation
):
    entry = log_photos(participation, 1)
    dora = builders.make_user("dora", email=None)
    builders.make_participation(hunt, dora, route)
    visit_once(phone, hunt, ben)
    until_photos_kept(phone, ben, small(entry))

    phone.context.clear_cookies()
    phone.context.add_cookies(as_playwright(cookies_of(dora), production.url))
    visit_once(phone, hunt, dora)

    assert [name for name in phone.evaluate(KEPT) if "photos" in name] == []
    assert not_on_the_phone(phone, production, small(entry))


def test_who_leaves_the_hunt_leaves_no_photo_of_it_on_the_phone(open_page, production, hunt, ben, day, participation):
    phone = open_page(ben, site=production.url, loses_signal=True, expected=["404 (Not Found)"], **PHONE)
    entry = log_photos(participation, 1)
    visit_once(phone, hunt, ben)
    until_photos_kept(phone, ben, small(entry))
    participation.left_at = datetime.now(UTC)
    participation.save()

    phone.goto(path("visits:today", hunt))

    until(lambda: not [name for name in phone.evaluate(KEPT) if "photos" in name], "no photo is left")


def test_a_photo_that_is_not_on_the_phone_is_named_in_the_frame_it_would_fill(
    phone, production, hunt, ben, participation
):
    entry = log_photos(participation, 1, size=(480, 640))
    visit_once(phone, hunt, ben)
    until_photos_kept(phone, ben, small(entry))
    phone.evaluate("(name) => caches.delete(name)", f"own-turf-photos:{kept_pages.name_for(ben)}")

    with production.out_of_reach():
        phone.goto(path("reflections:notebook", hunt))
        assert photos_shown(phone) == [0]
        image = phone.get_by_role("img", name="Photo 1, without a caption")
        said = image.evaluate("(image) => getComputedStyle(image, '::after').content")
        assert "no signal" in said
        frame = image.bounding_box()
        assert frame["height"] == pytest.approx(11 * 16, abs=1)
        assert frame["width"] / frame["height"] == pytest.approx(480 / 640, abs=0.02)
