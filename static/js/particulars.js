// The plate that was read goes into its field while nobody has typed there; a candidate clicked on goes there as well.
let typed = false;

function fill(text, country = "") {
  const field = document.getElementById("id_plate");
  const from = document.getElementById("id_plate_country");
  if (!field || field.disabled) return;
  field.value = text;
  if (from) from.value = country;
}

document.addEventListener("input", (event) => { if (event.target.id === "id_plate") typed = true; });
document.addEventListener("click", (event) => {
  const candidate = event.target.closest("button[name=use_plate]");
  if (!candidate) return;
  event.preventDefault();
  event.stopPropagation();
  typed = true;
  fill(candidate.value);
  document.getElementById("id_plate").focus();
}, { capture: true });
document.addEventListener("htmx:afterSwap", () => {
  const { plate, country } = document.getElementById("proposal")?.dataset ?? {};
  const field = document.getElementById("id_plate");
  // Later photos may be surer than the first: an untouched proposal follows them.
  if (plate && !typed && (!field.value || field.dataset.proposed !== undefined)) {
    fill(plate, country);
    field.dataset.proposed = "";
  }
});
// Signing in again in another tab changes the token: the cookie has the newest.
document.addEventListener("htmx:configRequest", (event) => {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (!cookie) return;
  event.detail.headers["X-CSRFToken"] = cookie[1];
  if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = cookie[1];
});
