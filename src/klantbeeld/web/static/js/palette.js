// The command palette: Ctrl-K or / from anywhere; answers while typing.
import { fetchFragment, swap } from "./swap.js";

const PAUSE = 120;

// On the page for searching, the answers follow what is typed there, and so does the address.
function searchPage() {
  let timer = 0;
  document.getElementById("q")?.addEventListener("input", (event) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const address = `/search?q=${encodeURIComponent(event.target.value.trim())}`;
      if (await swap(address, { quiet: true })) history.replaceState(null, "", address);
    }, PAUSE);
  });
}

export function palette() {
  searchPage();
  const dialog = document.getElementById("palette");
  if (!dialog) return;
  const field = dialog.querySelector("input");
  const answers = document.getElementById("palette-answers");
  let timer = 0;
  let running = null;
  let chosen = 0;

  const hits = () => [...answers.querySelectorAll(".hit")];

  function choose(place) {
    const all = hits();
    chosen = Math.min(Math.max(place, 0), all.length - 1);
    all.forEach((hit, at) => {
      hit.id = `hit-${at}`;
      hit.setAttribute("role", "option");
      hit.setAttribute("aria-selected", at === chosen);
    });
    field.setAttribute("aria-activedescendant", all.length ? `hit-${chosen}` : "");
    all[chosen]?.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    running?.abort();
    running = new AbortController();
    const text = field.value.trim();
    try {
      const fragment = await fetchFragment(`/search?q=${encodeURIComponent(text)}`, running.signal);
      const fresh = fragment?.getElementById("answers");
      if (!fresh) return;
      answers.replaceChildren(...fresh.childNodes);
      for (const part of answers.querySelectorAll("ul, li")) part.setAttribute("role", "presentation");
      choose(0);
      const count = answers.querySelectorAll(".hits:not(.hits-pages) .hit").length;
      document.getElementById("said").textContent = text ? String(count) : "";
    } catch (error) {
      if (error.name !== "AbortError") throw error;
    }
  }

  function open(text = "") {
    field.value = text;
    dialog.showModal();
    field.focus();
    ask();
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape") {
      // A search field would first empty itself.
      event.preventDefault();
      dialog.close();
    } else if (event.key === "Enter") {
      const hit = hits()[chosen];
      if (!hit) return;
      event.preventDefault();
      hit.click();
    }
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  document.addEventListener("keydown", (event) => {
    const shortcut = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey);
    const slash = event.key === "/" && !event.target.closest("input, textarea");
    if ((!shortcut && !slash) || document.querySelector("dialog[open]")) return;
    event.preventDefault();
    open();
  });
  const head = document.querySelector("[data-palette]");
  head?.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    open(head.value);
  });
  head?.addEventListener("input", () => {
    open(head.value);
    head.value = "";
  });
}
