// On a stop's form: a press sets the new place, or adds a point to the path while "Walking tour" is chosen.
import { drawMap, frame, pin, readSettings } from "./base-map.js";
import { readLines, readPoint, writeLines, writeNumber } from "./points.js";

export default function pathPicker(element) {
  const path = document.getElementById(element.dataset.path);
  const form = path?.form;
  if (typeof L === "undefined" || !form) return;
  const latitude = document.getElementById(element.dataset.latitude);
  const longitude = document.getElementById(element.dataset.longitude);
  const undo = form.querySelector("[data-undo-point]");
  const settings = readSettings(element);
  const map = drawMap(element, settings);
  const drawn = L.layerGroup().addTo(map);
  const typed = () => readPoint(latitude.value, longitude.value);
  const isWalk = () => new FormData(form).get(element.dataset.kind) === "walking-tour";

  const draw = () => {
    drawn.clearLayers();
    const points = readLines(path.value);
    if (points.length) L.polyline(points, { className: "map-path" }).addTo(drawn);
    points.forEach((at, index) => pin(at, index + 1).addTo(drawn));
    const place = typed();
    if (place) pin(place, "●", "map-pin map-pin--base").addTo(drawn);
    undo.hidden = !isWalk() || !points.length;
    return points;
  };

  const setPath = (points) => {
    path.value = writeLines(points);
    path.dispatchEvent(new Event("input", { bubbles: true }));
    draw();
  };

  map.on("click", ({ latlng }) => {
    const at = latlng.wrap();
    if (isWalk()) return setPath([...readLines(path.value), [at.lat, at.lng]]);
    latitude.value = writeNumber(at.lat);
    longitude.value = writeNumber(at.lng);
    latitude.dispatchEvent(new Event("input", { bubbles: true }));
    return draw();
  });
  undo.addEventListener("click", () => setPath(readLines(path.value).slice(0, -1)));
  form.addEventListener("change", ({ target }) => {
    draw();
    if ((target === latitude || target === longitude) && typed()) map.panTo(typed());
  });
  const points = [...draw(), typed()].filter(Boolean);
  frame(map, points.length ? points : settings.places.slice(0, 12).map(([, ...at]) => at));
}
