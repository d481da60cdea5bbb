// A second press while a form is on its way sends nothing; says what is going on.
export default function sendOnce(form) {
  let putBack = null;
  form.addEventListener("submit", (event) => {
    if (putBack) { event.preventDefault(); return; }
    putBack = () => {};
    const button = event.submitter;
    if (!button?.dataset.sending) return;
    const said = [...button.childNodes];
    putBack = () => button.replaceChildren(...said);
    button.textContent = button.dataset.sending;
  });
  // Who comes back to the page finds it as it was before they sent it.
  window.addEventListener("pageshow", (event) => { if (event.persisted) { putBack?.(); putBack = null; } });
}
