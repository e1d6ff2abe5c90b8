// A private seller has no SIREN: its field shows for a garage only.
const kinds = document.querySelectorAll("input[name=kind], select[name=kind]");
const registration = document.querySelector("input[name=registration]")?.closest(".field");

function show() {
  const chosen = [...kinds].find((kind) => kind.matches("select") || kind.checked);
  registration.hidden = chosen?.value !== "garage";
}

if (registration) {
  kinds.forEach((kind) => kind.addEventListener("change", show));
  show();
}
