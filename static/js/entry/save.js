// Ctrl + Enter saves from anywhere in the form.
const form = document.querySelector("form.entry[data-draft-url], form.entry[data-save-by-key]");
const hint = document.querySelector("[data-save-key]");

if (form) {
  if (hint) hint.hidden = false;
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  });
}
