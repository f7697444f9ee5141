// Comparing a record with reality by keys: 1, 2 and 3 answer the row that has the focus, or the
// first without an answer, and go on to the next one; Enter saves.
const rows = (form) => [...form.querySelectorAll(".check-row")];
const answered = (row) => row.querySelector("input:checked") !== null;

function next(form, row) {
  const all = rows(form);
  const open = [...all.slice(all.indexOf(row) + 1), ...all].find((each) => !answered(each));
  const focus = open?.querySelector("input[type=radio]") ?? form.querySelector("button:not([name])");
  focus?.focus();
}

export function checking() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const form = document.querySelector("main form[data-checking]");
    if (!form || document.querySelector("dialog[open]")) return;
    if (event.target.matches("input:not([type=radio]), textarea, select")) return;
    const row = event.target.closest(".check-row") ?? rows(form).find((each) => !answered(each));
    const choice = row?.querySelector(`[data-verdict-key="${CSS.escape(event.key)}"]`);
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    next(form, row);
  });
}
