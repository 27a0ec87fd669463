// What a page gains with a script: keys, times in the reader's zone, news without a reload, charts. It reads the same without.
const page = document.documentElement;
const busy = (target) => target.closest("input, textarea, select, [contenteditable]");

// Times: in the reader's zone, with the zone written; day first of all, as files have it.
const clock = new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" });
const zone = new Intl.DateTimeFormat(page.lang || "en", { timeZoneName: "short" });
const shown = (moment) => `${clock.format(moment)} ${zone.formatToParts(moment).find((part) => part.type === "timeZoneName")?.value ?? ""}`;
const times = (root) => {
  for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
    const moment = new Date(time.dateTime);
    if (Number.isNaN(moment.getTime()) || !time.dateTime.includes("T")) continue;
    time.title = time.textContent;
    time.textContent = shown(moment);
  }
};

// Charts: the library is loaded only by pages that have one.
let library;
const charts = (root) => {
  const found = root.querySelectorAll("figure[data-chart]");
  if (!found.length) return;
  const base = document.querySelector('script[src*="/console.js"]').src.replace(/console\.js$/, "");
  const load = (src) => new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = base + src;
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  library ??= load("vendor/echarts.common.min.js").then(() => load("charts.js"));
  library.then(() => { for (const figure of found) window.headcountChart(figure); }, () => {});
};

const dress = (root) => { times(root); charts(root); };
dress(document);
document.body.addEventListener("htmx:afterSettle", (event) => dress(event.detail.elt));

// Keys: `/` searches, `g` and a letter go to a page, `?` lists them.
let going = 0;
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || busy(event.target)) return;
  if (event.key === "/") {
    const search = document.querySelector('main input[type="search"]');
    event.preventDefault();
    if (search) search.focus();
    else document.querySelector('nav a[data-go="c"]')?.click();
  } else if (event.key === "?") {
    document.getElementById("keys")?.showModal();
  } else if (event.key === "g") {
    going = event.timeStamp;
  } else if (going && event.timeStamp - going < 1500) {
    going = 0;
    document.querySelector(`nav a[data-go="${CSS.escape(event.key)}"]`)?.click();
  }
});

// News: parts of the page that say what they live on (`data-live="board verdicts"`, with an id) are fetched anew when that changes.
const stream = document.body.dataset.events;
const living = () => [...document.querySelectorAll("[data-live][id]")];
if (stream && living().length && window.EventSource) {
  let known = null;
  let waiting = 0;
  const source = new EventSource(stream);
  source.addEventListener("state", (event) => {
    const now = JSON.parse(event.data);
    const changed = known ? Object.keys(now).filter((name) => now[name] !== known[name]) : [];
    known = now;
    const stale = living().filter((part) => part.dataset.live.split(" ").some((name) => changed.includes(name)));
    if (!stale.length || waiting || stale.some((part) => part.contains(document.activeElement))) return;
    waiting = window.setTimeout(async () => {
      waiting = 0;
      const answer = await fetch(location.href, { headers: { "X-Requested-With": "news" } });
      if (!answer.ok) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
      for (const part of stale) {
        const made = fresh.getElementById(part.id);
        if (made) { part.replaceWith(made); dress(made); window.htmx?.process(made); }
      }
    }, 400);
  });
  window.addEventListener("pagehide", () => source.close());
}
