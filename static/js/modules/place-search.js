// Beneath the field of a place search: what the server finds while one types. Without it, the buttons send the form.

export default function placeSearch(element) {
  const input = element.querySelector("input");
  const results = element.querySelector("[data-results]");
  const status = element.querySelector("[role=status]");
  const form = input?.form;
  if (!form || !element.dataset.url) return;
  let newest = 0;
  let waiting;

  const look = async (further) => {
    const query = new URLSearchParams({ q: input.value, piece: 1, ...(further && { further: 1 }) });
    const mine = ++newest;
    clearTimeout(waiting);
    const answer = await fetch(`${element.dataset.url}?${query}`).catch(() => null);
    if (mine !== newest) return;
    if (answer?.ok) results.innerHTML = await answer.text();
    else results.replaceChildren();
    status.textContent = results.firstElementChild?.dataset.found ?? element.dataset.failed;
    status.classList.toggle("visually-hidden", Boolean(answer?.ok));
  };

  const fill = (name, value) => {
    const field = form.elements[name];
    if (!field) return;
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const choose = (value) => {
    const [latitude, longitude, ...name] = value.split(",");
    const fields = { venue: "", new_place: name.join(","), latitude, longitude };
    for (const [field, text] of Object.entries(fields)) fill(field, text);
    newest++;
    clearTimeout(waiting);
    input.value = "";
    results.replaceChildren();
    form.elements.new_place.focus();
  };

  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => (input.value.trim().length > 1 ? look(false) : results.replaceChildren()), 300);
  });
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    if (button.name === "place") choose(button.value);
    else look(button.value === "further");
  });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === input) { event.preventDefault(); look(false); }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stations = [input, ...results.querySelectorAll("button")];
    stations[stations.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
    event.preventDefault();
  });
}
