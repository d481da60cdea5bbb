// Between the form and the fields of a draft. What goes into the record has the record's names (docs/sync.md); what
// only the form remembers is met_uid, met_title and met_place (of a new encounter), is_new and author_agreed.
import { readMoment, writeMoment } from "./moments.js";

export function readFields(form, { met_uid = crypto.randomUUID() } = {}) {
  const about = readMoment(form);
  const met = { met_uid, met_title: form.elements.encounter_title.value, met_place: form.elements.encounter_place.value };
  const opened = about.is_new
    ? { encounter: met.met_uid, encounter_title: met.met_title.trim(), encounter_place: met.met_place.trim() }
    : {};
  return {
    words: form.elements.words.value,
    ...about,
    ...met,
    ...opened,
    tags: readTags(form),
    audience: form.elements.audience.value,
    author_code: form.elements.author_code.value.trim(),
    author_agreed: form.elements.author_agreed.checked,
  };
}

// Leaves alone what has the same value: a cursor in it stays where it is.
export function writeFields(form, fields) {
  set(form.elements.words, fields.words ?? "");
  set(form.elements.encounter_title, fields.met_title ?? "");
  set(form.elements.encounter_place, fields.met_place ?? "");
  set(form.elements.author_code, fields.author_code ?? "");
  form.elements.author_agreed.checked = Boolean(fields.author_agreed);
  if (fields.author_code || fields.author_agreed) form.querySelector("[data-scribe]").open = true;
  form.elements.audience.value = fields.audience || "agreed";
  writeTags(form, fields.tags ?? []);
  writeMoment(form, fields);
}

function set(control, value) {
  if (control.value !== value) control.value = value;
}

const rows = (form) => [...form.querySelectorAll("[data-conundrum]")];

function readTags(form) {
  return rows(form)
    .map((row) => ({ conundrum: Number(row.dataset.conundrum), stance: row.querySelector("input:checked")?.value ?? "" }))
    .filter(({ stance }) => stance);
}

function writeTags(form, tags) {
  for (const row of rows(form)) {
    const stance = tags.find(({ conundrum }) => conundrum === Number(row.dataset.conundrum))?.stance ?? "";
    const radio = row.querySelector(`input[value="${stance}"]`);
    if (radio) radio.checked = true;
  }
}
