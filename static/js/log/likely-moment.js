// Which moment somebody most likely logs about, by the plan and a clock. A page kept without signal asks this on the
// phone; the server does the same (reflections/capture/moments.py). Free of the page, tested with node.
// A moment is { from, to } in milliseconds, null where the plan does not say; they come in the order of the day.

// Its place among `moments`, or -1 before and after the day.
export function likelyMoment(moments, now) {
  return moments.findIndex(({ from, to }) => from !== null && to !== null && from <= now && now < to);
}

// The places of those around now: the one before, the likely one, the one after.
export function nearMoments(moments, now) {
  const at = likelyMoment(moments, now);
  return at < 0 ? [] : [at - 1, at, at + 1].filter((place) => place >= 0 && place < moments.length);
}
