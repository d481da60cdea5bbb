// One waiting entry as the notebook shows it, from the page's <template>. Kept and changed in place, so that what
// somebody has opened or focused stays as it is.
import { clockTime, counted } from "../notebook/words.js";

const find = (row, name) => row.querySelector(`[data-${name}]`);

// `page`: {template, problems, words, zone, participation}.
export function makeRow(entry, page) {
  const row = page.template.content.firstElementChild.cloneNode(true);
  row.dataset.entry = entry.id;
  const mine = entry.participation === page.participation;
  const time = find(row, "time");
  time.dateTime = new Date(entry.made_at).toISOString();
  time.textContent = clockTime(entry.made_at, { zone: page.zone, language: document.documentElement.lang });
  // Somebody else's entry is told by its time alone, and nobody but them throws it away.
  find(row, "place").textContent = (mine && entry.place) || page.words.noPlace;
  find(row, "take-out").hidden = !mine;
  say(find(row, "words"), mine ? entry.words : "");
  say(find(row, "parts"), partsOf(entry, page.words));
  return row;
}

// Safe entries are short: what was shown of them stays, only the mark and the ways on change.
export function showState(row, entry, page) {
  const safe = entry.state === "safe";
  row.dataset.state = entry.state;
  for (const mark of row.querySelectorAll("[data-mark]")) mark.hidden = mark.dataset.mark !== markOf(entry.state);
  find(row, "ways").hidden = safe;
  showProblem(row, entry.state === "held" ? entry.problem : null, page);
}

const markOf = (state) => (state === "safe" || state === "sending" ? state : "here");

function showProblem(row, problem, page) {
  const box = find(row, "problem");
  const key = problem ? JSON.stringify(problem) : "";
  if (box.dataset.shown === key) return;
  box.dataset.shown = key;
  box.hidden = !problem;
  const known = page.problems.get(problem?.error) ?? page.problems.get("other");
  find(row, "way-on").replaceChildren(...(problem ? [known.content.cloneNode(true)] : []));
  say(find(row, "say"), problem?.say ?? "");
  find(row, "part-out").hidden = !problem?.part;
  find(row, "as-new").hidden = problem?.error !== "conflict";
  showBoth(row, problem?.stored, page.words);
}

function showBoth(row, stored, words) {
  find(row, "both").hidden = !stored;
  if (!stored) return;
  find(row, "mine").textContent = find(row, "words").textContent || words.noWords;
  find(row, "theirs").textContent = stored.words || words.noWords;
}

function partsOf({ parts }, words) {
  const number = (kind) => parts.filter((part) => part.kind === kind).length;
  const said = [["photo", words.photos], ["voice", words.voices]].filter(([kind]) => number(kind));
  return said.map(([kind, text]) => counted(text, number(kind))).join(" · ");
}

function say(element, text) {
  element.textContent = text;
  element.hidden = !text;
}
