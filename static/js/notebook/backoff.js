// How long to wait after the nth failed try in a row: 2 s, doubling to five minutes, and up to a quarter more at
// random, so that a party that walks back into signal does not ask all at once.
const FIRST = 2_000;
const LONGEST = 300_000;

export const LONGEST_WAIT = LONGEST * 1.25;

export function waitBefore(tries, random = Math.random) {
  const doublings = Math.min(Math.max(tries - 1, 0), 30);
  const wait = Math.min(FIRST * 2 ** doublings, LONGEST);
  return Math.round(wait + (wait / 4) * random());
}

// A time further off than the longest wait was written before the clock was put back: it is due.
export function isTime(at, now) {
  return at <= now || at > now + LONGEST_WAIT;
}
