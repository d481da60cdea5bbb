// Moving a stop by keys: Space or Enter on its grip lifts it, arrows move it, Space or Enter puts it down.
import { fill, stepped } from "./plan-places.js";
import { columnsOf, haltOf, namesFor, placeOf } from "./plan-page.js";
import { dropLine } from "./plan-line.js";

export default function lifting(planner, { drop, say }) {
  const line = dropLine(planner);
  let held = null;

  planner.addEventListener("keydown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " || event.key === "Enter") {
      event.preventDefault();
      if (held) putDown(); else lift(grip);
    } else if (held) move(event);
  });
  // A screen reader presses the grip without keys: it is offered the taps instead.
  planner.addEventListener("click", (event) => {
    const grip = event.target.closest(".grip");
    if (grip) haltOf(grip).querySelector(".halt__facts").open = true;
  });
  planner.addEventListener("focusout", () => { if (held) stay(); });
  document.addEventListener("plan:drawn", letGo);

  function lift(grip) {
    const halt = haltOf(grip);
    held = { grip, halt, at: placeOf(halt) };
    grip.setAttribute("aria-pressed", "true");
    halt.classList.add("is-lifted");
    tell(planner.dataset.lifted);
  }

  function move(event) {
    if (event.key === "Tab") return;
    event.preventDefault();
    if (event.key === "Escape") { stay(); return; }
    const counts = columnsOf(planner).map(({ route, halts }) => ({ route, count: halts.filter((each) => each.id !== held.halt.id).length }));
    const at = stepped(counts, held.at, event.key);
    if (!at) return;
    held.at = at;
    showTarget();
    tell(planner.dataset.over);
  }

  function showTarget() {
    line.show(held.at, held.halt.id);
    const route = planner.querySelector(`.route-plan[data-route="${held.at.route}"]`);
    const others = [...route.querySelectorAll(".halt")].filter((halt) => halt !== held.halt);
    (others[held.at.to - 1] ?? others.at(-1) ?? route).scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    line.show(held.at, held.halt.id);
  }

  function putDown() {
    const { halt, at } = held;
    letGo();
    drop(halt, at);
  }

  function stay() {
    const { halt } = held;
    letGo();
    say(fill(planner.dataset.stays, namesFor(planner, halt, placeOf(halt))));
  }

  function letGo() {
    if (!held) return;
    held.grip.setAttribute("aria-pressed", "false");
    held.halt.classList.remove("is-lifted");
    line.hide();
    held = null;
  }

  function tell(words) {
    say(fill(words, namesFor(planner, held.halt, held.at)));
  }
}
