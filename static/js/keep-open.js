// What is open and focused in a car's photos stays so when news of them arrive by themselves; what a person does
// there closes its menu as usual.
const grid = () => document.getElementById("photo-grid");
let open = null;
let focused = null;

const place = (element) => ({
  card: element.closest("[data-photo]")?.id,
  tag: element.tagName,
  text: element.textContent.trim(),
  name: element.name,
});

function find({ card, tag, text, name }) {
  const all = [...(document.getElementById(card)?.querySelectorAll(tag) ?? [])];
  return all.find((one) => one.textContent.trim() === text && one.name === name);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  const isNews = event.detail.requestConfig?.verb === "get" && grid()?.contains(event.detail.target);
  open = isNews ? grid().querySelector("details.dropdown[open] > summary")?.id : null;
  const active = document.activeElement;
  focused = isNews && active?.closest("[data-photo]") && !active.matches("[data-photo]") ? place(active) : null;
});

function restore() {
  const summary = open && document.getElementById(open);
  if (summary) summary.parentElement.open = true;
  if (focused && document.activeElement === document.body) (find(focused) ?? summary)?.focus({ preventScroll: true });
}

document.addEventListener("htmx:oobAfterSwap", restore);
document.addEventListener("htmx:afterSwap", restore);
