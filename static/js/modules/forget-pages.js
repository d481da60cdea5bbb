// <form method="post" data-module="forget-pages" data-under="/">
// Whoever signs out, or leaves a hunt, leaves no pages on the phone. What waits to be sent is no page: it stays.
export default function forgetPages(form) {
  form.addEventListener("submit", () => {
    navigator.serviceWorker?.controller?.postMessage({ type: "forget", under: form.dataset.under || "/" });
  });
}
