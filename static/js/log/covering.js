// Where a face is hidden: covers are buttons on the picture. A tap puts one, a finger or keys move it.
import { coverAt, ellipseOf, grown, moved, pressed, shrunk } from "./covers.js";
import { fill } from "./words.js";

// `say` are the words of the page. onDone(covers) burns them into the picture, onCancel() leaves it as it is.
export function covering(section, { url, name, say, onDone, onCancel }) {
  const stage = section.querySelector("[data-stage]");
  const picture = stage.querySelector("[data-picture]");
  const template = section.querySelector("template[data-cover]").content.firstElementChild;
  let covers = []; // { cover, button }
  let current = null;

  picture.alt = name;
  picture.src = url;
  picture.addEventListener("load", draw);
  picture.addEventListener("click", (event) => {
    const { left, top, width, height } = picture.getBoundingClientRect();
    add(coverAt((event.clientX - left) / width, (event.clientY - top) / height, current?.cover.size));
  });
  press("[data-add]", () => add(coverAt(0.5, 0.5, current?.cover.size)).focus());
  press("[data-bigger]", () => change(current, (cover) => grown(cover)));
  press("[data-smaller]", () => change(current, (cover) => shrunk(cover)));
  press("[data-take-off]", () => takeOff(current));
  press("[data-done]", () => (covers.length ? onDone(covers.map(({ cover }) => cover)) : onCancel()));
  press("[data-cancel]", onCancel);
  tellCount();

  function press(selector, action) {
    section.querySelector(selector).addEventListener("click", action);
  }

  function add(cover) {
    const each = { cover, button: document.importNode(template, true) };
    each.button.setAttribute("aria-describedby", section.querySelector("[data-keys]").id);
    covers.push(each);
    stage.append(each.button);
    each.button.addEventListener("focus", () => select(each));
    each.button.addEventListener("keydown", (event) => key(each, event));
    drag(each);
    select(each);
    tellCount();
    return each.button;
  }

  function select(each) {
    current = each;
    draw();
  }

  function change(each, how) {
    if (!each) return;
    each.cover = how(each.cover);
    draw();
  }

  function key(each, event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = pressed(each.cover, event.key, event.shiftKey ? 0.005 : 0.02);
    if (next === undefined) return;
    event.preventDefault();
    if (next) change(each, () => next);
    else takeOff(each);
  }

  // The last one put, unless another was chosen since.
  function takeOff(each) {
    if (!each) return;
    const hadFocus = document.activeElement === each.button;
    each.button.remove();
    covers = covers.filter((other) => other !== each);
    select(covers.at(-1) ?? null);
    if (hadFocus) (current?.button ?? section.querySelector("[data-add]")).focus();
    tellCount();
  }

  function drag(each) {
    let from = null;
    each.button.addEventListener("pointerdown", (event) => {
      from = event;
      select(each);
      each.button.setPointerCapture(event.pointerId);
    });
    each.button.addEventListener("pointermove", (event) => {
      if (!from || event.pointerId !== from.pointerId) return;
      const { width, height } = picture.getBoundingClientRect();
      const [dx, dy] = [(event.clientX - from.clientX) / width, (event.clientY - from.clientY) / height];
      from = event;
      change(each, (cover) => moved(cover, dx, dy));
    });
    for (const end of ["pointerup", "pointercancel"]) each.button.addEventListener(end, () => { from = null; });
  }

  function draw() {
    const [wide, high] = [picture.naturalWidth || 1, picture.naturalHeight || 1];
    covers.forEach(({ cover, button }, place) => {
      const { x, y, rx, ry } = ellipseOf(cover, wide, high);
      button.style.left = `${(100 * x) / wide}%`;
      button.style.top = `${(100 * y) / high}%`;
      button.style.width = `${(200 * rx) / wide}%`;
      button.style.height = `${(200 * ry) / high}%`;
      button.classList.toggle("is-current", button === current?.button);
      button.setAttribute("aria-label", fill(say.cover, { number: place + 1 }));
    });
    const needy = ["bigger", "smaller", "take-off"].map((name) => section.querySelector(`[data-${name}]`));
    if (!current && needy.includes(document.activeElement)) section.querySelector("[data-add]").focus();
    for (const button of needy) button.disabled = !current;
  }

  function tellCount() {
    const words = [say.covers_none, say.covers_one][covers.length] ?? say.covers_many;
    section.querySelector("[data-count]").textContent = fill(words, { count: covers.length });
    draw();
  }

  return { get covers() { return covers.map(({ cover }) => cover); } };
}
