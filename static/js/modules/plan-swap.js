// Puts the parts of an answered page in the place of those shown, and leaves what is open, chosen and in focus so.
import { findKey, keyOf } from "./plan-page.js";

export default function swap(planner, page, focus = document.activeElement) {
  const wanted = keyOf(focus);
  const was = focus?.getBoundingClientRect?.().top;
  const open = [...planner.querySelectorAll("details[id][open]")].map((each) => each.id);
  for (const part of planner.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh) part.replaceWith(document.importNode(fresh, true));
  }
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  document.dispatchEvent(new CustomEvent("plan:drawn"));
  if (wanted) returnTo(planner, wanted, was);
}

// The same control, or what is nearest to it. What goes one up or down stays under the pointer, to be pressed again.
function returnTo(planner, wanted, was) {
  const usable = (control) => (control?.disabled ? null : control);
  const again = usable(findKey(planner, wanted));
  const target = again ?? findKey(planner, { ...wanted, key: "facts" }) ?? planner.querySelector("[data-key]:enabled");
  target?.focus({ preventScroll: true });
  if (again && ["up", "down"].includes(wanted.key)) window.scrollBy({ top: again.getBoundingClientRect().top - was, behavior: "instant" });
  else target?.scrollIntoView({ block: "nearest", behavior: "instant" });
}
