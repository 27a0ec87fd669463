// Sorts a table by a click on its heading and filters it by an input. The page reads the same without it.
for (const table of document.querySelectorAll("table.ledger[id]")) {
  const body = table.tBodies[0];
  const value = (row, column) => row.cells[column].dataset.v ?? row.cells[column].textContent.trim();
  [...table.tHead.rows[0].cells].forEach((heading, column) => {
    if (!heading.textContent) return;
    heading.classList.add("sortable");
    heading.tabIndex = 0;
    const sort = () => {
      const down = heading.getAttribute("aria-sort") !== "descending";
      for (const other of heading.parentElement.cells) other.removeAttribute("aria-sort");
      heading.setAttribute("aria-sort", down ? "descending" : "ascending");
      const number = heading.classList.contains("n");
      const order = (a, b) => number ? value(a, column) - value(b, column) : value(a, column).localeCompare(value(b, column));
      body.append(...[...body.rows].sort((a, b) => down ? order(b, a) : order(a, b)));
    };
    heading.addEventListener("click", sort);
    heading.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
  });
}
for (const input of document.querySelectorAll("input[data-filters]")) {
  input.hidden = false;
  const rows = document.getElementById(input.dataset.filters).tBodies[0].rows;
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(words);
  });
}
