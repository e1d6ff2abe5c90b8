// A form is sent once: its buttons rest while the answer is on the way, and wake when the page is shown again (back button).
function rest(form) {
  for (const button of form.querySelectorAll("button[type=submit], button:not([type])")) {
    button.setAttribute("aria-disabled", "true");
  }
  form.dataset.sent = "";
}

function wake(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled]")) button.removeAttribute("aria-disabled");
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.target || form.dataset.repeatable !== undefined) return;
  if (form.dataset.sent !== undefined) event.preventDefault();
  else rest(form);
});
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(wake));

// A form that was refused is shown again with its first wrong field in view, ready to be corrected.
document.querySelector("main form [aria-invalid=true]")?.focus();
