// Says at an input what it would be refused for, as soon as it is left. The server judges, as it does on saving.
const form = document.querySelector("form[data-check-url]");
const left = new Set();
let running = null;

function blockOf(name) {
  const control = [...form.elements].find((element) => element.name === name);
  return control?.closest(".field") ?? null;
}

function controlsOf(block) {
  return block.matches("[role=radiogroup]") ? [block] : [...block.querySelectorAll("input, select, textarea")];
}

function clear(block) {
  const old = block.querySelector(".help > [id$='_error']");
  if (!old) return "";
  for (const control of controlsOf(block)) {
    const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== old.id);
    if (ids.length) control.setAttribute("aria-describedby", ids.join(" "));
    else control.removeAttribute("aria-describedby");
    control.removeAttribute("aria-invalid");
  }
  old.remove();
  return old.textContent.trim();
}

function show(block, message) {
  block.querySelector(".help").append(message);
  for (const control of controlsOf(block)) {
    const ids = (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
    control.setAttribute("aria-describedby", [...ids, message.id].join(" "));
    control.setAttribute("aria-invalid", "true");
  }
}

function apply(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const said = [];
  for (const name of left) {
    const block = blockOf(name);
    if (!block?.querySelector(".help")) continue;
    const before = clear(block);
    const found = holder.content.querySelector(`[data-input="${CSS.escape(name)}"]`);
    if (!found) continue;
    const message = found.firstElementChild;
    if (message.textContent.trim() !== before) said.push(`${found.dataset.label}: ${message.textContent.trim()}`);
    show(block, message);
  }
  if (said.length) live.textContent = said.join(" ");
}

async function check() {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(form.dataset.checkUrl, {
      method: "POST", body: new FormData(form), signal: running.signal,
    });
    if (answer.ok && !answer.redirected) apply(await answer.text());
  } catch {
    // Without an answer nothing is said: saving judges everything again.
  }
}

const live = document.createElement("p");
if (form) {
  live.className = "vh";
  live.setAttribute("role", "status");
  form.append(live);
  for (const control of form.querySelectorAll("[aria-invalid]")) {
    const name = control.name ?? control.querySelector("input")?.name;
    if (name) left.add(name);
  }
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    if (!target.name || target.type === "submit" || !target.closest(".field")) return;
    if (target.type === "radio" && relatedTarget?.name === target.name) return;
    left.add(target.name);
    check();
  });
  form.addEventListener("submit", () => running?.abort());
}
