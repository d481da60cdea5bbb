// <section data-module="queue-list">: everything of this hunt that waits on this phone, with what one can do about it.
// What becomes safe while one looks stays to be seen as safe.
import { nameOfFile, saveQueue } from "../notebook/saved-file.js";
import { queueOfPage } from "../notebook/sender.js";
import { counted } from "../notebook/words.js";
import { makeRow, showState } from "./queue-row.js";

export default async function queueList(section) {
  const { hunt, participation, zone } = section.dataset;
  const templates = [...section.querySelectorAll("template[data-problem]")];
  const page = {
    hunt, participation, zone, words: section.dataset,
    template: section.querySelector("template[data-row]"),
    problems: new Map(templates.map((template) => [template.dataset.problem, template])),
  };
  const ours = await queueOfPage().catch(() => null);
  if (!ours) return;

  const show = inTurn(async (status) => draw(section, page, await ours.store.entries(), status));
  document.addEventListener("ownturf:queue", ({ detail }) => show(detail));
  section.addEventListener("click", ({ target }) => press(section, page, ours, target.closest("button[data-do]")));
  ours.tell();
}

function draw(section, page, entries, status) {
  const list = section.querySelector("[data-rows]");
  const here = entries.filter((entry) => entry.hunt === page.hunt);
  const rows = new Map([...list.children].map((row) => [row.dataset.entry, row]));
  for (const entry of here.sort((one, other) => one.made_at - other.made_at)) {
    if (entry.state === "safe" && !rows.has(entry.id)) continue;
    const row = rows.get(entry.id) ?? list.appendChild(makeRow(entry, page));
    showState(row, entry, page);
  }
  const known = new Set(here.map((entry) => entry.id));
  for (const [id, row] of rows) if (!known.has(id) && row.dataset.state !== "safe") takeAway(row, section);

  const waits = entries.filter((entry) => entry.state !== "safe");
  tellAround(section, page, waits, status);
  section.hidden = !list.children.length && !waits.length;
}

function tellAround(section, page, waits, status) {
  const elsewhere = waits.filter((entry) => entry.hunt !== page.hunt).length;
  const note = (name, text) => {
    const element = section.querySelector(`[data-${name}]`);
    element.hidden = !text;
    if (text !== true && element.textContent !== (text || "")) element.textContent = text || "";
  };
  note("count", sentence(page.words, waits));
  note("elsewhere", elsewhere ? counted(page.words.elsewhere, elsewhere) : "");
  note("paused", waits.length && status.paused ? status.paused.say || page.words.paused : "");
  section.querySelector("[data-halt]").hidden = section.querySelector("[data-paused]").hidden;
  note("not-kept", waits.length > 0 && status.persisted === false);
  section.querySelector("[data-sign-in]").hidden = status.paused?.error !== "signed_out";
  const isOurs = (entry) => entry.hunt === page.hunt && entry.participation === page.participation;
  section.querySelector("[data-all]").hidden = !waits.some(isOurs);
}

// No calm for what is held: only what goes by itself is said to.
function sentence(words, waits) {
  if (!waits.length) return words.safe;
  const held = waits.filter((entry) => entry.state === "held").length;
  const said = [counted(words.here, waits.length)];
  if (held) said.push(counted(words.held, held));
  if (held < waits.length) said.push(words.goes);
  return said.join(" ");
}

// Whoever was in it is not thrown back to the top of the page.
function takeAway(row, section) {
  const focused = row.contains(document.activeElement);
  row.remove();
  if (focused) section.querySelector("h2").focus();
}

async function press(section, page, { store, queue, tell }, button) {
  if (!button || button.hasAttribute("aria-disabled")) return;
  const row = button.closest("[data-entry]");
  const id = row?.dataset.entry ?? null;
  const say = (words) => { section.querySelector("[data-done]").textContent = words; };
  const actions = {
    send: async () => say(whatCameOf(await queue.sendNow(id), page.words)),
    save: async () => {
      const name = nameOfFile(page.hunt);
      hand(await saveQueue(store, page.hunt, id ? { id } : { participation: page.participation }), name);
      say(page.words.saved.replaceAll("{name}", name));
    },
    out: () => queue.takeOut(id),
    "part-out": async () => queue.takeOutPart(id, (await store.entry(id))?.problem?.part),
    "as-new": async () => { await queue.sendAsNew(id); await queue.round(); },
  };
  button.setAttribute("aria-disabled", "true"); // not `disabled`, which would throw the keyboard's place away
  say("");
  try {
    await actions[button.dataset.do]();
  } finally {
    button.removeAttribute("aria-disabled");
    tell();
  }
}

function whatCameOf({ waiting, sending, held, paused }, words) {
  if (paused?.say) return paused.say;
  if (waiting + sending) return words.noAnswer;
  return held ? "" : words.safe;
}

// Gives the file to the person, as a download.
function hand(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

// One drawing at a time, and after the last news always one more: never an older state over a newer.
function inTurn(work) {
  let last = Promise.resolve();
  return (...news) => { last = last.then(() => work(...news)).catch((error) => console.error(error)); };
}
