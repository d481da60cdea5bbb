// <form data-module="positions-form" data-hunt data-participation data-when data-place data-nothing data-here
//       data-kept data-done>
// Where somebody stands is kept on the phone first and then goes by the queue, like all else that is said on the day.
// <p data-says role="status" hidden> tells what has become of it.
import { POSITIONS, sealPositions } from "../notebook/record.js";
import { queueOfPage } from "../notebook/sender.js";

const PATIENCE = 6_000; // milliseconds: with signal it has arrived by then

export default async function positionsForm(form) {
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    send(form).catch(() => form.submit()); // where nothing can be kept it goes as without a script
  });
  await showWhatWaits(form).catch(() => {});
  document.addEventListener("ownturf:queue", () => unsayWhatArrived(form).catch(() => {}));
  form.dataset.ready = "";
}

async function send(form) {
  const stances = readStances(form);
  if (form.dataset.busy) return;
  if (!stances.length) {
    answer(form, form.dataset.nothing);
    return;
  }
  form.dataset.busy = "yes";
  try {
    const ours = await queueOfPage();
    const entry = await seal(form, stances, await waiting(form, ours.store));
    await ours.store.addEntry(entry);
    const { state, problem } = (await tryNow(ours, entry.id)) ?? {};
    if (state === "safe") window.location.replace(form.dataset.done);
    else answer(form, problem?.say ? `${problem.say} ${form.dataset.kept}` : form.dataset.here);
  } finally {
    delete form.dataset.busy;
  }
}

// Above the bar at the foot of the screen, which would hide it.
function answer(form, words) {
  say(form, words).scrollIntoView({ block: "center" });
}

function readStances(form) {
  return [...form.querySelectorAll("[data-conundrum]")].flatMap((row) => {
    const chosen = row.querySelector("input:checked");
    return chosen ? [{ conundrum: Number(row.dataset.conundrum), stance: chosen.value }] : [];
  });
}

// What was said last counts, so this is said after whatever still waits, also by a clock that was put back meanwhile.
function seal(form, stances, before) {
  const { hunt, participation, when, place } = form.dataset;
  const now = Math.max(Date.now(), ...before.map((entry) => entry.made_at + 1));
  return sealPositions({ id: crypto.randomUUID(), hunt, participation, when, stances, place, words: told(form) }, now);
}

function told(form) {
  const chosen = [...form.querySelectorAll("[data-conundrum] input:checked")];
  return chosen.map((input) => `${input.closest("[data-conundrum]").dataset.conundrum}: ${nameOf(input)}`).join("\n");
}

// The words beside a choice, without the mark that stands for them.
function nameOf(input) {
  const label = input.closest("label").cloneNode(true);
  for (const mark of label.querySelectorAll("[aria-hidden]")) mark.remove();
  return label.textContent.trim();
}

async function waiting({ dataset: { hunt, participation, when } }, store) {
  return (await store.entries())
    .filter((entry) => entry.kind === POSITIONS && entry.hunt === hunt && entry.participation === participation)
    .filter((entry) => JSON.parse(entry.body).when === when)
    .sort((one, other) => one.made_at - other.made_at);
}

// Promises the entry as it stands once it was tried, or when that takes too long.
async function tryNow({ store, queue, logged }, id) {
  logged();
  await Promise.race([queue.sendNow(id), new Promise((resolve) => { setTimeout(resolve, PATIENCE); })]);
  return store.entry(id);
}

// The page may be a copy of what the site knew: what was said since stands in its place.
async function showWhatWaits(form) {
  const { store } = await queueOfPage();
  const last = (await waiting(form, store)).at(-1);
  if (!last) return;
  for (const { conundrum, stance } of JSON.parse(last.body).stances) {
    const choice = form.querySelector(`[data-conundrum="${conundrum}"] input[value="${stance}"]`);
    if (choice) choice.checked = true;
  }
  say(form, form.dataset.here);
}

async function unsayWhatArrived(form) {
  const line = form.querySelector("[data-says]");
  if (line.hidden || line.textContent !== form.dataset.here) return;
  const { store } = await queueOfPage();
  line.hidden = !(await waiting(form, store)).length;
}

function say(form, words) {
  const line = form.querySelector("[data-says]");
  line.hidden = false;
  line.textContent = words;
  return line;
}
