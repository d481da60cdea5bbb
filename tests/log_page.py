"""The Log page on a phone: opening it, and looking at what the phone keeps."""

import base64
import io
import re
from datetime import UTC, datetime

from PIL import Image

from tests.browser import wait_for_modules

SMALL_PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "permissions": ["microphone"],
}
AT_THE_STOP = datetime(2026, 7, 7, 8, 45, tzinfo=UTC)
A_SECOND_OR_MORE = re.compile("^0:(?!00)")  # on the clock of a recording
STORE = "const { openStore } = await import('/static/js/notebook/store.js'); const store = await openStore();"


def open_log(page, hunt, now=AT_THE_STOP):
    """Open the page with the phone's clock at ``now``, and wait until its scripts have begun."""
    page.clock.set_fixed_time(now)
    page.goto(f"/hunts/{hunt.slug}/log/")
    wait_until_ready(page)
    return page


def come_back(page):
    """Load the page once more."""
    page.reload()
    wait_until_ready(page)


def wait_until_ready(page):
    """Also for the other scripts of the page: what is still to come would miss the signal when that is taken away."""
    page.locator("#log-form[data-ready]").wait_for()
    wait_for_modules(page)


def words(page):
    return page.get_by_label("What strikes you?")


def log_it(page):
    page.get_by_role("button", name="Log it").click()


def wait_until_logged(page):
    """On the phone, or with the site already: one cannot see which comes first."""
    page.locator('[data-line="logged"]').wait_for()


def entries(page):
    """What waits in the queue, as records."""
    return page.evaluate(
        f"async () => {{ {STORE} return (await store.entries()).map((each) => JSON.parse(each.body)) }}"
    )


def drafts(page):
    return page.evaluate(f"async () => {{ {STORE} return store.drafts('canal-hunt') }}")


def is_kept(page, **fields):
    """Whether the draft on the phone says so: what is done on the page gets there a moment later."""
    return any(draft["fields"] | fields == draft["fields"] for draft in drafts(page))


def blobs(page):
    """Every photo and voice note that the phone holds, whatever it belongs to, as bytes."""
    kept = page.evaluate(
        """async () => {
            const request = indexedDB.open("own-turf");
            const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
            const all = database.transaction("blobs").objectStore("blobs").getAll();
            const found = await new Promise((resolve) => { all.onsuccess = () => resolve(all.result); });
            database.close();
            const text = (bytes) => new Uint8Array(bytes).reduce((text, byte) => text + String.fromCharCode(byte), "");
            return found.map(({ bytes }) => btoa(text(bytes)));
        }"""
    )
    return [base64.b64decode(each) for each in kept]


def pictures(page):
    return [Image.open(io.BytesIO(each)) for each in blobs(page)]


def choose_photos(page, *files):
    """Choose files, given as (name, content), and wait until each is there and has been made smaller."""
    page.locator("[data-choose]").set_input_files(
        [{"name": name, "mimeType": "image/jpeg", "buffer": content} for name, content in files]
    )
    page.locator("[data-photos] > fieldset").nth(len(files) - 1).wait_for()
    wait_for_photos(page)


def wait_for_photos(page):
    """Until nothing goes on with any of them."""
    page.locator("[data-photos]:not([aria-busy])").wait_for()


def hide_a_face(page):
    """Open the tools for a face, and wait until the picture to cover is there and has its size."""
    page.get_by_role("button", name="Hide a face").first.click()
    wait_for_covering(page)


def wait_for_covering(page):
    page.wait_for_function("() => document.querySelector('.covering__stage img')?.naturalWidth > 0")


def answer_all(page, answer="Nobody can be recognised"):
    for radio in page.locator("[data-photos]").get_by_label(answer).all():
        radio.check()
