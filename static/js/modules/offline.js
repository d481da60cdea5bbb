// <nav data-module="offline" data-worker="/sw.js" data-keep="/hunts/canal/today/ /hunts/canal/log/">
// Keeps pages on the phone, once this one has nothing else to do. Where that fails everything works as without.
export default function offline(element) {
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  const pages = element.dataset.keep.split(" ");
  afterLoading(() => start(serviceWorker, element.dataset.worker, pages).catch(() => {}));

  let waiting = 0;
  // What has just arrived is in the notebook now.
  document.addEventListener("ownturf:queue", ({ detail }) => {
    const left = (detail?.waiting ?? 0) + (detail?.sending ?? 0);
    if (left < waiting) serviceWorker.controller?.postMessage({ type: "keep", pages, afresh: true });
    waiting = left;
  });
}

async function start(serviceWorker, address, pages) {
  await serviceWorker.register(address, { updateViaCache: "none" });
  const { active } = await serviceWorker.ready;
  active.postMessage({ type: "keep", pages });
}

function afterLoading(work) {
  const idle = () => ("requestIdleCallback" in window ? requestIdleCallback(work, { timeout: 3_000 }) : setTimeout(work, 500));
  if (document.readyState === "complete") idle();
  else window.addEventListener("load", idle, { once: true });
}
