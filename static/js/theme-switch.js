// The choice between light, dark and the device's own setting, in the footer.
const group = document.querySelector("[data-themes]");
const buttons = [...(group?.querySelectorAll("button") ?? [])];

function store(theme) {
  try {
    if (theme) localStorage.setItem("theme", theme);
    else localStorage.removeItem("theme");
  } catch {
    // The choice then lasts for this page only.
  }
}

function show(theme) {
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
}

if (group) {
  group.hidden = false;
  show(document.documentElement.dataset.theme ?? "");
  for (const button of buttons) {
    button.addEventListener("click", () => {
      store(button.dataset.themeChoice);
      show(button.dataset.themeChoice);
    });
  }
}
