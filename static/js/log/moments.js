// The radios of "What is it about?": which are near by the clock of this phone, which is chosen, and those that only
// this phone knows of yet.
import { likelyMoment, nearMoments } from "./likely-moment.js";
import { piece } from "./pieces.js";

const labelsOf = (form) => [...form.querySelectorAll("[data-moments] label[data-moment]")];
const radioOf = (label) => label.querySelector("input");
const nameOf = (label) => label.querySelector("bdi").textContent;
const timeIn = (iso) => (iso ? Date.parse(iso) : null);

// Moves those around now to the front, marks the likely one, and gives its label.
export function arrange(form, now) {
  const along = labelsOf(form).filter((label) => label.dataset.order).sort((a, b) => a.dataset.order - b.dataset.order);
  const times = along.map(({ dataset }) => ({ from: timeIn(dataset.from), to: timeIn(dataset.to) }));
  const near = nearMoments(times, now).map((place) => along[place]);
  const likely = along[likelyMoment(times, now)] ?? labelsOf(form).find((label) => label.dataset.moment === "day");
  const isNew = move(form.querySelector("[data-near]"), near);
  move(form.querySelector("[data-far] .taps"), along.filter((label) => !near.includes(label)));
  if (isNew && form.querySelector("[data-far]")) form.querySelector("[data-far]").open = false;
  for (const mark of form.querySelectorAll("[data-now]")) mark.hidden = !along.includes(likely) || !likely.contains(mark);
  unfold(form);
  return likely;
}

// Nothing is moved that is in its place: it may be in focus, or under a thumb.
function move(box, labels) {
  if (!box || (labels.length === box.children.length && labels.every((label, place) => box.children[place] === label))) return false;
  box.replaceChildren(...labels);
  return true;
}

// The other stops are folded away, but for when one of them is chosen, or none is near.
function unfold(form) {
  const far = form.querySelector("[data-far]");
  if (!far) return;
  far.hidden = !far.querySelector("label");
  if (!form.querySelector("[data-near] label") || far.querySelector(":checked")) far.open = true;
}

export function choose(form, label) {
  if (!label) return;
  radioOf(label).checked = true;
  unfold(form);
}

// What is chosen, under the names of the record (docs/sync.md); `is_new` for an encounter that is opened with it.
export function readMoment(form) {
  const label = labelsOf(form).find((each) => radioOf(each).checked);
  if (!label) return { moment: "", visit: "", encounter: "", encounter_title: "", encounter_place: "", is_new: false, place: "" };
  const { moment, visit = "", encounter = "", title = "", where = "" } = label.dataset;
  const is_new = moment === "encounter" && !encounter;
  return { moment, visit, encounter, encounter_title: title, encounter_place: where, is_new, place: is_new ? "" : nameOf(label) };
}

// Chooses what a draft says, and adds it to the list if the plan has lost it since.
export function writeMoment(form, fields) {
  if (!fields.moment) return;
  const known = labelsOf(form).find((label) => isAbout(label, fields));
  choose(form, known ?? addMoment(form, fields));
}

function isAbout({ dataset }, { moment, visit, encounter, is_new }) {
  if (dataset.moment !== moment) return false;
  if (moment === "encounter") return is_new ? !dataset.encounter : dataset.encounter === encounter;
  return moment === "day" || dataset.visit === visit;
}

function addMoment(form, { moment, visit, encounter, encounter_title, encounter_place, place }) {
  const label = piece(form, "moment");
  const data = { moment, visit, encounter, title: encounter_title, where: encounter_place };
  for (const [name, value] of Object.entries(data)) if (value) label.dataset[name] = value;
  const radio = radioOf(label);
  radio.value = `${moment}-${encounter || visit}`;
  radio.id = `id_moment_${radio.value}`;
  label.htmlFor = radio.id;
  label.querySelector("[data-say]").textContent = place;
  form.querySelector("[data-others]").append(label);
  return label;
}

// Encounters that were opened on this phone and still wait there: more can be logged about them. Each entry says their
// name, because nobody knows which of them arrives first.
export function offerWaiting(form, entries, say) {
  for (const record of entries.map(readRecord).filter((each) => each?.encounter_title)) {
    const isThere = labelsOf(form).some((label) => label.dataset.encounter === record.encounter);
    if (!isThere) addMoment(form, { ...record, place: say(record.encounter_title) });
  }
}

function readRecord({ body }) {
  try { return JSON.parse(body); } catch { return null; }
}
