// Started by lane.py, which writes its plan first: {seed, runs, port, group, pool, client, phones}.
import { chanceFrom } from "./chance.mjs";
import { dayOf } from "./day.mjs";
import { readMaterial } from "./material.mjs";
import { phoneOf } from "./phone.mjs";
import { siteOf } from "./site.mjs";

const { plan, site } = await siteOf();
const material = readMaterial(plan.pool);
const out = new Set(); // phones on their day

// What all phones call safe at this moment.
function claims() {
  const all = { entries: {}, parts: {} };
  for (const phone of out) {
    const { entries, parts } = phone.claim();
    Object.assign(all.entries, entries);
    Object.assign(all.parts, parts);
  }
  return all;
}

async function goOut(run) {
  const chance = chanceFrom(`${plan.seed} ${run}`);
  await site.isBack();
  const place = await site.ask("welcome", { run });
  place.encounters = [chance.uuid(), chance.uuid()];
  const phone = phoneOf({ run, site, chance, material, client: plan.client, place, claims });
  out.add(phone);
  await phone.signIn().catch(() => {}); // the site may just have been killed: then they start signed out
  await dayOf(phone);
  out.delete(phone);
  await site.ask("done", phone.report());
}

async function goOneByOne() {
  for (let run = plan.runs.shift(); run !== undefined; run = plan.runs.shift()) await goOut(run);
}

await Promise.all(Array.from({ length: plan.phones }, goOneByOne));
process.exit(0);
