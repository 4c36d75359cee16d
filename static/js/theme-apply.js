// Runs before the first paint, so that a chosen theme does not flash.
{
  document.documentElement.classList.add("js");
  let theme = "";
  try {
    theme = localStorage.getItem("theme") ?? "";
  } catch {
    // Storage may be forbidden; the device's own setting stands.
  }
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
}
