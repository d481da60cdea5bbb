// The line where a lifted stop would land, and the card that follows the pointer.
import { lineAt } from "./plan-places.js";
import { columnsOf, titleOf } from "./plan-page.js";

export function dropLine(planner) {
  const line = document.createElement("div");
  line.className = "plan-drop";
  return {
    show(target, lifted) {
      const { left, width, y } = lineAt(columnsOf(planner), target, lifted);
      Object.assign(line.style, { left: `${left}px`, width: `${width}px`, top: `${y}px` });
      planner.append(line);
    },
    hide() { line.remove(); },
  };
}

export function ghostOf(halt) {
  const ghost = document.createElement("div");
  ghost.className = "plan-ghost";
  ghost.dir = "auto";
  ghost.textContent = titleOf(halt);
  document.body.append(ghost);
  return {
    follow(x, y) { ghost.style.transform = `translate(${x + 12}px, ${y + 12}px)`; },
    remove() { ghost.remove(); },
  };
}
