// <form data-module="field-log" data-hunt="…" data-participation="…" data-limits="{…}">
// The Log page with a phone's memory behind it: what is typed, photographed and recorded is kept here at once, and
// "Log it" puts it into the queue. Where nothing can be kept, the form goes to the server as without a script.
import { logPage } from "../log/log-page.js";
import { line } from "../log/pieces.js";
import { queueOfPage } from "../notebook/sender.js";

export default async function fieldLog(form) {
  const queue = await queueOfPage().catch(() => null);
  if (queue) return logPage(form, queue);
  line(form, "no-store").hidden = false;
  const helpers = await Promise.all([import("./send-once.js"), import("./leave-warning.js")]);
  for (const helper of helpers) helper.default(form);
}
