"""What a person sees of the queue: the line that counts, and the list in the notebook with its ways on."""

import json
import re

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

from reflections.models import Reflection
from tests import builders
from tests.browser import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.once]

START = """async (html) => {
  const { queueOfPage } = await import("/static/js/notebook/sender.js");
  const { sealEntry } = await import("/static/js/notebook/record.js");
  window.log = async (changes, bytes) => {
    const { hunt, participation, fields, ...entry } = changes;
    const photo = () => ({ id: crypto.randomUUID(), kind: "photo", type: "image/jpeg", recognisable: "nobody" });
    const parts = bytes ? [photo()] : [];
    const blobs = new Map(parts.map((part) => [part.id, new Blob([new Uint8Array(bytes)], { type: "image/jpeg" })]));
    const draft = { id: crypto.randomUUID(), hunt, participation, fields, parts };
    const { store, logged } = await queueOfPage();
    const sealed = await sealEntry(draft, { noted_at: Date.UTC(2026, 6, 7, 9, 15), blobs });
    await store.addEntry({ ...sealed, ...entry }, blobs);
    logged();
    return draft.id;
  };
  document.querySelector("main").innerHTML = html;
  for (const name of ["queue-status", "queue-list"]) {
    const { default: start } = await import(`/static/js/modules/${name}.js`);
    start(document.querySelector(`[data-module="${name}"]`));
  }
}"""


@pytest.fixture(autouse=True)
def during_the_day(hunt):
    hunt.stage = hunt.Stage.RUNNING
    hunt.save()


@pytest.fixture
def phone(open_page, ben, hunt, participation):
    page = open_page(ben, service_workers="block", expected=["401", "409", "422", "403"], **PHONE)
    page.portal = True
    portal = {"content_type": "text/html", "body": "<p>Welcome to CafeNet</p>"}
    page.route("**/sync/**", lambda route: route.fulfill(**portal) if page.portal else route.continue_())
    page.goto(f"/hunts/{hunt.slug}/consent/")
    page.add_style_tag(url="/static/css/notebook.css")
    html = "".join(
        render_to_string(f"reflections/{piece}.html", {"hunt": hunt, "participation": participation})
        for piece in ("_queue_status", "_queue_list")
    )
    page.evaluate(START, html)
    return page


@pytest.fixture
def log(phone, hunt, participation):
    def log(words="Sample words.", photo=None, **changes):
        fields = {"moment": "day", "words": words, "place": "At Canal walk"}
        entry = {"hunt": hunt.slug, "participation": str(participation.uid), "fields": fields} | changes
        return phone.evaluate("([entry, photo]) => window.log(entry, photo)", [entry, photo])

    return log


def status(page):
    return page.locator("[data-says]")


def row(page, words):
    return page.locator("[data-entry]", has_text=words)


def wait_for(locator, words):
    locator.filter(has_text=re.compile(words)).wait_for()


def wait_until_told(page):
    """Wait until both pieces have heard how things stand, and have had the time to read what they show of it."""
    page.evaluate(
        """async () => {
          const { queueOfPage } = await import("/static/js/notebook/sender.js");
          const { store, tell } = await queueOfPage();
          const told = new Promise((resolve) => document.addEventListener("ownturf:queue", resolve, { once: true }));
          tell();
          await told;
          for (let reads = 0; reads < 3; reads += 1) await store.entries();
        }"""
    )


def test_nothing_is_said_while_nothing_waits(phone):
    wait_until_told(phone)

    assert not phone.locator("[data-line]").is_visible()
    assert not phone.get_by_role("heading", name="On this phone").is_visible()


def test_what_waits_is_counted_and_listed_and_is_safe_once_sent(phone, log, participation):
    log("First sample.")
    log("Second sample.")
    wait_for(status(phone), "^2 entries are only on this phone so far")
    expect(row(phone, "First").locator(".label:visible")).to_have_text("on this phone")
    expect(row(phone, "First").locator("time")).to_have_text("Tue 10:15")

    phone.portal = False
    phone.get_by_role("button", name="Send now").first.click()

    wait_for(status(phone), "^Everything has arrived. It is safe.$")
    expect(row(phone, "First").locator(".label:visible")).to_have_text("safe")
    assert sorted(Reflection.objects.values_list("words", "participation")) == [
        ("First sample.", participation.pk),
        ("Second sample.", participation.pk),
    ]


def test_a_captive_portal_is_told_as_no_answer_and_nothing_is_lost(phone, log):
    log()
    wait_for(status(phone), "^1 entry is only on this phone so far")

    phone.get_by_role("button", name="Send now").first.click()

    wait_for(phone.locator("[data-done]"), "The site did not answer. Nothing is lost")
    wait_for(status(phone), "^1 entry is only on this phone so far$")


def test_both_versions_of_a_conflict_are_shown_and_both_can_be_kept(phone, log, participation):
    kept = builders.make_reflection(participation, "Theirs was here first.")
    mine = log("Mine came later.")
    phone.evaluate(
        """async ([mine, kept]) => {
          const { queueOfPage } = await import("/static/js/notebook/sender.js");
          const { sha256 } = await import("/static/js/notebook/hashing.js");
          const { store, logged } = await queueOfPage();
          const entry = await store.entry(mine);
          const body = entry.body.replace(mine, kept);
          await store.replaceEntry(mine, { ...entry, id: kept, body, sha256: await sha256(body) }, new Map());
          logged();
        }""",
        [mine, str(kept.pk)],
    )
    phone.portal = False

    phone.get_by_role("button", name="Send now").first.click()

    both = row(phone, "Mine").locator("[data-both]")
    both.wait_for()
    expect(both.locator(".prose")).to_have_text(["Mine came later.", "Theirs was here first."])
    wait_for(status(phone), "1 needs a look")
    phone.get_by_role("button", name="Log this one as well").click()
    wait_for(status(phone), "^Everything has arrived")
    assert set(Reflection.objects.values_list("words", flat=True)) == {"Mine came later.", "Theirs was here first."}


def test_one_that_is_refused_says_why_and_is_taken_out_on_its_own(phone, log, participation):
    log("Bad photo.", photo=list(b"this is no picture"))
    log("Good sample.")
    phone.portal = False

    phone.get_by_role("button", name="Send now").first.click()

    bad = row(phone, "Bad photo.")
    bad.locator("[data-say]").wait_for()
    expect(bad.locator("[data-parts]")).to_have_text("1 photo")
    wait_for(row(phone, "Good sample.").locator(".label:visible"), "safe")
    bad.get_by_text("Take out").click()
    bad.get_by_role("button", name="Take it out for good").click()
    bad.wait_for(state="detached")
    expect(phone.locator("[data-line]")).to_be_hidden()
    expect(phone.locator("#on-this-phone")).to_be_focused()


def test_the_words_of_somebody_else_on_this_phone_are_not_shown(phone, log):
    log("Not for ben.", participation="2b1f8a0e-0d3c-4a5f-9f6e-0a6de2b8f111")
    phone.portal = False

    phone.get_by_role("button", name="Send now").last.click()

    wait_for(phone.locator("[data-way-on]"), "Somebody else logged this on this phone")
    assert not phone.get_by_text("Not for ben.").is_visible()
    assert "Not for ben." not in phone.locator("main").inner_text()


def test_what_waits_is_saved_as_a_file(phone, log, hunt, participation):
    log("Saved sample.", photo=[1, 2, 3])
    button = phone.locator("[data-all]").get_by_role("button", name="Save as a file")
    button.wait_for()

    with phone.expect_download() as download:
        button.click()

    assert re.fullmatch(rf"own-turf-{hunt.slug}-\d{{4}}-\d\d-\d\d\.ownturf", download.value.suggested_filename)
    head, _, after = download.value.path().read_bytes().partition(b"\n")
    saved = json.loads(head)
    assert (saved["hunt"], saved["participation"]) == (hunt.slug, str(participation.uid))
    assert [json.loads(entry["body"])["words"] for entry in saved["entries"]] == ["Saved sample."]
    assert after == b"\x01\x02\x03"
    wait_for(phone.locator("[data-done]"), "Keep the file until everything has arrived")


def test_a_session_that_ran_out_says_so_and_how_to_go_on(phone, log):
    log()
    phone.context.clear_cookies()
    phone.portal = False

    phone.get_by_role("button", name="Send now").first.click()

    wait_for(phone.locator("p[data-paused]"), "Sign in again")
    phone.get_by_role("link", name="sign in").wait_for()
    wait_for(status(phone), "^1 entry is only on this phone so far · Sign in again")
