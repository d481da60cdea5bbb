// <div data-module="today-clock" data-made="…"> with the page Today: a <template data-from="…"> for each turn of the day.
// Goes on telling where one is by the phone's clock, on a page that stays open or is a copy of an earlier hour.

/** The site's time, in milliseconds, when the phone's clock says ``now``: a page is made as the phone gets it, so the
    two told the same moment when the phone kept it (``kept``), or, if this is no copy, when it was opened. */
export function siteTime({ now, opened, made, kept }) {
  return now + made - (Number.isNaN(kept) ? opened : kept);
}

/** Which of the turns, given by the moments they come at in order, is the last that has come; -1 for none yet. */
export function turnAt(moments, time) {
  return moments.findLastIndex((moment) => moment <= time);
}

export default function todayClock(page) {
  const turns = [...page.querySelectorAll("template[data-from]")];
  if (!turns.length) return;
  const moments = turns.map(({ dataset }) => Date.parse(dataset.from));
  const times = { opened: Date.now(), made: Date.parse(page.dataset.made), kept: Date.parse(document.documentElement.dataset.kept) };
  const cards = [...page.querySelectorAll("[data-cards] > details")];
  let shown = -1;
  let timer;

  function look() {
    clearTimeout(timer);
    const time = siteTime({ ...times, now: Date.now() });
    const turn = turnAt(moments, time);
    if (turn > shown) show(page, turns[turn], cards);
    shown = Math.max(turn, shown);
    const wait = moments[shown + 1] - time;
    if (wait > 0) timer = setTimeout(look, Math.min(wait, 3_600_000));
  }

  document.addEventListener("visibilitychange", look);
  look();
}

function show(page, turn, cards) {
  const { past, at = -1, to = -1, ahead = -1 } = turn.dataset;
  page.querySelector("[data-heading]").replaceChildren(turn.content.cloneNode(true));
  for (const section of page.querySelectorAll("[data-made-for-now]")) section.hidden = true;
  mark(page.querySelector(".strip"), { past: Number(past), at: Number(at), to: Number(to) });
  if (cards.length) bringUp(page, cards, [cards[at], cards[ahead]].filter(Boolean));
}

/** Put the cards of this stop and the next on top, open, and the others back in their list. */
function bringUp(page, cards, wanted) {
  const top = page.querySelector("[data-cards-of-now]");
  page.querySelector("[data-cards]").replaceChildren(...cards);
  for (const card of wanted) card.open = true;
  top.replaceChildren(...wanted);
  top.hidden = !wanted.length;
}

function mark(strip, { past, at, to }) {
  if (!strip) return;
  for (const label of strip.querySelectorAll(".label--on")) label.remove();
  strip.querySelectorAll(".strip__station").forEach((station, number) => {
    station.classList.toggle("strip__station--past", number < past);
    station.classList.toggle("strip__station--now", number === at);
    say(station, number === at && strip.dataset.here, station.querySelector(".strip__time"));
  });
  strip.querySelectorAll(".strip__leg").forEach((leg, number) => say(leg, number + 1 === to && strip.dataset.way, leg));
}

/** Say where somebody is, or that it is not here. */
function say(step, words, beside) {
  step.toggleAttribute("aria-current", Boolean(words));
  if (!words) return;
  step.setAttribute("aria-current", "step");
  const label = document.createElement("span");
  label.className = "label label--on";
  label.textContent = words;
  beside.append(" ", label);
}
