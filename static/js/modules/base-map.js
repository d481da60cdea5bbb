// A Leaflet map on Own Turf's paper: place names and a grid drawn without network, tiles over them when they come.
export function readSettings(element) {
  return JSON.parse(document.getElementById(element.dataset.source).textContent);
}

export function drawMap(element, settings, options = {}) {
  element.hidden = false;
  const map = L.map(element, { scrollWheelZoom: false, zoomSnap: 0.5, ...options });
  addPaper(map, settings);
  L.tileLayer(settings.tiles, {
    attribution: settings.attribution,
    maxZoom: 19,
    // The tile policy asks for a Referer; the site's own default would send none.
    referrerPolicy: "strict-origin-when-cross-origin",
  }).addTo(map);
  L.control.scale({ imperial: false, position: "topright" }).addTo(map);
  map.attributionControl.setPrefix('<a href="https://leafletjs.com">Leaflet</a>');
  return map;
}

// Names of places, the largest first, wherever there is room for them at this zoom.
function addPaper(map, settings) {
  map.createPane("paper").classList.add("map-paper");
  map.attributionControl.addAttribution(settings.paperAttribution);
  const names = L.layerGroup().addTo(map);
  map.on("zoomend", () => {
    names.clearLayers();
    const spots = settings.places.map(([name, ...at]) => ({ name, at, ...map.project(at) }));
    for (const { name, at } of withRoom(spots)) placeName(name, at).addTo(names);
  });
}

// Those of `spots` (x, y in pixels and a name) whose words do not run into an earlier one's.
export function withRoom(spots) {
  const kept = [];
  for (const spot of spots) {
    const half = spot.name.length * 3.5 + 6;
    const free = kept.every((other) => Math.abs(other.x - spot.x) > other.half + half || Math.abs(other.y - spot.y) > 20);
    if (free) kept.push({ ...spot, half });
  }
  return kept;
}

function placeName(name, at) {
  const text = document.createElement("span");
  text.textContent = name;
  const icon = L.divIcon({ className: "map-place", html: text, iconSize: null });
  return L.marker(at, { icon, pane: "paper", interactive: false, keyboard: false });
}

export function pin(at, text, className = "map-pin") {
  const label = document.createElement("span");
  label.className = className;
  label.textContent = text;
  return L.marker(at, { icon: L.divIcon({ className: "", html: label, iconSize: [30, 30] }), keyboard: false });
}

export function popup(words) {
  const node = document.createElement("p");
  node.textContent = words;
  return node;
}

export function frame(map, points) {
  if (points.length > 1) map.fitBounds(L.latLngBounds(points), { padding: [36, 36], maxZoom: 16 });
  else map.setView(points[0] || [53.5, -2.3], points.length ? 15 : 6);
}
