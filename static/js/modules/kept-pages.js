// <nav data-module="kept-pages" hidden><ul></ul></nav>
// Lists the pages that are kept on this phone, by their titles.
export default async function keptPages(nav) {
  const pages = await allKept();
  for (const { url, title } of pages) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title;
    const line = document.createElement("li");
    line.append(link);
    nav.querySelector("ul").append(line);
  }
  nav.hidden = pages.length === 0;
}

async function allKept() {
  const pages = [];
  for (const name of await window.caches?.keys() ?? []) {
    if (!name.startsWith("own-turf-pages:")) continue;
    const cache = await caches.open(name);
    for (const request of await cache.keys()) pages.push(await described(request, cache));
  }
  // Today first: from there one gets everywhere.
  return pages.sort((one, other) => other.url.endsWith("/today/") - one.url.endsWith("/today/"));
}

async function described({ url }, cache) {
  const html = await (await cache.match(url, { ignoreVary: true })).text();
  const { title } = new DOMParser().parseFromString(html, "text/html");
  return { url, title: title.replace(/ – Own Turf$/, "") };
}
