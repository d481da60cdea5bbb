// What the page says by its script, as the server wrote it (reflections/capture/log/words.py).
export function readWords(doc = document) {
  return JSON.parse(doc.getElementById("log-words")?.textContent ?? "{}");
}

// "{count} covers" with what the names stand for; a name nobody knows stays as it is.
export function fill(words = "", values = {}) {
  return words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

// 61 seconds as "1:01".
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

// "10:32", and for another day "Tuesday 10:32", by the clock of the phone.
export function timeOf(ms, now, language = "en-GB") {
  const [then, today] = [new Date(ms), new Date(now)];
  const day = then.toDateString() === today.toDateString() ? {} : { weekday: "long" };
  return then.toLocaleTimeString(language, { ...day, hour: "2-digit", minute: "2-digit" });
}
