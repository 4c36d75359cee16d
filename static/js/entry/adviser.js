// Takes up better days from the date checks without a round trip; the same button asks the server where this does not run.
const form = document.querySelector("#dated-form");

function takeUp({ useFirst, useLast }) {
  const exact = form.querySelector("[name='precision'][value='day']");
  const first = form.elements.first_day;
  exact.checked = true;
  first.value = useFirst;
  form.elements.last_day.value = useLast;
  for (const input of [exact, first, form.elements.last_day]) {
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }
  // The button is about to go with the checks that it stands in.
  first.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-use-first]");
  if (!button || !form?.elements.first_day) return;
  event.preventDefault();
  takeUp(button.dataset);
});
