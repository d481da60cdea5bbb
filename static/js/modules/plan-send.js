// Sends a form of the planner and reads the page it leads to. Null: there was no answer that can be shown in place.
export async function send(form, submitter) {
  const data = new FormData(form);
  if (submitter?.name) data.append(submitter.name, submitter.value);
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action");
  const answer = await fetch(address, { method: "POST", body: new URLSearchParams(data) });
  return answer.ok ? readPage(answer) : null;
}

export async function load(address) {
  const answer = await fetch(address, { cache: "no-store" });
  return answer.ok ? readPage(answer) : null;
}

async function readPage(answer) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return page.querySelector('[data-part="board"]') ? page : null;
}
