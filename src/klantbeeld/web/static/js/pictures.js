// Pictures: one points at a mark, or walks along the marks with the arrow keys, and reads what it
// says. What it says is the mark's own <title>, so that a reader without this script has it, too.
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

export function pictures() {
  document.addEventListener("pointerover", (event) => {
    const mark = event.target.closest(".picture .mark");
    if (mark) choose(mark);
  });
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
    }
  });
}

function choose(mark) {
  const picture = mark.closest(".picture");
  for (const other of picture.querySelectorAll(".is-chosen")) other.classList.remove("is-chosen");
  mark.classList.add("is-chosen");
  const said = picture.querySelector(".picture-said");
  if (said) said.textContent = mark.querySelector("title")?.textContent ?? "";
}
