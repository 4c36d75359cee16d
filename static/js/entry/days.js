// Says back, in the language of the page, which day was typed: the weekday shows a slip at once.
const page = document.documentElement.lang;
const words = new Intl.DateTimeFormat(page === "en" ? "en-GB" : page, {
  weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
});
const dayFirst = /^(\d{1,2})[\s.,/-]+(\d{1,2}|\p{L}{3,})[\s.,/-]+(\d{4})(?:\s*(?:г|год|года)\.?)?$/u;
const yearFirst = /^(\d{4})[\s.,/-]+(\d{1,2})[\s.,/-]+(\d{1,2})$/;

// The first three letters tell a month in English and in Russian.
const months = new Map();
for (const language of ["en", "ru"]) {
  const name = new Intl.DateTimeFormat(language, { day: "numeric", month: "long", timeZone: "UTC" });
  for (let month = 0; month < 12; month += 1) {
    const part = name.formatToParts(Date.UTC(2024, month, 1)).find(({ type }) => type === "month");
    months.set(part.value.slice(0, 3).toLowerCase(), month + 1);
  }
}

function parse(text) {
  const [, ...byDay] = dayFirst.exec(text.trim()) ?? [];
  const [, ...byYear] = yearFirst.exec(text.trim()) ?? [];
  const [year, word, day] = byYear.length ? byYear : byDay.reverse();
  if (!year) return null;
  const month = Number(word) || months.get(word.slice(0, 3).toLowerCase());
  const date = new Date(Date.UTC(Number(year), month - 1, Number(day)));
  return date.getUTCMonth() === month - 1 ? date : null;
}

function sayBack(input, output) {
  const date = parse(input.value);
  output.textContent = date ? words.format(date) : "";
}

for (const input of document.querySelectorAll("[data-day]")) {
  const output = document.createElement("output");
  output.className = "hint";
  output.htmlFor = input.id;
  input.closest(".field").querySelector(".help")?.append(output);
  input.addEventListener("input", () => sayBack(input, output));
  sayBack(input, output);
}
