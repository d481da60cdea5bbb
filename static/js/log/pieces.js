// Pieces of the page that the server drew for the script, in <template data-piece="…">.

// One piece, with PART in its names and ids replaced by the id of the photo or voice note it is for.
export function piece(root, name, part = "") {
  const template = root.querySelector(`template[data-piece="${name}"]`);
  const element = document.importNode(template.content, true).firstElementChild;
  for (const each of [element, ...element.querySelectorAll("*")]) {
    for (const attribute of each.attributes) attribute.value = attribute.value.replaceAll("PART", part);
  }
  return element;
}

// Puts words into an element and shows it; without words it is hidden.
export function tell(element, words) {
  if (!element) return;
  const place = element.querySelector("[data-say]") ?? element;
  place.textContent = words ?? "";
  element.hidden = !words;
}

// One of the lines at the top of the page.
export const line = (form, name) => form.querySelector(`[data-line="${name}"]`);

// For a moment nothing can be typed: it would be wiped with what is being put away.
export function hold(form, isHeld) {
  form.inert = isHeld;
  form.setAttribute("aria-busy", isHeld);
}

// What was removed can be put back, from the very place where it was. The last of them only.
export function offerUndo(root, before, words, putBack) {
  root.querySelector(".undo")?.remove();
  const line = piece(root, "undo");
  tell(line, words);
  const button = line.querySelector("[data-undo]");
  button.addEventListener("click", async () => {
    button.disabled = true;
    await putBack();
    line.remove();
  });
  before.replaceWith(line);
  button.focus();
}
