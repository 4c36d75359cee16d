// Hands the form of a page to allauth's script, shows it where the browser has passkeys, and says what went wrong.
const form = document.getElementById("passkey_form");
const trouble = document.getElementById("passkey_trouble");
const ceremony = form.dataset.ceremony;

window.allauth.webauthn.forms[`${ceremony}Form`]({
  ids: {
    [ceremony]: "passkey_button",
    credential: form.elements.credential.id,
    passwordless: form.elements.passwordless?.id,
    data: "js_data",
  },
});

if (window.PublicKeyCredential) {
  form.hidden = false;
} else if (!window.isSecureContext) {
  say(trouble.dataset.insecure);
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const isInsecure = event.detail.exception.name === "SecurityError";
  say(isInsecure ? trouble.dataset.insecure : trouble.dataset.refused);
});

function say(words) {
  trouble.textContent = words;
  trouble.hidden = false;
}
