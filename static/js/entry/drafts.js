// Keeps what is typed as a draft of its author, and asks before the page is left while something is not kept yet.
const form = document.querySelector("form[data-draft-url]");
const status = document.querySelector("[data-draft-status]");
const PAUSE = 1500;
const RETRY = 15000;
const CLOSED = new Set([401, 403, 404, 409, 413]);

let typed = "";
let kept = "";
let timer = 0;
let running = null;
let ended = false;

function content() {
  const data = new FormData(form);
  data.delete("csrfmiddlewaretoken");
  return new URLSearchParams(data).toString();
}

function isUnkept() {
  return !ended && typed !== kept;
}

function schedule(pause = PAUSE) {
  clearTimeout(timer);
  timer = setTimeout(keep, pause);
}

async function keep() {
  if (ended || running) return;
  const sent = typed;
  if (sent === kept) return;
  running = new AbortController();
  try {
    const answer = await fetch(form.dataset.draftUrl, {
      method: "POST", body: new FormData(form), signal: running.signal, keepalive: sent.length < 30000,
    });
    await take(answer, sent);
  } catch {
    if (!ended) fail();
  } finally {
    running = null;
  }
  if (isUnkept()) schedule(status.dataset.state === "failed" ? RETRY : PAUSE);
}

async function take(answer, sent) {
  if (answer.redirected || !answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error();
  const { said } = await answer.json();
  status.textContent = said;
  status.dataset.state = answer.ok ? "kept" : "failed";
  if (answer.ok) kept = sent;
  else if (CLOSED.has(answer.status)) ended = true;
}

function fail() {
  status.textContent = status.dataset.failed;
  status.dataset.state = "failed";
}

function note() {
  typed = content();
  if (isUnkept()) schedule();
}

function end() {
  ended = true;
  clearTimeout(timer);
  running?.abort();
}

if (form && status) {
  typed = kept = content();
  form.addEventListener("input", note);
  form.addEventListener("change", note);
  form.addEventListener("parties", note);
  form.addEventListener("submit", end);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") keep();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) ended = false;
  });
  addEventListener("beforeunload", (event) => {
    if (isUnkept()) event.preventDefault();
  });
}
