// A second press while a form is on its way sends nothing; says what is going on.
export default function sendOnce(form) {
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (sending) { event.preventDefault(); return; }
    sending = true;
    const button = event.submitter;
    if (button?.dataset.sending) button.textContent = button.dataset.sending;
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) sending = false; });
}
