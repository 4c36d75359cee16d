// In the table of states Enter goes down a column, Shift + Enter up, so that a column is filled without the mouse.
const table = document.querySelector("[data-sheet]");

function neighbour(control, step) {
  const cell = control.closest("td");
  const row = cell.parentElement;
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling;
  return next?.cells[cell.cellIndex]?.querySelector("input, select") ?? null;
}

table?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!event.target.matches("td input, td select")) return;
  event.preventDefault();
  const next = neighbour(event.target, event.shiftKey ? -1 : 1);
  next?.focus();
  next?.select?.();
});
