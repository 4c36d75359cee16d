// Filters of events: keeps addresses short, shows how many values are chosen, closes lists that were left.
const form = document.querySelector("[data-filters]");
const pickers = [...document.querySelectorAll("[data-picker]")];

function showChosen(picker) {
  const count = picker.querySelectorAll("input:checked").length;
  picker.querySelector("[data-chosen]").textContent = count || "";
}

function closeOthers(kept) {
  for (const picker of pickers) if (picker !== kept) picker.open = false;
}

for (const picker of pickers) {
  picker.addEventListener("change", () => showChosen(picker));
  picker.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !picker.open) return;
    picker.open = false;
    picker.querySelector("summary").focus();
  });
}

document.addEventListener("click", (event) => closeOthers(event.target.closest("[data-picker]")));
document.addEventListener("focusin", (event) => {
  if (form?.contains(event.target)) closeOthers(event.target.closest("[data-picker]"));
});

// Fields that are not set stay out of the address.
form?.addEventListener("htmx:configRequest", (event) => {
  const filled = [...event.detail.formData].filter(([, value]) => value !== "");
  const names = new Set([...event.detail.formData.keys()]);
  for (const name of names) event.detail.formData.delete(name);
  for (const [name, value] of filled) event.detail.formData.append(name, value);
});
