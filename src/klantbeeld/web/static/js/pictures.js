// Pictures: one points at a mark, or walks along the marks with the arrow keys, and reads what it
// says. What it says is the mark's own <title>, so that a reader without this script has it, too.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function pictures() {
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest?.(".picture .mark");
    if (mark) choose(mark);
  });
  // A dot on a line is small: pointing anywhere above or below it will do.
  for (const kind of ["pointermove", "pointerdown"]) {
    document.addEventListener(kind, (event) => {
      const line = event.target.closest?.(".picture .trend-large, .picture .trend-load");
      const near = line && nearest([...line.querySelectorAll(".mark")], event.clientX);
      if (near && !near.classList.contains("is-chosen")) choose(near);
    });
  }
  document.addEventListener("keydown", (event) => {
    const body = event.target.closest(".picture-body");
    if (!body || event.ctrlKey || event.metaKey || event.altKey) return;
    const marks = [...body.querySelectorAll(".mark")];
    const chosen = marks.findIndex((mark) => mark.classList.contains("is-chosen"));
    if (event.key === "Enter" && chosen >= 0) {
      marks[chosen].closest("a")?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
    } else if (event.key in STEPS && marks.length) {
      event.preventDefault();
      const next = chosen < 0 ? 0 : chosen + STEPS[event.key];
      choose(marks[Math.min(Math.max(next, 0), marks.length - 1)]);
    } else if ((event.key === "Home" || event.key === "End") && marks.length) {
      event.preventDefault();
      choose(event.key === "Home" ? marks[0] : marks[marks.length - 1]);
    }
  });
}

function nearest(marks, x) {
  const away = (mark) => {
    const box = mark.getBoundingClientRect();
    return Math.abs(box.left + box.width / 2 - x);
  };
  return marks.reduce((best, mark) => (!best || away(mark) < away(best) ? mark : best), null);
}

function choose(mark) {
  const picture = mark.closest(".picture");
  for (const other of picture.querySelectorAll(".is-chosen")) other.classList.remove("is-chosen");
  mark.classList.add("is-chosen");
  const said = picture.querySelector(".picture-said");
  if (said) said.textContent = mark.querySelector("title")?.textContent ?? "";
}
