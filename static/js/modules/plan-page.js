// Reads the planner's page: its routes and stops, what they are called, and where they are drawn.

export const haltOf = (element) => element.closest(".halt");
export const routeOf = (halt) => halt.closest(".route-plan");
export const haltsOn = (route) => [...route.querySelectorAll(".halt")];

// A box for each route with those of its stops, in pixels of the window.
export function columnsOf(planner) {
  return [...planner.querySelectorAll(".route-plan")].map((route) => {
    const box = route.getBoundingClientRect();
    const head = route.querySelector(".route-plan__head").getBoundingClientRect();
    const halts = haltsOn(route).map((halt) => {
      const { top, bottom } = halt.getBoundingClientRect();
      return { id: halt.id, top, bottom };
    });
    return { route: route.dataset.route, left: box.left, right: box.right, top: head.bottom, bottom: box.bottom, halts };
  });
}

export function placeOf(halt) {
  const route = routeOf(halt);
  return { route: route.dataset.route, to: haltsOn(route).indexOf(halt) + 1 };
}

// What words about a stop at a place are filled in with.
export function namesFor(planner, halt, { route, to }) {
  const section = planner.querySelector(`.route-plan[data-route="${route}"]`);
  const others = haltsOn(section).filter((each) => each !== halt).length;
  return { title: titleOf(halt), place: to, count: others + 1, route: section.querySelector("[data-name]").textContent };
}

export function titleOf(halt) {
  return halt.querySelector(".strip__name").textContent;
}

export const samePlace = (one, other) => one.route === other.route && one.to === other.to;

// A control that will be there again, if it is there at all, when the page has been drawn anew.
export function keyOf(control) {
  const key = control?.dataset?.key;
  return key ? { key, halt: haltOf(control)?.id } : null;
}

export function findKey(planner, wanted) {
  const within = wanted.halt ? document.getElementById(wanted.halt) : planner.querySelector(".plan-bar");
  return within?.querySelector(`[data-key="${wanted.key}"]`) ?? null;
}
