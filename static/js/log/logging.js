// What "Log it" does: what is under way is finished, what is wrong is told, the rest goes into the queue on the phone.
// Then the page stays, empty: there is no other page to wait for, it needs no signal, and the thumb is where it was.
import { problemsOf } from "./checks.js";
import { clearErrors, showErrors } from "./errors.js";
import { hold, line, tell } from "./pieces.js";
import { fill } from "./words.js";

export function logger({ form, keeper, photos, voices, limits, say, store, noted, logged, clear, trouble }) {
  let isUnderWay = false;

  document.addEventListener("ownturf:queue", tellSafe);
  return once(async () => {
    await voices.finish();
    if (!(await photos.finish())) return;
    noted();
    if (!isWrong()) await putIntoQueue();
  });

  // A second press while the first is at work does nothing.
  function once(work) {
    return async () => {
      if (isUnderWay) return;
      isUnderWay = true;
      hold(form, true);
      try {
        await work();
      } catch (error) {
        trouble(error, say.not_logged);
      } finally {
        isUnderWay = false;
        hold(form, false);
      }
    };
  }

  function isWrong() {
    hold(form, false);
    const problems = problemsOf(keeper.draft, limits).map(({ part, field, say: name, values }) => (
      { control: controlOf(part ? `${part}-${field}` : field), words: fill(say[name], values) }
    ));
    if (problems.length) showErrors(form, problems, say.error);
    else clearErrors(form, say.error);
    return problems.length > 0;
  }

  function controlOf(name) {
    const control = form.elements[name];
    return control instanceof RadioNodeList ? control[0] : control;
  }

  async function putIntoQueue() {
    const { verdict, logged: draft } = await keeper.log(Date.now());
    await clear();
    hold(form, false);
    if (verdict === "already") return tell(line(form, "elsewhere"), say.logged_elsewhere);
    tellLogged(draft);
    return logged();
  }

  function tellLogged({ id, fields }) {
    const notice = line(form, "logged");
    notice.dataset.entry = id;
    notice.querySelector("[data-place]").textContent = fields.place || fields.encounter_title || "";
    tell(notice, say.logged);
    notice.focus({ preventScroll: true });
    scrollTo({ top: 0, behavior: "instant" });
  }

  async function tellSafe() {
    const notice = line(form, "logged");
    if (notice.hidden) return;
    const entry = await store.entry(notice.dataset.entry);
    if (entry?.state === "safe") tell(notice, say.logged_safe);
  }
}
