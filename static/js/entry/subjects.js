// Keeps the list of priority areas to those of the chosen dimension, and fills in what follows from a choice: the
// dimension of an area or a body, the kind of event of a body, the time zone of a country. Nothing chosen is changed.
const area = document.querySelector("select[name='area']");
const radios = [...document.querySelectorAll("[name='dimension']")];

function showAreasOf(code) {
  for (const group of area.querySelectorAll("optgroup")) {
    const belongs = !code || group.querySelector(`[data-dimension="${code}"]`) !== null;
    group.hidden = group.disabled = !belongs && group.querySelector(":checked") === null;
  }
}

function chosen() {
  return radios.find((radio) => radio.checked);
}

function choose(code) {
  const radio = radios.find((each) => each.value === code);
  if (radio && !chosen()?.value) radio.checked = true;
  showAreasOf(chosen()?.value ?? "");
}

if (area && radios.length) {
  for (const radio of radios) {
    radio.addEventListener("change", () => {
      const belongs = area.selectedOptions[0]?.dataset.dimension;
      if (belongs && belongs !== radio.value) area.value = "";
      showAreasOf(radio.value);
    });
  }
  area.addEventListener("change", () => {
    choose(area.selectedOptions[0]?.dataset.dimension);
  });
  showAreasOf(chosen()?.value ?? "");
}

const council = document.querySelector("select[name='council']");
const kind = document.querySelector("select[name='kind']");
council?.addEventListener("change", () => {
  const marks = council.selectedOptions[0]?.dataset ?? {};
  if (marks.kind && !kind.value) kind.value = marks.kind;
  if (marks.dimension) choose(marks.dimension);
});

const country = document.querySelector("select[name='country']");
const zone = document.querySelector("select[name='zone']");
let isZoneChosen = Boolean(document.querySelector("[name='start_time']")?.value);
zone?.addEventListener("change", () => {
  isZoneChosen = true;
});
country?.addEventListener("change", () => {
  const of = country.selectedOptions[0]?.dataset.zone;
  if (of && !isZoneChosen && [...zone.options].some((option) => option.value === of)) zone.value = of;
});
