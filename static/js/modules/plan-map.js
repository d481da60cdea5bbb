// <div data-module="plan-map" data-source="map-data" hidden>: the routes of a plan, as the list beside it says them.
import { drawMap, frame, pin, popup, readSettings } from "./base-map.js";

export default function planMap(element) {
  if (typeof L === "undefined") return;
  const settings = readSettings(element);
  const map = drawMap(element, settings);
  const points = [];
  for (const route of settings.routes) {
    const number = ((route.number - 1) % 4) + 1;
    L.polyline(route.line, { className: `map-line map-line--${number}` }).bindPopup(popup(route.name)).addTo(map);
    showLine(route.number, number);
    points.push(...route.line);
  }
  for (const path of settings.paths) {
    L.polyline(path.line, { className: "map-path" }).bindPopup(popup(path.title)).addTo(map);
    points.push(...path.line);
  }
  for (const [at, titles] of stopsByPlace(settings.routes)) {
    pin(at, titles[0].number).bindPopup(popup(titles.map((stop) => stop.words).join("; "))).addTo(map);
  }
  if (settings.base) {
    pin(settings.base, "⌂", "map-pin map-pin--base").bindPopup(popup(settings.baseName)).addTo(map);
    points.push(settings.base);
  }
  frame(map, points);
}

// Beside the name of a route in the list: the line that it has on the map.
function showLine(route, number) {
  const place = document.querySelector(`[data-line-of="${route}"]`);
  if (!place) return;
  const key = L.SVG.create("svg");
  key.setAttribute("class", "map-key");
  key.setAttribute("aria-hidden", "true");
  const line = L.SVG.create("line");
  for (const [name, value] of Object.entries({ class: `map-line map-line--${number}`, x1: 0, x2: "100%", y1: "50%", y2: "50%" })) line.setAttribute(name, value);
  key.append(line);
  place.append(key);
}

// Several routes may call at one place: one pin says them all.
export function stopsByPlace(routes) {
  const places = new Map();
  for (const route of routes) {
    for (const stop of route.stops) {
      const key = stop.at.join();
      if (!places.has(key)) places.set(key, [stop.at, []]);
      places.get(key)[1].push({ number: stop.number, words: `${route.name}, ${stop.number}: ${stop.title}` });
    }
  }
  return [...places.values()];
}
