// A map that fills a latitude and a longitude field when it is pressed, and follows them when they are typed.
import { drawMap, frame, pin, readSettings } from "./base-map.js";
import { readPoint, writeNumber } from "./points.js";

export default function pointPicker(element) {
  const latitude = document.getElementById(element.dataset.latitude);
  const longitude = document.getElementById(element.dataset.longitude);
  if (typeof L === "undefined" || !latitude || !longitude) return;
  const settings = readSettings(element);
  const map = drawMap(element, settings);
  let marker = null;
  const show = (at) => {
    marker?.remove();
    marker = at && pin(at, "●").addTo(map);
  };
  const typed = () => readPoint(latitude.value, longitude.value);
  frame(map, typed() ? [typed()] : settings.places.slice(0, 12).map(([, ...at]) => at));
  show(typed());
  map.on("click", ({ latlng }) => {
    const at = latlng.wrap();
    latitude.value = writeNumber(at.lat);
    longitude.value = writeNumber(at.lng);
    latitude.dispatchEvent(new Event("input", { bubbles: true }));
    show([at.lat, at.lng]);
  });
  for (const input of [latitude, longitude]) input.addEventListener("change", () => {
    show(typed());
    if (typed()) map.panTo(typed());
  });
}
