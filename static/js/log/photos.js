// The photos of a draft: each is in the database before anything is done with it, then made smaller, described, covered
// or taken out.
import { covering } from "./covering.js";
import { offerUndo, piece, tell } from "./pieces.js";
import { readNotes, writeNotes } from "./photo-notes.js";
import { burnt, kindOf, makeSmaller } from "./pictures.js";
import { fill } from "./words.js";

const MEGABYTE = 1024 ** 2;

// `complain(words)` says beside the buttons what is wrong with a file; `noted()` is called when something has changed.
export function photoList(section, { keeper, limits, say, complain, noted }) {
  const list = section.querySelector("[data-photos]");
  const shown = new Map(); // part id to { element, url, open }
  const originals = new Map(); // as the camera made them, while the page is open and nothing is covered
  let work = Promise.resolve();

  const partOf = (id) => keeper.draft.parts.find((part) => part.id === id);
  const isHere = (part) => part?.kind === "photo";

  // One after the other: a phone has the memory for one big picture, not for eight.
  function inTurn(action) {
    list.setAttribute("aria-busy", "true");
    const done = work.then(action).catch(keeper.onTrouble).then(() => { if (work === done) list.removeAttribute("aria-busy"); });
    work = done;
    return done;
  }

  async function show() {
    const parts = keeper.draft.parts.filter(isHere);
    for (const id of [...shown.keys()]) if (!parts.some((part) => part.id === id)) drop(id);
    for (const part of parts) if (!shown.has(part.id)) await put(part);
    parts.forEach(refresh);
  }

  async function put(part) {
    const element = piece(section, "photo", part.id);
    const here = { element, url: null, open: null };
    shown.set(part.id, here);
    writeNotes(element, part);
    element.addEventListener("input", (event) => { if (event.target.name !== `${part.id}-full`) describe(part.id); });
    element.querySelector("[data-hide-face]").addEventListener("click", () => openCovering(part.id));
    element.querySelector("[data-remove]").addEventListener("click", () => remove(part.id));
    element.querySelector("[data-full] input").addEventListener("change", (event) => setFull(part.id, event.target.checked));
    list.append(element);
    await picture(part.id);
  }

  function describe(id) {
    keeper.notePart(id, readNotes(shown.get(id).element, id));
    noted();
  }

  // The picture that will be sent, not the one that was chosen.
  async function picture(id) {
    const here = shown.get(id);
    const blob = await keeper.blob(id);
    if (!here || !blob) return;
    if (here.url) URL.revokeObjectURL(here.url);
    here.url = URL.createObjectURL(blob);
    here.size = blob.size;
    here.element.querySelector("[data-picture]").src = here.url;
  }

  function refresh(part, place) {
    const { element } = shown.get(part.id);
    const name = fill(say.photo, { number: place + 1 });
    writeNotes(element, part);
    element.querySelector("[data-name]").textContent = name;
    element.querySelector("[data-picture]").alt = name;
    element.querySelector("[data-picture]").hidden = Boolean(part.as_it_is);
    element.querySelector("[data-hide-face]").hidden = Boolean(part.as_it_is);
    element.querySelector("[data-full]").hidden = Boolean(part.covered || part.as_it_is);
    element.querySelector("[data-full] input").checked = Boolean(part.full);
    tell(element.querySelector("[data-no-picture]"), part.as_it_is && (say[part.as_it_is] ?? say.as_it_is));
    if (part.covered) says(part.id, say.covered);
  }

  function says(id, words) {
    tell(shown.get(id)?.element.querySelector("[data-part-says]"), words);
  }

  function drop(id) {
    const { element, url } = shown.get(id);
    if (url) URL.revokeObjectURL(url);
    element.remove();
    shown.delete(id);
    originals.delete(id);
  }

  // Adding ---------------------------------------------------------------

  const add = (files) => inTurn(async () => {
    complain("");
    for (const file of files) await addOne(file);
    noted();
  });

  async function addOne(file) {
    if (keeper.draft.parts.filter(isHere).length >= limits.photos) return complain(fill(say.too_many_photos, { most: limits.photos }));
    if (!file.size) return complain(fill(say.empty_file, { name: file.name }));
    const kind = await kindOf(file);
    if (!kind) return addStrange(file);
    const part = await keeper.put({ kind: "photo", type: file.type || `image/${kind}`, full: true }, file);
    await show();
    return smaller(part.id, kind, file);
  }

  // A kind that only the browser knows, if anybody does: what it draws of it is an ordinary JPEG.
  async function addStrange(file) {
    const blob = await makeSmaller(file).catch(() => null);
    if (!blob) return complain(fill(say.not_a_photo, { name: file.name }));
    await keeper.put({ kind: "photo", type: blob.type, full: false }, blob);
    return show();
  }

  async function smaller(id, kind, file) {
    says(id, say.making_smaller);
    const blob = await makeSmaller(file).catch(() => null);
    says(id, "");
    if (!blob) return asItIs(id, kind, file);
    originals.set(id, file);
    await replace(id, { full: false, type: blob.type, as_it_is: null }, blob);
  }

  async function asItIs(id, kind, file) {
    if (file.size > limits.photo_bytes) {
      await keeper.takeOut(id);
      complain(tooBig(file.name));
    } else {
      keeper.notePart(id, { as_it_is: kind === "heif" ? "as_it_is" : "doubtful" });
    }
    return show();
  }

  const tooBig = (name) => fill(say.too_big, { name, limit: Math.floor(limits.photo_bytes / MEGABYTE) });

  async function replace(id, notes, blob) {
    if (!partOf(id)) return;
    await keeper.put({ id, kind: "photo", ...notes }, blob);
    await picture(id);
    await show();
  }

  // In full or smaller -----------------------------------------------------

  const setFull = (id, isFull) => inTurn(async () => {
    says(id, "");
    const file = originals.get(id) ?? (isFull ? null : await keeper.blob(id));
    if (!file) says(id, say.original_gone);
    else if (!isFull) return smaller(id, await kindOf(file), file);
    else if (file.size > limits.photo_bytes) says(id, fill(say.too_big_in_full, { limit: Math.floor(limits.photo_bytes / MEGABYTE) }));
    else return replace(id, { full: true, type: file.type || partOf(id).type }, file);
    return show();
  });

  // Taking out -------------------------------------------------------------

  async function remove(id) {
    const { element } = shown.get(id);
    const original = originals.get(id);
    const putBack = await keeper.takeOut(id);
    offerUndo(section, element, say.photo_removed, async () => {
      await putBack();
      if (original) originals.set(id, original);
      await show();
      shown.get(id)?.element.querySelector("[data-remove]").focus();
    });
    await show();
    noted();
  }

  // Hiding a face ------------------------------------------------------------

  function openCovering(id) {
    const here = shown.get(id);
    if (!here || here.open) return;
    const box = piece(section, "covering", id);
    here.element.querySelector("[data-covering]").append(box);
    here.element.classList.add("is-covering");
    const close = () => closeCovering(id);
    const name = here.element.querySelector("[data-name]").textContent;
    here.open = covering(box, { url: here.url, name, say, onDone: () => cover(id), onCancel: close });
    box.querySelector("[data-add]").focus({ preventScroll: true });
    box.scrollIntoView({ block: "start" });
  }

  function closeCovering(id) {
    const here = shown.get(id);
    if (!here?.open) return;
    here.open = null;
    here.element.querySelector("[data-covering]").replaceChildren();
    here.element.classList.remove("is-covering");
    here.element.querySelector("[data-hide-face]").focus();
  }

  // What is under the covers is gone from this page, its memory and its database.
  const cover = (id) => inTurn(async () => {
    const here = shown.get(id);
    const covers = here?.open?.covers ?? [];
    if (!covers.length) return;
    const blob = await burnt(await keeper.blob(id), covers, partOf(id).full).catch(() => null);
    if (!blob) return says(id, say.cover_failed);
    originals.delete(id);
    await replace(id, { covered: true, type: blob.type }, blob);
    closeCovering(id);
    noted();
  });

  // Before it is logged: what is under way is waited for, and what was covered is covered, "Done" or not. Promises
  // whether all of that went well.
  async function finish() {
    await work;
    for (const [id, { open }] of shown) if (open) await (open.covers.length ? cover(id) : closeCovering(id));
    return [...shown.values()].every(({ open }) => !open);
  }

  return { show, add, finish };
}
