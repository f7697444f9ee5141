// Tables that sort by a click on a head; numbers by their data-value, texts in the page's language.
const cellValue = (row, column) => {
  const cell = row.cells[column];
  return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
};

function sort(table, head) {
  const column = head.cellIndex;
  const down = head.getAttribute("aria-sort") === "descending" ? 1 : -1;
  const words = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((a, b) => {
    const [left, right] = [cellValue(a, column), cellValue(b, column)];
    return down * (typeof left === "number" ? left - right : -words.compare(left, right));
  });
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down === 1 ? "ascending" : "descending");
  body.append(...rows);
}

function prepare() {
  for (const head of document.querySelectorAll("[data-sortable] thead th:not(:has(button))")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
  }
}

export function sortable() {
  prepare();
  document.addEventListener("klantbeeld:swapped", prepare);
  document.addEventListener("click", (event) => {
    const head = event.target.closest?.("[data-sortable] thead th");
    if (head && event.target.closest("button")) sort(head.closest("table"), head);
  });
}
