// What the queue does about each refusal of docs/sync.md. `passes`: may pass without a hand on the entry, so hello is
// asked about it again from time to time; `goneWith`: whether hello says that it has passed. All others wait for the
// person, who can send now, save a file, or take the entry out.
const always = () => true;
const never = () => false;

const KNOWN = {
  left: { passes: true, goneWith: always },
  not_here: { passes: true, goneWith: always },
  somebody_else: { passes: true, goneWith: always },
  closed: { passes: true, goneWith: (hello) => hello.takes === true },
  quota: { passes: true, goneWith: hasRoom },
};

export const wellKnown = (error) => (Object.hasOwn(KNOWN, error ?? "") ? KNOWN[error] : { passes: false, goneWith: never });

// About whoever is signed in rather than about what was sent: the round stops and nothing is held for it.
export const ofTheSession = (error) => error === "signed_out" || error === "csrf";

function hasRoom({ limits = {}, used = {} }, entry) {
  const toCome = entry.parts.filter((part) => !part.stored).reduce((sum, part) => sum + part.size, 0);
  const words = entry.text_stored || used.reflections < limits.reflections;
  return words && used.bytes + toCome <= limits.bytes;
}
