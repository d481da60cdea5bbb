// The Log page once the phone can keep things: what comes from the database is shown, what is done goes there at once.
import { isBegun } from "./checks.js";
import { draftKeeper } from "./draft-keeper.js";
import { readFields, writeFields } from "./fields.js";
import { logger } from "./logging.js";
import { wordsMirror } from "./mirror.js";
import { arrange, choose, offerWaiting } from "./moments.js";
import { photoList } from "./photos.js";
import { hold, line, tell } from "./pieces.js";
import { voiceList } from "./voices.js";
import { fill, readWords, timeOf } from "./words.js";

export async function logPage(form, { store, logged }) {
  const { hunt, participation } = form.dataset;
  const say = readWords();
  const live = form.querySelector("[data-live]");
  const clearPage = () => clear();
  let isChosen = new URLSearchParams(location.search).has("moment") || form.hasAttribute("data-bound");

  const keeper = draftKeeper({
    store,
    owner: { hunt, participation },
    mirror: wordsMirror(quietStorage(), `${hunt}/${participation}`),
    channel: "BroadcastChannel" in globalThis ? new BroadcastChannel("own-turf-draft") : null,
    hooks: { onDraft: draw, onEnd: ended, onTrouble: trouble, onKept: () => tell(line(form, "trouble"), "") },
  });
  const around = { form, keeper, limits: JSON.parse(form.dataset.limits), say, complain, noted, trouble };
  const photos = photoList(live, around);
  const voices = voiceList(live, around);
  const logIt = logger({ ...around, photos, voices, store, logged, clear: clearPage });

  await begin();
  goLive();

  async function begin() {
    const typed = typedMeanwhile(form.elements.words);
    const draft = await keeper.load();
    if (!isBegun(draft)) lookAtClock();
    else {
      arrange(form, Date.now());
      await draw(draft);
      tell(line(form, "draft"), fill(say.draft_back, { time: timeOf(draft.changed_at, Date.now()) }));
    }
    if (typed && !(draft.fields.words ?? "").includes(typed)) {
      form.elements.words.value = [draft.fields.words, typed].filter(Boolean).join("\n\n");
      noted();
    }
    await offerEncounters();
  }

  // Only once all of it can be kept: from here on nothing goes to the server by the form.
  function goLive() {
    for (const part of [live, form.querySelector("[data-scribe]")]) part.hidden = false;
    for (const plain of form.querySelectorAll("[data-plain]")) plain.remove();
    form.addEventListener("input", ({ target }) => {
      if (target.name === "moment") isChosen = true;
      if (!target.closest("[data-part], [data-live]")) noted();
    });
    form.addEventListener("submit", (event) => { event.preventDefault(); logIt(); });
    for (const input of live.querySelectorAll("[data-take], [data-choose]")) input.addEventListener("change", added);
    form.querySelector("[data-start-anew]").addEventListener("click", startAnew);
    window.addEventListener("pagehide", () => keeper.flush());
    document.addEventListener("visibilitychange", () => { if (document.hidden) keeper.flush(); else lookAtClock(); });
    form.dataset.ready = "";
  }

  // A moment that somebody chose stays. One that is only likely follows the clock, until there is something about it.
  function lookAtClock() {
    const likely = arrange(form, Date.now());
    if (!isChosen && !isBegun(keeper.draft)) choose(form, likely);
  }

  // Something was done: it is kept, and "Logged" is about the one before.
  function noted() {
    keeper.note(readFields(form, keeper.draft.fields));
    tell(line(form, "logged"), "");
  }

  async function added({ target }) {
    const files = [...target.files];
    target.value = "";
    await photos.add(files);
  }

  // Beside the buttons: what is wrong, or what goes on.
  function complain(words, status = "") {
    tell(live.querySelector("[data-adding-error]"), words);
    live.querySelector("[data-adding-says]").textContent = status;
  }

  async function draw({ fields }) {
    writeFields(form, fields);
    await photos.show();
    await voices.show();
  }

  async function offerEncounters() {
    const entries = await store.entries();
    const own = entries.filter((entry) => entry.hunt === hunt && entry.participation === participation && entry.body);
    offerWaiting(form, own, (title) => fill(say.encounter, { title }));
  }

  async function clear() {
    form.reset();
    isChosen = false;
    for (const name of ["draft", "undo", "elsewhere"]) tell(line(form, name), "");
    live.querySelector(".undo")?.remove();
    for (const fold of form.querySelectorAll("[data-scribe], [data-far]")) fold.open = false;
    complain("");
    lookAtClock();
    await draw(keeper.draft);
    await offerEncounters();
  }

  async function startAnew() {
    hold(form, true);
    const putBack = await keeper.startAnew().finally(() => hold(form, false));
    await clear();
    tell(line(form, "undo"), say.started_anew);
    const button = line(form, "undo").querySelector("[data-undo]");
    button.onclick = async () => {
      await draw(await putBack());
      tell(line(form, "undo"), "");
      form.elements.words.focus();
    };
    button.focus();
  }

  // Another tab logged this draft, or began anew; `isLeft` if something newer was typed here.
  async function ended(why, isLeft) {
    await (isLeft ? draw(keeper.draft) : clear());
    if (why === "logged") tell(line(form, "elsewhere"), isLeft ? say.logged_elsewhere_other : say.logged_elsewhere);
  }

  function trouble(error, words = say.not_kept) {
    console.warn(error?.stack ?? error);
    tell(line(form, "trouble"), words);
  }
}

// What was typed before the script came. On a page that one comes back to, the browser has put back by itself what was
// there; the draft knows that better.
function typedMeanwhile(words) {
  const [navigation] = performance.getEntriesByType("navigation");
  return !navigation || navigation.type === "navigate" ? words.value : "";
}

function quietStorage() {
  try { return globalThis.localStorage; } catch { return null; }
}
