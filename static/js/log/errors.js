// Shows problems as the server does: a summary on top, in focus, linked to the fields, and the same words beside each.
import { piece, tell } from "./pieces.js";

// `problems`: [{ control, words }]. The first is what a link of the summary leads to.
export function showErrors(form, problems, prefix) {
  clearErrors(form, prefix);
  const summary = piece(form, "error-summary");
  summary.querySelector("ul").replaceChildren(...problems.map(({ control, words }) => link(control, words)));
  for (const { control, words } of problems) mark(form, control, words);
  form.querySelector("[data-errors]").append(summary);
  document.title = prefix + document.title;
  summary.focus();
  summary.scrollIntoView({ block: "start", behavior: "instant" });
}

export function clearErrors(form, prefix) {
  form.querySelector("[data-errors]").replaceChildren();
  for (const error of form.querySelectorAll(".field > .field__error")) error.remove();
  for (const field of form.querySelectorAll(".field--wrong")) field.classList.remove("field--wrong");
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    control.removeAttribute("aria-invalid");
    describe(control, (ids) => ids.filter((id) => !id.endsWith("_error")));
  }
  if (document.title.startsWith(prefix)) document.title = document.title.slice(prefix.length);
}

function link(control, words) {
  const anchor = document.createElement("a");
  anchor.href = `#${control.id}`;
  anchor.textContent = words;
  anchor.addEventListener("click", (event) => {
    event.preventDefault();
    control.focus();
    control.closest(".field")?.scrollIntoView({ block: "center" });
  });
  const item = document.createElement("li");
  item.append(anchor);
  return item;
}

function mark(form, control, words) {
  const field = control.closest(".field");
  const error = piece(form, "error");
  tell(error, words);
  error.id = `${control.name}_error`;
  field.classList.add("field--wrong");
  [...field.children].find((child) => child.contains(control)).before(error);
  control.setAttribute("aria-invalid", "true");
  describe(control, (ids) => [...ids, error.id]);
  for (let fold = control.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
}

function describe(control, change) {
  const ids = change((control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean));
  if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
  else control.removeAttribute("aria-describedby");
}
