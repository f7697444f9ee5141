// Listens for changes of this page; each one fetches the page's main part anew, with the session.
import { swap } from "./swap.js";

// Between two looks at the same page, in milliseconds: a person's is cheap, the overview counts.
const PAUSE = { "/live/overview": 2000 };
const SHORT_PAUSE = 400;

let stream = null;
let address = null;
let busy = false;
let again = false;

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    await swap(location.href, { quiet: false });
  } catch {
    // The stream reconnects by itself and tells what was missed.
  }
  // The first change shows at once; a burst then comes in steps.
  setTimeout(() => {
    busy = false;
    if (again) {
      again = false;
      refresh();
    }
  }, PAUSE[address] ?? SHORT_PAUSE);
}

function listen() {
  const wanted = document.getElementById("main")?.dataset.live;
  const path = wanted?.split("?")[0];
  // Only another page needs another stream: the present one knows how far it is.
  if (path === address && stream?.readyState !== EventSource.CLOSED) return;
  stream?.close();
  stream = null;
  address = path;
  if (!wanted) return;
  stream = new EventSource(wanted);
  stream.addEventListener("changed", refresh);
}

// "12 seconds ago" goes on counting while nothing arrives.
function count() {
  const words = new Intl.RelativeTimeFormat(document.documentElement.lang, { numeric: "always" });
  for (const element of document.querySelectorAll("[data-since]")) {
    const told = Number(element.dataset.since);
    if (element.toldValue !== told || !element.toldAt) {
      element.toldValue = told;
      element.toldAt = performance.now();
    }
    const seconds = told + (performance.now() - element.toldAt) / 1000;
    if (seconds < 90) element.textContent = words.format(-Math.max(1, Math.round(seconds)), "second");
    else if (seconds < 5400) element.textContent = words.format(-Math.round(seconds / 60), "minute");
  }
}

export function follow() {
  listen();
  document.addEventListener("klantbeeld:swapped", listen);
  // A page out of sight needs no reads in the log; it catches up when it is looked at again.
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      stream?.close();
    } else if (stream?.readyState === EventSource.CLOSED) {
      listen();
    }
  });
  setInterval(count, 1000);
}
