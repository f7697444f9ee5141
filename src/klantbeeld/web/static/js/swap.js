// Fetches the main part of a page and puts it in place of the present one.
import { morph } from "./morph.js";

const main = () => document.getElementById("main");
let latest = 0;

function fragmentOf(address) {
  const url = new URL(address, location.href);
  url.searchParams.set("fragment", "main");
  url.hash = "";
  return url;
}

// Resolves to the parsed fragment, or null where the session ended or another fetch overtook it.
export async function fetchFragment(address, signal) {
  const answer = await fetch(fragmentOf(address), { signal, headers: { accept: "text/html" } });
  if (answer.status === 401) {
    location.reload();
    return null;
  }
  // A fault of a moment must not take the page away.
  if (answer.status >= 500) throw new Error(`answer ${answer.status}`);
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

export function tint(elements) {
  for (const element of elements) {
    element.classList.remove("changed");
    void element.offsetWidth;
    element.classList.add("changed");
    element.addEventListener("animationend", () => element.classList.remove("changed"), { once: true });
  }
}

// Puts the page of `address` in place. `quiet`: the reader asked for it, so nothing is tinted.
export async function swap(address, { quiet }) {
  const turn = ++latest;
  const fragment = await fetchFragment(address);
  const fresh = fragment?.getElementById("main");
  if (!fresh || turn !== latest) return false;
  const title = fragment.querySelector("title");
  if (title) document.title = title.textContent;
  const changed = morph(main(), fresh);
  if (!quiet) tint([...changed].filter((element) => element.dataset.key));
  document.dispatchEvent(new CustomEvent("klantbeeld:swapped"));
  return true;
}

// Puts the page that a posted form led to in place, under its own address.
export async function swapWith(answer) {
  if (answer.status >= 500) throw new Error(`answer ${answer.status}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("main");
  if (!fresh || page.querySelector("main form[action='/sign-in']")) return location.assign(answer.url);
  latest += 1;
  document.title = page.title;
  history.pushState(null, "", answer.url);
  morph(main(), fresh);
  document.dispatchEvent(new CustomEvent("klantbeeld:swapped"));
}

export function swapLinks() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-swap]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    // Taken now: the swap may give this very link another address.
    const address = link.href;
    try {
      if (await swap(address, { quiet: true })) history.pushState(null, "", address);
    } catch {
      location.assign(address);
    }
  });
  addEventListener("popstate", () => {
    swap(location.href, { quiet: true }).catch(() => location.reload());
  });
}
