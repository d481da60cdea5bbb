// Dragging a stop by its grip, with a mouse, a pen or a finger. The grip alone takes a finger from scrolling.
import { dropAt, scrollSpeed } from "./plan-places.js";
import { columnsOf, haltOf } from "./plan-page.js";
import { dropLine, ghostOf } from "./plan-line.js";

const FAR_ENOUGH = 5; // pixels: less is a press

export default function dragging(planner, { drop }) {
  const line = dropLine(planner);
  let held = null;

  planner.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".grip");
    if (!grip || event.button || held) return;
    grip.setPointerCapture(event.pointerId);
    held = { grip, pointer: event.pointerId, halt: haltOf(grip), from: [event.clientX, event.clientY] };
  });
  planner.addEventListener("pointermove", (event) => {
    if (event.pointerId !== held?.pointer) return;
    const at = { x: event.clientX, y: event.clientY };
    if (!held.ghost && Math.hypot(at.x - held.from[0], at.y - held.from[1]) < FAR_ENOUGH) return;
    if (!held.ghost) lift();
    held.at = at;
    held.ghost.follow(at.x, at.y);
  });
  planner.addEventListener("pointerup", (event) => {
    if (event.pointerId !== held?.pointer) return;
    const { ghost, halt } = held;
    const target = ghost && targetAt({ x: event.clientX, y: event.clientY });
    letGo();
    if (target) drop(halt, target);
  });
  for (const lost of ["pointercancel", "lostpointercapture"]) {
    planner.addEventListener(lost, (event) => { if (event.pointerId === held?.pointer) letGo(); });
  }
  document.addEventListener("plan:drawn", letGo);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && held?.ghost) { event.preventDefault(); letGo(); }
  });

  function lift() {
    held.ghost = ghostOf(held.halt);
    held.halt.classList.add("is-lifted");
    document.documentElement.classList.add("is-dragging");
    requestAnimationFrame(look);
  }

  // Each frame: scroll near the edges, and show where it would land now.
  function look() {
    if (!held?.ghost) return;
    if (held.at) {
      window.scrollBy({ top: scrollSpeed(held.at.y, window.innerHeight), behavior: "instant" });
      line.show(targetAt(held.at), held.halt.id);
    }
    requestAnimationFrame(look);
  }

  // Asked anew when it is let go: on a busy phone the last frame may be of where it was before.
  const targetAt = (at) => dropAt(columnsOf(planner), at, held.halt.id);

  function letGo() {
    if (held?.ghost) {
      held.ghost.remove();
      held.halt.classList.remove("is-lifted");
      document.documentElement.classList.remove("is-dragging");
      line.hide();
    }
    held = null;
  }
}
