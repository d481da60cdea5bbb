// Where a stop lands that is moved over the plan. Free of the page, tested with node.
// A column is a route: { route, left, right, top, bottom, halts: [{ id, top, bottom }] }, in pixels; places start at 1
// and are counted without the stop that is lifted.

export function dropAt(columns, { x, y }, lifted) {
  const column = nearest(columns, x, y);
  const others = column.halts.filter((halt) => halt.id !== lifted);
  const to = 1 + others.filter((halt) => (halt.top + halt.bottom) / 2 < y).length;
  return { route: column.route, to };
}

function nearest(columns, x, y) {
  const away = (from, until, at) => Math.max(from - at, 0, at - until);
  const distance = ({ left, right, top, bottom }) => Math.hypot(away(left, right, x), away(top, bottom, y));
  return columns.reduce((best, column) => (distance(column) < distance(best) ? column : best));
}

// The line that shows where it would land: between two stops, or at the end of a route.
export function lineAt(columns, { route, to }, lifted) {
  const column = columns.find((each) => each.route === route);
  const others = column.halts.filter((halt) => halt.id !== lifted);
  const before = others[to - 1];
  const after = others[to - 2];
  return { left: column.left, width: column.right - column.left, y: before?.top ?? after?.bottom ?? column.top };
}

// One step with an arrow key, on routes of `counts` other stops each: [{ route, count }], in the order of the page.
export function stepped(counts, { route, to }, key) {
  const index = counts.findIndex((each) => each.route === route);
  const last = counts[index].count + 1;
  const beside = (other) => (other ? { route: other.route, to: Math.min(to, other.count + 1) } : { route, to });
  switch (key) {
    case "ArrowUp": return { route, to: Math.max(to - 1, 1) };
    case "ArrowDown": return { route, to: Math.min(to + 1, last) };
    case "Home": return { route, to: 1 };
    case "End": return { route, to: last };
    case "ArrowLeft": return beside(counts[index - 1]);
    case "ArrowRight": return beside(counts[index + 1]);
    default: return null;
  }
}

// By how many pixels to scroll in the next frame while a stop is held near an edge of a window so high.
export function scrollSpeed(y, height, edge = 90, most = 16) {
  if (y < edge) return -Math.round((most * Math.min(edge - y, edge)) / edge);
  if (y > height - edge) return Math.round((most * Math.min(y - height + edge, edge)) / edge);
  return 0;
}

// "{title} on {route}" with what the names stand for; a name nobody knows stays as it is.
export function fill(words, values) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
