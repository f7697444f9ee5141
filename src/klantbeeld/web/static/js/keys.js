// Keys: ? shows them, g and a letter goes to a page, digits choose a tab, arrows move in lists;
// j and k do so too, and begin in the first list where none is chosen.
const GO = { o: "/", r: "/review", s: "/sources", q: "/quality" };
const WAIT = 1200;

const typing = (target) =>
  target.closest("input, textarea, select, [contenteditable]") !== null;

const ROWS = "li, tr, .link";
const STEPS = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 };

// The things that arrow keys move between: the first link or summary of each row.
function stops(list) {
  const rows = list.querySelectorAll(ROWS);
  return [...rows].map((row) => row.querySelector("a[href], summary")).filter(Boolean);
}

export function move(list, from, step) {
  const all = stops(list);
  const now = all.findIndex((stop) => stop === from || stop.closest(ROWS)?.contains(from));
  return all[Math.min(Math.max(now + step, 0), all.length - 1)];
}

const firstList = () =>
  [...document.querySelectorAll("main [data-list]")].find((list) => stops(list).length);

export function keys() {
  let went = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    // From the field of a search into its answers.
    const answers = event.target.id === "q" ? document.querySelector("#answers [data-list]") : null;
    if (answers && event.key === "ArrowDown") {
      event.preventDefault();
      stops(answers)[0]?.focus();
      return;
    }
    if (typing(event.target)) return;
    if (event.key === "?") {
      document.getElementById("keys")?.showModal();
    } else if (event.key === "g") {
      went = Date.now();
      return;
    } else if (event.key in GO && Date.now() - went < WAIT) {
      location.assign(GO[event.key]);
    } else if (/^[1-9]$/.test(event.key)) {
      document.querySelectorAll(".tabs a")[Number(event.key) - 1]?.click();
    } else if (event.key in STEPS) {
      const letter = event.key.length === 1;
      const list = event.target.closest("[data-list]") ?? (letter ? firstList() : null);
      if (!list) return;
      event.preventDefault();
      move(list, event.target, STEPS[event.key])?.focus();
    }
    went = 0;
  });
}
