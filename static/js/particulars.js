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
    document.body.dispatchEvent(new Event("plate-read"));
  }
});

// What a source says goes into its field; "used" tells the server where the value was taken from.
function take(name, source, value, origin) {
  const field = document.getElementById(`id_${name}`);
  const used = document.getElementById("id_used");
  if (!field || field.disabled || !used) return;
  field.value = value;
  if (field.value !== String(value)) return;
  used.value = `${used.value} ${name}:${source}`;
  const note = document.createElement("p");
  note.className = "field__source";
  note.textContent = origin;
  if (origin) field.closest(".field").append(note);
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=use]");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  const [name, source] = button.value.split(":");
  take(name, source, button.dataset.value, "");
  button.closest(".claim").remove();
  document.getElementById(`id_${name}`).focus();
}, { capture: true });

// A name the catalogue proposes goes into its field.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=correct]");
  if (!button) return;
  event.preventDefault();
  event.stopPropagation();
  const [name, ...proposal] = button.value.split(":");
  const field = document.getElementById(`id_${name}`);
  field.value = proposal.join(":");
  field.focus();
  field.dispatchEvent(new Event("change", { bubbles: true }));
}, { capture: true });

// What a look-up found goes into fields that were blank and are; the page has had what was there when it was loaded.
const filled = new Set([document.getElementById("lookup")?.dataset.fill]);
document.addEventListener("htmx:afterSwap", () => {
  const { fill: facts, origin } = document.getElementById("lookup")?.dataset ?? {};
  if (!facts || filled.has(facts)) return;
  filled.add(facts);
  const blank = document.getElementById("id_blank");
  const names = new Set(blank.value.split(" "));
  for (const [name, value] of Object.entries(JSON.parse(facts))) {
    if (names.has(name) && document.getElementById(`id_${name}`)?.value === "") {
      take(name, "registry", value, origin);
      names.delete(name);
    }
  }
  blank.value = [...names].join(" ");
});
// Signing in again in another tab changes the token: the cookie has the newest.
document.addEventListener("htmx:configRequest", (event) => {
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  if (!cookie) return;
  event.detail.headers["X-CSRFToken"] = cookie[1];
  if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = cookie[1];
});
