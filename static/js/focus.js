// Takes the reader to what the page wants to be seen first, such as a summary of errors.
document.querySelector("[data-focus]")?.focus();
