// <div data-module="plan-map" data-source="map-data" hidden>: the routes of a plan, as the list beside it says them.
import { drawMap, frame, popup, readSettings } from "./base-map.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export default function planMap(element) {
  if (typeof L === "undefined") return;
  // One finger scrolls the page, two move the map.
  const map = drawMap(element, readSettings(element), { dragging: !matchMedia("(pointer: coarse)").matches });
  const drawn = L.layerGroup().addTo(map);
  const pinned = L.layerGroup().addTo(map);
  const choices = document.createElement("ul");
  choices.className = "plan-choices no-print";
  element.after(choices);
  let settings;
  let pins = [];
  // On a thin line somebody may have chosen one before the map came.
  let chosen = document.querySelector(".halt.is-chosen")?.id ?? null;

  frame(map, pointsOf(readSettings(element)));
  draw();
  map.on("zoomend", drawPins);
  document.addEventListener("plan:drawn", draw);
  document.addEventListener("plan:chosen", ({ detail }) => choose(detail));

  function draw() {
    settings = readSettings(element);
    drawn.clearLayers();
    for (const route of settings.routes) drawRoute(route, settings.routes.length);
    for (const path of settings.paths) L.polyline(path.line, { className: "map-path" }).bindPopup(popup(path.title)).addTo(drawn);
    if (settings.base) basePin(settings).addTo(drawn);
    drawPins();
  }

  function drawPins() {
    choices.replaceChildren();
    pinned.clearLayers();
    const places = stopsByPlace(settings.routes).map(([at, stops]) => ({ at, stops, ...map.project(at) }));
    pins = gathered(places).map(stopPin);
    choose(chosen);
  }

  function drawRoute(route, count) {
    L.polyline(route.line, { className: `map-line map-line--${hueOf(route)}` }).bindPopup(popup(route.name)).addTo(drawn);
    const at = partOfLongest(route.line, route.number / (count + 1));
    if (at && count > 1) badge(at, route).addTo(drawn);
  }

  function stopPin({ at, stops }) {
    const button = document.createElement("button");
    button.type = "button";
    const hues = new Set(stops.map((stop) => hueOf(stop.route)));
    button.className = `map-pin plan-pin ${hues.size > 1 ? "plan-pin--shared" : `route-hue-${hueOf(stops[0].route)}`}`;
    button.textContent = labelOf(stops);
    button.setAttribute("aria-label", stops.map((stop) => stop.words).join("; "));
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => (stops.length > 1 ? offer(stops, button) : pick(stops[0])));
    L.DomEvent.disableClickPropagation(button);
    marker(at, button).addTo(pinned);
    return { at, stops, button };
  }

  // Several stops are here: which one? Asked beneath the map, where there is room for their names.
  function offer(stops, pressed) {
    const buttons = stops.map((stop) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button--quiet button--small";
      button.append(own(stop.route.name), `, ${stop.number}: `, own(stop.title));
      button.addEventListener("click", () => { choices.replaceChildren(); pressed.focus(); pick(stop); });
      return button;
    });
    choices.replaceChildren(...buttons.map(listed));
    buttons[0].focus();
  }

  function pick(stop) {
    document.dispatchEvent(new CustomEvent("plan:pick", { detail: stop.halt }));
  }

  function choose(halt) {
    chosen = halt;
    for (const { at, stops, button } of pins) {
      const here = Boolean(halt) && stops.some((stop) => stop.halt === halt);
      button.setAttribute("aria-pressed", String(here));
      if (here) map.panInside(at, { padding: [48, 48], animate: !calm.matches });
    }
  }
}

function marker(at, html, size = [30, 30]) {
  return L.marker(at, { icon: L.divIcon({ className: "", html, iconSize: size }), keyboard: false, interactive: false });
}

// A name as people wrote it, in its own direction.
function own(name) {
  const words = document.createElement("bdi");
  words.textContent = name;
  return words;
}

function listed(control) {
  const item = document.createElement("li");
  item.append(control);
  return item;
}

function basePin({ base, baseName }) {
  const label = document.createElement("span");
  label.className = "map-pin map-pin--base";
  label.textContent = "⌂";
  return L.marker(base, { icon: L.divIcon({ className: "", html: label, iconSize: [30, 30] }), keyboard: false, zIndexOffset: -1000 }).bindPopup(popup(baseName));
}

function badge(at, route) {
  const label = document.createElement("span");
  label.className = `route-badge route-hue-${hueOf(route)}`;
  label.textContent = route.number;
  return marker(at, label, [20, 20]).setZIndexOffset(-1000);
}

function hueOf(route) {
  return ((route.number - 1) % 4) + 1;
}

function pointsOf({ routes, paths, base }) {
  return [...routes.flatMap((route) => route.line), ...paths.flatMap((path) => path.line), ...(base ? [base] : [])];
}

// Several routes may call at one place: one pin says them all.
export function stopsByPlace(routes) {
  const places = new Map();
  for (const route of routes) {
    for (const stop of route.stops) {
      const key = stop.at.join();
      if (!places.has(key)) places.set(key, [stop.at, []]);
      places.get(key)[1].push({ number: stop.number, halt: `halt-${stop.visit}`, route, title: stop.title, words: `${route.name}, ${stop.number}: ${stop.title}` });
    }
  }
  return [...places.values()];
}

// Places that are too near each other, in pixels, for a pin each: { at, stops, x, y }, the first where it stands.
export function gathered(places, wide = 46, high = 34) {
  const kept = [];
  for (const place of places) {
    const near = kept.find(({ x, y }) => Math.abs(x - place.x) < wide && Math.abs(y - place.y) < high);
    if (near) near.stops = [...near.stops, ...place.stops];
    else kept.push({ ...place });
  }
  return kept;
}

// "3", or "1·12" where it has two numbers, or "1…" for more.
export function labelOf(stops) {
  const numbers = [...new Set(stops.map((stop) => stop.number))];
  return numbers.length > 2 ? `${numbers[0]}…` : numbers.join("·");
}

// The point so far (0 to 1) along the longest leg of a line; null if it has none.
export function partOfLongest(line, part) {
  const legs = line.slice(1).map((end, index) => [line[index], end]);
  const length = ([from, to]) => Math.hypot(to[0] - from[0], to[1] - from[1]);
  const longest = legs.reduce((best, leg) => (best && length(best) >= length(leg) ? best : leg), null);
  return longest && length(longest) > 0 ? longest[0].map((from, axis) => from + (longest[1][axis] - from) * part) : null;
}
