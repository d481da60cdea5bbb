"""The Log page on a phone: opening it, and looking at what the phone keeps."""

import base64
import io
from datetime import UTC, datetime

from PIL import Image

SMALL_PHONE = {
    "viewport": {"width": 360, "height": 640},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "permissions": ["microphone"],
}
AT_THE_STOP = datetime(2026, 7, 7, 8, 45, tzinfo=UTC)
PATIENCE = 30_000  # milliseconds: the first page of a test finds a server that has not begun yet
STORE = "const { openStore } = await import('/static/js/notebook/store.js'); const store = await openStore();"


def open_log(page, hunt, now=AT_THE_STOP):
    """Open the page with the phone's clock at ``now``, and wait until its script has begun."""
    page.clock.set_fixed_time(now)
    page.goto(f"/hunts/{hunt.slug}/log/", timeout=PATIENCE)
    page.locator("#log-form[data-ready]").wait_for(timeout=PATIENCE)
    return page


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
        [{"name": name, "mimeType": "image/jpeg", "buffer": content} for name, content in files], timeout=PATIENCE
    )
    page.locator("[data-photos] > fieldset").nth(len(files) - 1).wait_for(timeout=PATIENCE)
    page.locator("[data-photos]:not([aria-busy])").wait_for(timeout=PATIENCE)


def answer_all(page, answer="Nobody can be recognised"):
    for radio in page.locator("[data-photos]").get_by_label(answer).all():
        radio.check()
