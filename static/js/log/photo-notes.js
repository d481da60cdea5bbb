// Between the fields of a photo and its notes in the draft, which have the names of the record (docs/sync.md).
const TEXTS = ["caption", "who"];
const SHOWED = ["see", "happening", "our_lives", "why", "do"];

const named = (element, id, name) => [...element.querySelectorAll(`[name="${id}-${name}"]`)];

export function readNotes(element, id) {
  const text = (name) => named(element, id, name)[0].value;
  const said = SHOWED.map((name) => [name, text(name)]).filter(([, answer]) => answer.trim());
  return {
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name)])),
    showed: Object.fromEntries(said),
    recognisable: named(element, id, "recognisable").find((radio) => radio.checked)?.value ?? "",
    keep_place: named(element, id, "keep_place")[0].checked,
  };
}

export function writeNotes(element, part) {
  const set = (name, value = "") => {
    const [control] = named(element, part.id, name);
    if (control.value !== value) control.value = value;
  };
  for (const name of TEXTS) set(name, part[name]);
  for (const name of SHOWED) set(name, part.showed?.[name]);
  for (const radio of named(element, part.id, "recognisable")) radio.checked = radio.value === part.recognisable;
  named(element, part.id, "keep_place")[0].checked = Boolean(part.keep_place);
}
