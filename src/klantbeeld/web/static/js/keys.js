// Keys: ? shows them, g and a letter goes to a page, digits choose a tab, arrows move in lists.
const GO = { o: "/", s: "/sources", q: "/quality" };
const WAIT = 1200;

const typing = (target) =>
  target.closest("input, textarea, select, [contenteditable]") !== null;

// The things that arrow keys move between: the first link or summary of each row.
function stops(list) {
  const rows = list.querySelectorAll("li, tr");
  return [...rows].map((row) => row.querySelector("a[href], summary")).filter(Boolean);
}

export function move(list, from, step) {
  const all = stops(list);
  const now = all.findIndex((stop) => stop === from || stop.closest("li, tr")?.contains(from));
  return all[Math.min(Math.max(now + step, 0), all.length - 1)];
}

export function keys() {
  let went = 0;
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    if (event.key === "?") {
      document.getElementById("keys")?.showModal();
    } else if (event.key === "g") {
      went = Date.now();
      return;
    } else if (event.key in GO && Date.now() - went < WAIT) {
      location.assign(GO[event.key]);
    } else if (/^[1-9]$/.test(event.key)) {
      document.querySelectorAll(".tabs a")[Number(event.key) - 1]?.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const list = event.target.closest("[data-list]");
      if (!list) return;
      event.preventDefault();
      move(list, event.target, event.key === "ArrowDown" ? 1 : -1)?.focus();
    }
    went = 0;
  });
}
