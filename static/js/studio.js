// The photos of a car by keyboard: arrows go from card to card, the other keys do what the card's buttons do.
// After each answer the keyboard stays on its card, or on the one that took its place.
const grid = () => document.querySelector("#photo-grid .photo-grid");
const cards = () => [...(grid()?.children ?? [])];
let place = 0;

const current = () => document.activeElement.closest?.("[data-photo]");
const isTyping = (element) => element.matches("input, select, textarea, [contenteditable]");

function focus(index) {
  const all = cards();
  if (!all.length) return;
  place = Math.min(all.length - 1, Math.max(0, index));
  all[place].focus();
  all[place].scrollIntoView({ block: "nearest" });
}

function step(key) {
  const all = cards();
  const columns = all.filter((card) => card.offsetTop === all[0].offsetTop).length;
  const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  const card = current();
  focus(card ? all.indexOf(card) + by : place);
}

function compare(card) {
  const range = card.querySelector(".compare__range");
  if (!range) return;
  range.value = Number(range.value) > 50 ? 0 : 100;
  range.dispatchEvent(new Event("input", { bubbles: true }));
}

function undo() {
  const { undo: address } = document.getElementById("photo-grid").dataset;
  if (address) window.htmx.ajax("POST", address, { source: "#photo-grid", target: "#photo-grid", swap: "outerHTML" });
}

function press(key, card) {
  if (key === " ") compare(card);
  else card.querySelector(`[data-key="${key}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  if (!grid() || event.altKey || document.querySelector("dialog[open], details.dropdown[open]")) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (isTyping(event.target) || event.target.closest("[data-grip]")) return;
  if ((event.ctrlKey || event.metaKey) ? key === "z" && !event.shiftKey : key === "u") {
    event.preventDefault();
    undo();
  } else if (event.ctrlKey || event.metaKey) return;
  else if (key === "?") document.getElementById("photo-keys")?.showModal();
  else if (key.startsWith("Arrow") && (current() || event.target === document.body)) {
    event.preventDefault();
    step(key);
  } else if ("xc ".includes(key) && event.target === current()) {
    event.preventDefault();
    place = cards().indexOf(current());
    press(key, current());
  }
});

document.addEventListener("focusin", (event) => {
  const card = event.target.closest?.("[data-photo]");
  if (card) place = cards().indexOf(card);
});
let wasOnCard = false;
document.addEventListener("htmx:beforeSwap", () => { wasOnCard = Boolean(current()); });
document.addEventListener("htmx:afterSettle", () => {
  if (wasOnCard && document.activeElement === document.body) focus(place);
});

// Undo in a toast renews the grid and leaves the page where it is.
document.getElementById("toasts").addEventListener("submit", (event) => {
  if (!document.getElementById("photo-grid")) return;
  event.preventDefault();
  event.stopPropagation();
  window.htmx.ajax("POST", event.target.action, { source: "#photo-grid", target: "#photo-grid", swap: "outerHTML" });
  event.target.closest(".toast").remove();
});
