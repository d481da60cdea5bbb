// The planner in place: its forms are sent without leaving the page, stops are dragged, lifted and chosen on the map.
// Whatever can't be shown in place is sent the plain way, so that nothing is lost.
import choosing from "./plan-choose.js";
import dragging from "./plan-drag.js";
import lifting from "./plan-lift.js";
import { findKey, keyOf, placeOf, samePlace, namesFor } from "./plan-page.js";
import { fill } from "./plan-places.js";
import { load, send } from "./plan-send.js";
import swap from "./plan-swap.js";

export default function planBoard(planner) {
  const status = planner.querySelector("[data-said]");
  const say = (words) => { status.textContent = words; };
  let saving = false;
  let next = null;
  let plain = null;

  planner.classList.add("is-live");
  choosing(planner);
  dragging(planner, { drop });
  lifting(planner, { drop, say });
  document.addEventListener("plan:pick", ({ detail }) => {
    const halt = document.getElementById(detail);
    if (halt) say(fill(planner.dataset.chosen, namesFor(planner, halt, placeOf(halt))));
  });

  planner.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.method !== "post" || plain === form) return;
    event.preventDefault();
    if (saving) wait(submitter); else save(form, submitter);
  });

  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== "z") return;
    if (event.target.closest("input, select, textarea, [contenteditable]")) return;
    event.preventDefault();
    findKey(planner, { key: event.shiftKey ? "redo" : "undo" })?.click();
  });

  // A page that the browser kept may be older than the plan.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) refresh();
  });

  async function refresh() {
    const page = await load(location.pathname).catch(() => null);
    if (page && !saving) swap(planner, page);
  }

  // While one change is on its way the next press of a button waits, and is made on the plan as it is then.
  function wait(submitter) {
    const wanted = keyOf(submitter);
    if (wanted && wanted.key !== "go") next = () => findKey(planner, wanted)?.click();
    else say(planner.dataset.busy);
  }

  function drop(halt, at) {
    if (saving) { next = () => drop(document.getElementById(halt.id) ?? halt, at); return; }
    if (samePlace(at, placeOf(halt))) { say(fill(planner.dataset.stays, namesFor(planner, halt, at))); return; }
    const form = halt.querySelector("form[data-move]");
    form.elements.route.value = at.route;
    form.elements.to.value = at.to;
    save(form, null, halt.querySelector(".grip"));
  }

  async function save(form, submitter, focus = submitter) {
    start();
    let page;
    try {
      page = await send(form, submitter);
    } catch {
      stop();
      return offerAgain(form, submitter, focus);
    }
    stop();
    if (!page) return sendPlainly(form, submitter);
    swap(planner, page, focus ?? document.activeElement);
    announce(page, form);
    const then = next;
    next = null;
    then?.();
  }

  function start() {
    saving = true;
    planner.classList.add("is-saving");
    planner.setAttribute("aria-busy", "true");
  }

  function stop() {
    saving = false;
    planner.classList.remove("is-saving");
    planner.removeAttribute("aria-busy");
  }

  function sendPlainly(form, submitter) {
    plain = form;
    form.requestSubmit(submitter?.isConnected ? submitter : null);
  }

  // What was done, when the stop is now, and when its route is back.
  function announce(page, form) {
    const halt = form.isConnected ? null : document.getElementById(form.closest(".halt")?.id ?? keyOf(document.activeElement)?.halt);
    const words = [...page.querySelectorAll("[data-message]"), halt?.querySelector(".strip__time"), halt?.closest(".route-plan").querySelector("[data-back]")];
    say(words.filter(Boolean).map((each) => each.textContent.trim()).join(" "));
  }

  function offerAgain(form, submitter, focus) {
    next = null;
    const said = planner.querySelector(".plan-bar__said");
    const words = document.createElement("p");
    words.className = "plan-bar__message plan-bar__message--bad";
    words.textContent = planner.dataset.failed;
    const again = document.createElement("button");
    again.type = "button";
    again.className = "button button--small";
    again.textContent = planner.dataset.again;
    again.addEventListener("click", () => save(form, submitter, focus));
    said.replaceChildren(words, again);
  }
}
