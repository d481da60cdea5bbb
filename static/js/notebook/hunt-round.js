// One round of sending for one hunt: hello, then the words of every entry that is due, then their parts. Words first,
// so that a recording on a thin line does not keep back what somebody else could already read.
import { isDue, isFreedBy } from "./entry.js";
import { UNCLEAR } from "./answers.js";
import { ofTheSession } from "./problems.js";

// Promises null, or the {kind, error, say} that stopped it.
export async function sendHunt({ hunt, store, transport, steps, now }) {
  let hello = await transport.hello();
  if (hello.kind !== "hello") return hello;
  let newTokens = 1;

  async function due(isNext) {
    const entries = (await store.entries()).filter((entry) => entry.hunt === hunt && isDue(entry, now()));
    return entries.filter(isNext).sort(inOrder);
  }

  // A broken entry is put off like one without an answer, and the others go on.
  async function safely(step, id) {
    try {
      return await step(id, hello);
    } catch (error) {
      console.error(error);
      await steps.putOff(id).catch(() => {});
      return UNCLEAR;
    }
  }

  async function go(step, id) {
    const outcome = await safely(step, id);
    if (outcome.kind === "done") return null;
    if (ofTheSession(outcome.error) && (outcome.error !== "csrf" || newTokens === 0)) return outcome;
    if (outcome.error === "csrf") newTokens -= 1;
    hello = await transport.hello(); // is the site still there? And a new token
    if (hello.kind !== "hello") return hello;
    return outcome.error === "csrf" ? go(step, id) : null;
  }

  async function pass(step, isNext) {
    for (const { id, participation } of await due(isNext)) {
      const stopped = participation === hello.participation ? await go(step, id) : null;
      if (stopped) return stopped;
    }
    return null;
  }

  for (const entry of await due((entry) => !isFreedBy(hello, entry) || entry.participation !== hello.participation)) {
    await steps.holdOff(entry.id, entry.state === "held" ? entry.problem : { error: "somebody_else", say: "" });
  }
  return (await pass(steps.sendWords, (entry) => !entry.text_stored))
    ?? (await pass(steps.sendParts, (entry) => entry.text_stored));
}

// What failed least comes first, then what was logged first.
function inOrder(one, other) {
  return one.tries - other.tries || one.made_at - other.made_at;
}
