// Choosing a stop: what is opened in the list is chosen on the map, and the other way round.
import { haltOf } from "./plan-page.js";

export default function choosing(planner) {
  let chosen = null;

  planner.addEventListener("click", (event) => {
    const summary = event.target.closest(".halt__facts > summary");
    if (summary) choose(summary.parentElement.open ? null : haltOf(summary), summary);
  });
  // The browser has opened it by now, also for who found the words by searching the page.
  planner.addEventListener("toggle", (event) => {
    if (event.target.matches(".halt__facts") && event.target.open) choose(haltOf(event.target));
  }, true);
  document.addEventListener("plan:pick", ({ detail }) => {
    const halt = document.getElementById(detail);
    if (!halt) return;
    halt.querySelector(".halt__facts").open = true;
    choose(halt);
    halt.scrollIntoView({ block: "nearest" });
  });
  document.addEventListener("plan:drawn", () => mark(chosen && document.getElementById(chosen)));

  // Closing another one above must not move away what was pressed.
  function choose(halt, pressed = null) {
    const was = pressed?.getBoundingClientRect().top;
    for (const other of planner.querySelectorAll(".halt__facts[open]")) if (haltOf(other) !== halt) other.open = false;
    if (pressed) window.scrollBy({ top: pressed.getBoundingClientRect().top - was, behavior: "instant" });
    if ((halt?.id ?? null) === chosen) return;
    chosen = halt?.id ?? null;
    mark(halt);
  }

  function mark(halt) {
    for (const each of planner.querySelectorAll(".halt")) {
      each.classList.toggle("is-chosen", each === halt);
      each.classList.toggle("is-same", Boolean(halt) && each !== halt && each.dataset.stop === halt.dataset.stop);
    }
    document.dispatchEvent(new CustomEvent("plan:chosen", { detail: halt?.id ?? null }));
  }
}
