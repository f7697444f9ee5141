// Tables that sort by a click on a head; numbers by their data-value, texts in the page's language.
const cellValue = (row, column) => {
  const cell = row.cells[column];
  return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
};

function arrange(table) {
  const { column, down } = table.sorted;
  const words = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const body = table.tBodies[0];
  const rows = [...body.rows].sort((a, b) => {
    const [left, right] = [cellValue(a, column), cellValue(b, column)];
    const order = typeof left === "number" ? left - right : words.compare(left, right);
    return down ? -order : order;
  });
  [...table.tHead.rows[0].cells].forEach((head, at) => {
    if (at === column) head.setAttribute("aria-sort", down ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  });
  body.append(...rows);
}

function prepare() {
  for (const head of document.querySelectorAll("[data-sortable] thead th:not(:has(button))")) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
  }
  // A page that changed comes in its own order: the reader's stays.
  for (const table of document.querySelectorAll("[data-sortable]")) {
    if (table.sorted) arrange(table);
  }
}

export function sortable() {
  prepare();
  document.addEventListener("klantbeeld:swapped", prepare);
  document.addEventListener("click", (event) => {
    const head = event.target.closest?.("[data-sortable] thead button")?.closest("th");
    if (!head) return;
    const table = head.closest("table");
    const column = head.cellIndex;
    // Figures begin with the largest, names with A.
    const figures = head.classList.contains("num");
    const again = table.sorted?.column === column;
    table.sorted = { column, down: again ? !table.sorted.down : figures };
    arrange(table);
  });
}
