// One tab sends at a time, to save a thin line from carrying everything twice. Nothing depends on it: where there are
// no locks, or a tab was frozen with the lock in its hand, two may send at once and nothing is doubled.
const NAME = "own-turf-queue";
const FROZEN = 180_000; // milliseconds without a sign of life from whoever holds it

export function tabLock({ locks, now = Date.now }) {
  let silentSince = null;

  // Promises what the work promises; null when another tab is at it.
  async function lock(work) {
    if (!locks) return work();
    const steal = silentSince !== null && now() - silentSince > FROZEN;
    let done = null;
    await locks.request(NAME, steal ? { steal } : { ifAvailable: true }, (held) => {
      if (held) done = work();
      return done?.catch(() => {});
    }).catch(() => {}); // taken over by a tab that thought us frozen: our work still ends as it ends
    silentSince = done ? null : (silentSince ?? now());
    return done;
  }

  return { lock, heard: () => { silentSince = null; } };
}
