// Keeps the clock in the masthead going, from the time that the server printed.
const clock = document.querySelector("[data-clock]");

if (clock) {
  const [hours, minutes] = clock.textContent.split(":").map(Number);
  const shown = hours * 60 + minutes;
  const seconds = new Date(clock.dateTime).getSeconds();
  const started = performance.now();
  const tick = () => {
    const now = shown + Math.floor((seconds + (performance.now() - started) / 1000) / 60);
    const parts = [Math.floor(now / 60) % 24, now % 60];
    clock.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
  };
  setInterval(tick, 5000);
}
