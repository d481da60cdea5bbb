// Starts what data-module asks for. A page without this file works; each module only improves it.
const starters = {
  "error-summary": () => import("./modules/error-summary.js"),
  "leave-warning": () => import("./modules/leave-warning.js"),
  "copy-text": () => import("./modules/copy-text.js"),
  "send-once": () => import("./modules/send-once.js"),
  "plan-board": () => import("./modules/plan-board.js"),
  "plan-map": () => import("./modules/plan-map.js"),
  "point-picker": () => import("./modules/point-picker.js"),
  "path-picker": () => import("./modules/path-picker.js"),
  "place-search": () => import("./modules/place-search.js"),
  "photo-preview": () => import("./modules/photo-preview.js"),
  "passkey": () => import("./modules/passkey.js"),
  "today-clock": () => import("./modules/today-clock.js"),
  "offline": () => import("./modules/offline.js"),
  "forget-pages": () => import("./modules/forget-pages.js"),
  "kept-pages": () => import("./modules/kept-pages.js"),
  "field-log": () => import("./modules/field-log.js"),
  "queue-status": () => import("./modules/queue-status.js"),
  "queue-list": () => import("./modules/queue-list.js"),
  "positions-form": () => import("./modules/positions-form.js"),
  "quote-picker": () => import("./modules/quote-picker.js"),
};

for (const element of document.querySelectorAll("[data-module]")) {
  for (const name of element.dataset.module.split(" ")) {
    const start = starters[name];
    if (start) start().then((module) => module.default(element));
  }
}
