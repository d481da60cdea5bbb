// Points as people type them: degrees of latitude and longitude. Free of the page, tested with node.
export function readPoint(latitude, longitude) {
  if (!String(latitude).trim() || !String(longitude).trim()) return null;
  const at = [Number(latitude), Number(longitude)];
  return Math.abs(at[0]) <= 90 && Math.abs(at[1]) <= 180 ? at : null;
}

export function writeNumber(degrees) {
  return degrees.toFixed(6);
}

// "53.4975, -2.5190" a line; lines that are no point are left out.
export function readLines(text) {
  return text.split("\n").map((line) => readPoint(...splitPair(line))).filter(Boolean);
}

export function writeLines(points) {
  return points.map(([latitude, longitude]) => `${writeNumber(latitude)}, ${writeNumber(longitude)}`).join("\n");
}

function splitPair(line) {
  const parts = line.split(/[,;]/);
  return parts.length === 2 ? parts : ["", ""];
}
