"""What a phone keeps, in a real browser: IndexedDB fulfils the contract that Node tests over memory, and outlives
reloads, restarts and a newer release in another tab."""

import pytest

from tests.browser import PHONE

pytestmark = [pytest.mark.journey, pytest.mark.once]

PREPARE = """
  const { openStore } = await import("/static/js/notebook/store.js");
  const forget = () => new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase("own-turf");
    request.onsuccess = resolve;
    request.onerror = () => reject(request.error);
  });
  const draft = (id) => ({ key: "h/p/log", hunt: "h", participation: "p", id, fields: {}, parts: [], changed_at: 1 });
  const entry = (id, parts = []) => ({ id, hunt: "h", participation: "p", state: "waiting", parts });
  const photo = () => new Map([["a", new Blob(["bytes of a photo"], { type: "image/jpeg" })]]);
"""


@pytest.fixture
def page(open_page, db):
    page = open_page()
    page.goto("/accounts/login/")
    return page


def run(page, script):
    """What ``script``, the body of an async function, returns in the page."""
    return page.evaluate(f"async () => {{ {PREPARE} {script} }}")


def test_indexeddb_keeps_the_contract_of_every_store(page):
    page.route(
        "**/contract.mjs",
        lambda route: route.fulfill(path="tests/js/store-contract.mjs", content_type="text/javascript"),
    )

    failed = run(
        page,
        """
        const { contract } = await import("/contract.mjs");
        const failed = [];
        for (const [promise, check] of Object.entries(contract)) {
          await forget();
          await check(() => openStore()).catch((error) => failed.push(`${promise}: ${error.message}`));
        }
        return [Object.keys(contract).length > 10, failed];
        """,
    )

    assert failed == [True, []]


def test_entries_and_photos_outlive_a_reload(page):
    run(page, 'await (await openStore()).addEntry(entry("e", [{ id: "a" }]), photo());')

    page.reload()

    read = """
      const store = await openStore();
      const blob = await store.blob("a");
      return [(await store.entries()).length, await blob.text(), blob.type];
    """
    assert run(page, read) == [1, "bytes of a photo", "image/jpeg"]


def test_entries_and_photos_outlive_the_browser(browser_type, browser_type_launch_args, live_server, tmp_path):
    def browser():
        return browser_type.launch_persistent_context(str(tmp_path / "profile"), **browser_type_launch_args)

    with browser() as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/accounts/login/")
        run(page, 'await (await openStore()).addEntry(entry("e", [{ id: "a" }]), photo());')

    with browser() as context:
        page = context.new_page()
        page.goto(f"{live_server.url}/accounts/login/")
        kept = run(page, 'return (await (await openStore()).blob("a")).text();')
    assert kept == "bytes of a photo"


def test_two_tabs_log_one_draft_once(page):
    other = page.context.new_page()
    other.goto("/accounts/login/")
    run(page, 'await (await openStore()).saveDraft(draft("d"));')
    for tab in (page, other):
        tab.evaluate(
            f"""() => {{ window.logged = (async () => {{ {PREPARE}
              const store = await openStore();
              const start = Math.ceil(Date.now() / 500) * 500 + 500;
              while (Date.now() < start) await null;
              return Promise.all(Array.from({{ length: 20 }}, () => store.logDraft("h/p/log", entry("d"))));
            }})(); }}"""
        )

    said = [word for tab in (page, other) for word in tab.evaluate("() => window.logged")]

    assert sorted(said) == ["already"] * 39 + ["logged"]
    assert run(page, "return (await (await openStore()).entries()).length;") == 1


def test_a_tab_gives_way_to_a_newer_database_and_goes_on_with_it(page):
    newer = page.context.new_page()
    newer.goto("/accounts/login/")
    run(page, 'window.store = await openStore(); await window.store.addEntry(entry("before"));')

    upgraded = newer.evaluate(
        """() => new Promise((resolve, reject) => {
          const request = indexedDB.open("own-turf", 2);
          request.onupgradeneeded = () => request.result.createObjectStore("news", { keyPath: "id" });
          request.onblocked = () => reject(new Error("blocked by the older tab"));
          request.onsuccess = () => { resolve(request.result.version); request.result.close(); };
        })"""
    )

    kept = run(
        page,
        """
        await window.store.addEntry(entry("after"));
        const again = await openStore();
        return (await again.entries()).map(({ id }) => id).sort();
        """,
    )
    assert (upgraded, kept) == (2, ["after", "before"])


def test_storage_that_was_cleared_is_begun_anew_without_a_reload(page):
    run(page, 'window.store = await openStore(); await window.store.addEntry(entry("gone"));')

    run(page, "await forget();")

    kept = run(
        page, 'await window.store.addEntry(entry("new")); return (await window.store.entries()).map(({ id }) => id);'
    )
    assert kept == ["new"]


def test_a_phone_keeps_the_bytes_too(open_page, db):
    page = open_page(**PHONE)
    page.goto("/accounts/login/")

    assert (
        run(
            page,
            'const s = await openStore(); await s.addEntry(entry("e"), photo()); return (await s.blob("a")).size;',
        )
        == 16
    )
