// The card behind a value opens on hover and on focus, one at a time; Escape closes it.
// Without this script the same <details> opens by a click.
const DELAY = 140;

export function cards() {
  let timer = 0;

  function only(card) {
    for (const open of document.querySelectorAll(".value[open], .menu[open], .ask[open]")) {
      if (open !== card && !open.contains(card)) open.open = false;
    }
  }

  document.addEventListener("pointerover", (event) => {
    const card = event.target.closest?.(".value");
    clearTimeout(timer);
    if (event.pointerType === "touch") return;
    timer = setTimeout(() => {
      if (card) card.open = true;
      for (const open of document.querySelectorAll(".value[open]")) {
        if (open !== card && !open.contains(document.activeElement)) open.open = false;
      }
    }, DELAY);
  });
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest?.(".value, .menu, .ask");
    only(card);
    if (card?.matches(".value") && event.target.matches(":focus-visible")) card.open = true;
  });
  document.addEventListener("click", (event) => {
    only(event.target.closest?.(".value, .menu, .ask"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const open of document.querySelectorAll(".value[open], .menu[open], .ask[open]")) open.open = false;
  });
}
