// The day of one phone: first every trouble, then a good network, on which the queue has to empty by its own rules.
const DAY = 86_400_000;
const HOUR = 3_600_000;
const TURNS = 60; // on a good network far fewer are enough

// What may happen between two turns, by weight.
const HAPPENINGS = {
  nothing: 26, "clock jumps": 5, "tab killed": 14, "two tabs": 12, "new tab": 8, "send now": 8, "hunt closed": 4, "hunt opened": 4,
  "quota of reflections full": 3, "quota of bytes full": 3, "room again": 4, "file handed in": 5, "somebody else signs in": 2,
  "signs in": 6,
};

export async function dayOf(phone) {
  const { chance } = phone;
  const number = chance.weighed({ 2: 2, 3: 3, 4: 3, 5: 2, 6: 1 });
  if (chance.happens(0.3)) phone.clockOff = chance.pick([-DAY, DAY]);
  let tab = phone.openTab();
  const mind = chance.of("their mind");
  let logged = 0;
  for (let turn = 0, turns = chance.int(8, 14); turn < turns; turn += 1) {
    await phone.site.isBack();
    if (tab.isDead()) tab = phone.openTab();
    if (logged < Number(number) && (turn === 0 || chance.happens(0.6))) tab = await logIt(phone, tab, logged += 1);
    if (mind.happens(0.15)) await phone.stand(tab, turn);
    const what = chance.weighed(HAPPENINGS);
    if (what !== "nothing") phone.tally(what);
    tab = (await DOES[what](phone, tab).catch(ignoreTheNetwork)) ?? tab;
    if (isSignedOut(phone) && chance.happens(0.6)) tab = (await DOES["signs in"](phone).catch(ignoreTheNetwork)) ?? tab;
    await phone.site.ask("check", phone.claim());
  }
  while (logged < Number(number)) tab = await logIt(phone, tab, logged += 1);
  await quietEnd(phone);
}

const isSignedOut = ({ network }) => network.heard === "signed out" || !network.jar.get("sessionid") || network.isBorrowed;

async function signIn(phone, key = phone.place.key) {
  phone.network.jar.drop("sessionid");
  await phone.signIn(key);
  Object.assign(phone.network, { heard: null, isBorrowed: key !== phone.place.key });
}

// A tab that is killed at it is opened again, and its person tries again.
async function logIt(phone, tab, number) {
  if (phone.chance.happens(0.2)) tab = phone.openTab({ life: shortLife(phone, 8) });
  while ((await phone.draft(tab, number)) === "killed") tab = phone.openTab();
  while ((await phone.log(tab, number)) === "killed") tab = phone.openTab();
  return tab;
}

const shortLife = ({ chance }, most) => ({ awaits: chance.int(1, most), after: chance.happens(0.5) });

// Time passes until something is due, and the page does it; mostly, because nobody looks at a phone all day.
async function turnOf(phone, tab) {
  await tab.within(async ({ queue }) => {
    const due = await queue.nextDue();
    if (due === null) return;
    phone.at += Math.max(0, due - phone.now()) + phone.chance.int(0, 2_000);
    await queue.round();
  });
}

const opened = (phone, tab) => tab.within(({ queue }) => queue.beginAnew());

async function newTab(phone, options) {
  const tab = phone.openTab(options);
  await opened(phone, tab);
  return tab;
}

const DOES = {
  nothing: turnOf,
  "new tab": (phone) => newTab(phone),
  async "send now"(phone, tab) {
    await tab.within(({ queue }) => queue.sendNow());
  },
  async "clock jumps"(phone, tab) {
    phone.clockOff = phone.chance.pick([0, DAY, -DAY, 2 * HOUR, -2 * HOUR, 400 * DAY]);
    await turnOf(phone, tab);
  },
  async "tab killed"(phone) {
    return newTab(phone, { life: shortLife(phone, 40), cuts: phone.chance.happens(0.5) });
  },
  async "two tabs"(phone, tab) {
    const other = phone.openTab();
    await Promise.all([turnOf(phone, tab), opened(phone, other)]);
    return other;
  },
  async "hunt closed"(phone, tab) {
    await phone.site.ask("close", { hunt: phone.place.hunt });
    await turnOf(phone, tab);
  },
  async "hunt opened"(phone, tab) {
    await phone.site.ask("open", { hunt: phone.place.hunt });
    await turnOf(phone, tab);
  },
  async "quota of reflections full"(phone, tab) {
    await phone.site.ask("fill_reflections", { participation: phone.place.participation, room: phone.chance.int(0, 2) });
    await turnOf(phone, tab);
  },
  async "quota of bytes full"(phone, tab) {
    await phone.site.ask("fill_bytes", { participation: phone.place.participation, room: phone.chance.pick([0, 5_000, 200_000]) });
    await turnOf(phone, tab);
  },
  async "room again"(phone, tab) {
    await phone.site.ask("make_room", { participation: phone.place.participation });
    await turnOf(phone, tab);
  },
  "file handed in": (phone, tab) => Promise.all([phone.handInFile(tab), turnOf(phone, tab)]).then(() => tab),
  async "somebody else signs in"(phone) {
    await signIn(phone, phone.place.borrower);
    return newTab(phone);
  },
  async "signs in"(phone) {
    await signIn(phone);
    return newTab(phone);
  },
};

// A page that did not load, because the site was being killed: the person shrugs.
function ignoreTheNetwork(error) {
  if (!/ECONN|EPIPE|cut|socket hang up|fetch failed/.test(`${error.code} ${error.message}`)) throw error;
  return null;
}

// All troubles are over: the hunt is open, there is room, the person signed in, and the page stays open.
async function quietEnd(phone) {
  phone.network.isBad = false;
  await phone.site.ask("open", { hunt: phone.place.hunt });
  await phone.site.ask("make_room", { participation: phone.place.participation });
  const tab = phone.openTab();
  for (let turn = 0; turn < TURNS && !isDone(phone); turn += 1) {
    await phone.site.isBack();
    if (isSignedOut(phone)) await signIn(phone).catch(ignoreTheNetwork);
    else await tryOnce(phone, tab, turn);
  }
  await phone.network.deliver(true);
  await phone.site.ask("check", phone.claim());
}

const isDone = ({ state }) => Object.values(state.entries).every((entry) => entry.state === "safe");

// By itself, as a page that was opened does; what only the person can release is released by them now and then.
async function tryOnce(phone, tab, turn) {
  if (turn === 0) await opened(phone, tab);
  else await turnOf(phone, tab);
  const waits = await tab.within(({ queue }) => queue.nextDue());
  if (waits === null && !isDone(phone)) await tab.within(({ queue }) => queue.sendNow());
}
