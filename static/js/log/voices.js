// The voice notes of a draft: recorded in the page, or chosen where that can't be; played back, written down, deleted.
import { offerUndo, piece, tell } from "./pieces.js";
import { canRecord, startRecording } from "./recorder.js";
import { clock, fill } from "./words.js";

const MEGABYTE = 1024 ** 2;

export function voiceList(section, { keeper, limits, say, complain, noted }) {
  const list = section.querySelector("[data-voices]");
  const panel = section.querySelector("[data-recording]");
  const record = section.querySelector("[data-record]");
  const choose = section.querySelector("[data-choose-voice]");
  const shown = new Map(); // part id to { element, url }
  let recording = null; // { id, recorder, ticking, saving, ended }

  const isHere = (part) => part?.kind === "voice";
  const partOf = (id) => keeper.draft.parts.find((part) => part.id === id);

  if (!canRecord()) offerFile();
  record.addEventListener("click", start);
  panel.querySelector("[data-stop]").addEventListener("click", () => stop());
  choose.querySelector("input").addEventListener("change", async ({ target }) => {
    for (const file of [...target.files]) await addFile(file);
    target.value = "";
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) recording?.recorder.flush(); });

  function offerFile() {
    record.hidden = true;
    choose.hidden = false;
  }

  async function show() {
    const parts = keeper.draft.parts.filter((part) => isHere(part) && part.id !== recording?.id);
    for (const id of [...shown.keys()]) if (!parts.some((part) => part.id === id)) drop(id);
    for (const part of parts) if (!shown.has(part.id)) await put(part);
    parts.forEach(({ id, transcript = "" }, place) => {
      const { element } = shown.get(id);
      element.querySelector("[data-name]").textContent = fill(say.voice, { number: place + 1 });
      const text = element.querySelector("textarea");
      if (text.value !== transcript) text.value = transcript;
    });
  }

  async function put({ id }) {
    const element = piece(section, "voice", id);
    const here = { element, url: null };
    shown.set(id, here);
    element.querySelector("textarea").addEventListener("input", ({ target }) => keeper.notePart(id, { transcript: target.value }));
    element.querySelector("[data-remove]").addEventListener("click", () => remove(id));
    list.append(element);
    const blob = await keeper.blob(id);
    if (!blob) return;
    here.url = URL.createObjectURL(blob);
    element.querySelector("[data-sound]").src = here.url;
  }

  function drop(id) {
    const { element, url } = shown.get(id);
    if (url) URL.revokeObjectURL(url);
    element.remove();
    shown.delete(id);
  }

  async function remove(id) {
    const { element } = shown.get(id);
    const putBack = await keeper.takeOut(id);
    offerUndo(section, element, say.voice_removed, async () => {
      await putBack();
      await show();
      shown.get(id)?.element.querySelector("[data-remove]").focus();
    });
    await show();
    noted();
  }

  function isFull() {
    const full = keeper.draft.parts.filter(isHere).length >= limits.voices;
    if (full) complain(fill(say.too_many_voices, { most: limits.voices }));
    return full;
  }

  async function addFile(file) {
    complain("");
    if (isFull()) return;
    const limit = Math.floor(limits.voice_bytes / MEGABYTE);
    if (!file.size) complain(fill(say.empty_file, { name: file.name }));
    else if (file.size > limits.voice_bytes) complain(fill(say.too_big, { name: file.name, limit }));
    else if (file.type && !/^(audio|video)\//.test(file.type)) complain(fill(say.not_a_recording, { name: file.name }));
    else await keeper.put({ kind: "voice", type: file.type }, file);
    await show();
    noted();
  }

  // Recording ------------------------------------------------------------------

  async function start() {
    complain("");
    if (recording || isFull()) return;
    const current = { id: crypto.randomUUID(), saving: Promise.resolve() };
    recording = current;
    current.ended = new Promise((resolve) => { current.end = resolve; });
    try {
      current.recorder = await startRecording({ onData: (blob, seconds) => save(current, blob, seconds), onEnd: () => end(current) });
    } catch (error) {
      recording = null;
      return refuse(error);
    }
    begun(current);
  }

  function begun(current) {
    record.disabled = true;
    panel.hidden = false;
    panel.querySelector("[data-most]").textContent = clock(limits.voice_seconds);
    tick(current);
    current.ticking = setInterval(tick, 250, current);
    complain("", say.recording);
    panel.querySelector("[data-stop]").focus();
  }

  function tick({ recorder }) {
    panel.querySelector("[data-clock]").textContent = clock(recorder.seconds);
    if (recorder.seconds >= limits.voice_seconds) stop(fill(say.longest, { minutes: Math.floor(limits.voice_seconds / 60) }));
  }

  // The one before is written before the next: each holds all of it.
  function save(current, blob, seconds) {
    const part = { kind: "voice", id: current.id, type: blob.type, seconds: Math.round(seconds) };
    current.saving = current.saving.then(() => keeper.put({ ...partOf(current.id), ...part }, blob)).catch(keeper.onTrouble);
  }

  function stop(words) {
    if (!recording?.recorder) return Promise.resolve();
    recording.words = words;
    recording.isWanted = true;
    recording.recorder.stop();
    return recording.ended;
  }

  async function end(current) {
    clearInterval(current.ticking);
    await current.saving;
    recording = null;
    panel.hidden = true;
    record.disabled = false;
    await show();
    const seconds = partOf(current.id)?.seconds ?? 0;
    complain("", current.words ?? (current.isWanted ? fill(say.recorded, { clock: clock(seconds) }) : say.recording_failed));
    shown.get(current.id)?.element.querySelector("[data-sound]").focus();
    noted();
    current.end();
  }

  function refuse(error) {
    const isRefused = error.name === "NotAllowedError" || error.name === "SecurityError";
    complain(isRefused ? say.microphone_refused : say.no_microphone);
    offerFile();
  }

  return { show, finish: () => stop() };
}
