// Adds a row of parties without a round trip; the same button asks the server where this script does not run.
const list = document.querySelector("[data-parties]");
const template = document.querySelector("[data-party-row]");
const total = document.querySelector("[name='parties-TOTAL_FORMS']");
const most = Number(document.querySelector("[name='parties-MAX_NUM_FORMS']")?.value ?? 0);

function addRow() {
  const index = Number(total.value);
  const holder = document.createElement("template");
  holder.innerHTML = template.innerHTML.replaceAll("__prefix__", String(index));
  list.append(holder.content);
  total.value = String(index + 1);
  list.lastElementChild.querySelector("select")?.focus();
}

function blankRow() {
  const rows = [...list.querySelectorAll(".party")];
  return rows.find((row) => !row.querySelector("[name$='-party']").value);
}

// The row of a suggestion: the first that is still blank, or a new one.
function name(suggestion) {
  const [role, party] = suggestion.split("=");
  if (!blankRow()) addRow();
  const row = blankRow();
  row.querySelector("[name$='-role']").value = role;
  const select = row.querySelector("[name$='-party']");
  select.value = party;
  select.focus();
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

function openNames(select) {
  const details = select.closest(".party")?.querySelector("details");
  if (details && select.value === "institution:") details.open = true;
}

if (list && template && total) {
  document.querySelector("[data-add-party]").addEventListener("click", (event) => {
    if (Number(total.value) >= most) return;
    event.preventDefault();
    addRow();
  });
  document.querySelector("[data-suggestions]")?.addEventListener("click", (event) => {
    const button = event.target.closest("button[name='suggest']");
    if (!button || (!blankRow() && Number(total.value) >= most)) return;
    event.preventDefault();
    name(button.value);
  });
  list.addEventListener("change", (event) => {
    if (event.target.name?.endsWith("-party")) openNames(event.target);
  });
}
