// What every store promises. Each check gets `open`, which gives a store over the same things each time, as another tab
// would have. Runs in Node over memory (store.test.mjs) and in a real browser over IndexedDB (tests/test_phone_store.py),
// so it needs neither.
const text = async (blob) => blob && (await blob.text());
const blobs = (...ids) => new Map(ids.map((id) => [id, new Blob([`bytes of ${id}`], { type: "image/jpeg" })]));
const named = (...ids) => ids.map((id) => ({ id, kind: "photo" }));

const draft = (id, parts = [], fields = {}) => ({ key: "h/p/log", hunt: "h", participation: "p", id, fields, parts, changed_at: 1 });
const entry = (id, parts = []) => ({ id, hunt: "h", participation: "p", state: "waiting", body: "{}", parts });

function same(got, wanted, what) {
  const [one, other] = [got, wanted].map((value) => JSON.stringify(value ?? null));
  if (one !== other) throw new Error(`${what}: ${one} instead of ${other}`);
}

export const contract = {
  async "an entry and its bytes come back in another tab"(open) {
    await (await open()).addEntry(entry("e", named("a")), blobs("a"));
    const store = await open();
    same(await store.entry("e"), entry("e", named("a")), "entry");
    same(await store.entries(), [entry("e", named("a"))], "entries");
    const blob = await store.blob("a");
    same([await text(blob), blob.type], ["bytes of a", "image/jpeg"], "blob");
    same([await store.entry("none"), await store.blob("none")], [null, null], "what is not there");
  },

  async "adding an entry again changes nothing"(open) {
    const store = await open();
    same(await store.addEntry(entry("e"), blobs("a")), "added", "first");
    same(await store.addEntry({ ...entry("e"), body: "other" }), "already", "second");
    same((await store.entry("e")).body, "{}", "body");
  },

  async "an entry that is taken out takes its bytes along, and no others"(open) {
    const store = await open();
    await store.addEntry(entry("e", named("a")), blobs("a"));
    await store.addEntry(entry("f", named("b")), blobs("b"));
    same(await store.changeEntry("e", () => null), null, "result");
    same((await store.entries()).map(({ id }) => id), ["f"], "entries");
    same([await text(await store.blob("a")), await text(await store.blob("b"))], [null, "bytes of b"], "bytes");
  },

  async "bytes that an entry names no more go with the change"(open) {
    const store = await open();
    await store.addEntry(entry("e", named("a", "b")), blobs("a", "b"));
    await store.changeEntry("e", (now) => ({ ...now, parts: named("b") }));
    same([await text(await store.blob("a")), await text(await store.blob("b"))], [null, "bytes of b"], "bytes");
    await store.changeEntry("e", ({ id }) => ({ id, state: "safe" }));
    same([await store.entry("e"), await store.blob("b")], [{ id: "e", state: "safe" }, null], "safe");
  },

  async "a change that says nothing leaves the entry, and one of nothing is not asked"(open) {
    const store = await open();
    await store.addEntry(entry("e"));
    same(await store.changeEntry("e", () => undefined), entry("e"), "left");
    same(await store.changeEntry("none", () => { throw new Error("asked"); }), null, "none");
  },

  async "a change that fails changes nothing"(open) {
    const store = await open();
    await store.addEntry(entry("e", named("a")), blobs("a"));
    const failed = await store.changeEntry("e", () => { throw new Error("no"); }).catch((error) => error.message);
    same([failed, await store.entry("e"), await text(await store.blob("a"))], ["no", entry("e", named("a")), "bytes of a"], "after");
  },

  async "changes from two tabs at one moment all count"(open) {
    const tabs = [await open(), await open()];
    await tabs[0].addEntry({ ...entry("e"), n: 0 });
    const more = (now) => ({ ...now, n: now.n + 1 });
    await Promise.all(Array.from({ length: 40 }, (_, turn) => tabs[turn % 2].changeEntry("e", more)));
    same((await tabs[0].entry("e")).n, 40, "count");
  },

  async "a draft comes back with its bytes, and goes with them"(open) {
    await (await open()).saveDraft(draft("d", named("a"), { words: "Sample" }), blobs("a"));
    const store = await open();
    same([await store.draft("h/p/log"), (await store.drafts("h")).length, await store.drafts("other")],
      [draft("d", named("a"), { words: "Sample" }), 1, []], "draft");
    await store.dropDraft("h/p/log");
    await store.dropDraft("h/p/log");
    same([await store.draft("h/p/log"), await store.blob("a")], [null, null], "dropped");
  },

  async "two tabs of one draft log once"(open) {
    const tabs = [await open(), await open()];
    await tabs[0].saveDraft(draft("d", named("a")), blobs("a"));
    const said = await Promise.all(tabs.map((tab) => tab.logDraft("h/p/log", entry("d", named("a")))));
    same(said.sort(), ["already", "logged"], "said");
    same([(await tabs[0].entries()).length, await tabs[1].draft("h/p/log"), await text(await tabs[1].blob("a"))],
      [1, null, "bytes of a"], "after");
  },

  async "a draft that was logged can't be saved again by a second tab"(open) {
    const tabs = [await open(), await open()];
    await tabs[0].saveDraft(draft("d"));
    await tabs[0].logDraft("h/p/log", entry("d"));
    same(await tabs[1].saveDraft(draft("d", named("a")), blobs("a")), "already", "said");
    same(await tabs[1].changeDraft("h/p/log", (now) => now ?? draft("d")), null, "changed");
    same([await tabs[1].draft("h/p/log"), await tabs[1].blob("a")], [null, null], "after");
    await tabs[0].changeEntry("d", ({ id }) => ({ id, state: "safe" }));
    same(await tabs[1].saveDraft(draft("d")), "already", "when safe");
  },

  async "the next draft under the same key is not logged as the last one, nor overwritten by it"(open) {
    const store = await open();
    await store.saveDraft(draft("new", [], { words: "New" }));
    same(await store.logDraft("h/p/log", entry("old")), "already", "logged");
    same(await store.saveDraft(draft("old")), "already", "saved");
    same([await store.draft("h/p/log"), await store.entries()], [draft("new", [], { words: "New" }), []], "after");
  },

  async "a draft that changed while its entry was made is not logged as it was"(open) {
    const store = await open();
    const read = draft("d");
    await store.saveDraft(read);
    await store.changeDraft("h/p/log", (now) => ({ ...now, parts: named("a") }), blobs("a"));
    same(await store.logDraft("h/p/log", entry("d"), read), "changed", "said");
    same([await store.draft("h/p/log"), await store.entries()], [draft("d", named("a")), []], "after");
  },

  async "two tabs that open a draft at one moment get the same"(open) {
    const tabs = [await open(), await open()];
    const found = await Promise.all(tabs.map((tab, turn) => tab.changeDraft("h/p/log", (now) => now ?? draft(`d${turn}`))));
    same(found[0].id, found[1].id, "id");
  },

  async "bytes of a change to a draft that did not happen are not kept"(open) {
    const store = await open();
    await store.changeDraft("h/p/log", () => undefined, blobs("a"));
    same([await store.blob("a"), await store.draft("h/p/log")], [null, null], "after");
  },

  async "an entry takes the place of another with its bytes, once"(open) {
    const store = await open();
    await store.addEntry(entry("old", named("a", "lost")), blobs("a"));
    const renamed = new Map([["a", "b"], ["lost", "c"]]);
    same(await store.replaceEntry("old", entry("new", named("b", "c")), renamed), "replaced", "first");
    same(await store.replaceEntry("old", entry("new", named("b", "c")), renamed), "already", "second");
    same([(await store.entries()).map(({ id }) => id), await store.blob("a"), await text(await store.blob("b"))],
      [["new"], null, "bytes of a"], "after");
  },

  async "bytes are dropped by name"(open) {
    const store = await open();
    await store.addEntry(entry("e", named("a", "b")), blobs("a", "b"));
    await store.dropBlobs(["a", "none"]);
    await store.dropBlobs([]);
    same([await store.blob("a"), await text(await store.blob("b"))], [null, "bytes of b"], "bytes");
  },
};
