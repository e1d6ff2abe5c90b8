// [data-reorder]: cards are moved by their grip, with a pointer or the arrow keys; the new order is sent at once.
let dragged = null;
let before = "";

const order = (list) => [...list.children].map((card) => card.dataset.photo).join(",");

function send(list) {
  if (order(list) === before) return;
  window.htmx.ajax("POST", list.dataset.reorder, {
    source: list, target: "#photo-grid", swap: "outerHTML", values: { order: order(list) },
  });
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.button) return;
  dragged = grip.closest("[data-photo]");
  before = order(dragged.parentElement);
  dragged.dataset.dragged = "";
  grip.releasePointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!dragged) return;
  const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-photo]");
  if (!over || over === dragged || over.parentElement !== dragged.parentElement) return;
  // The others move round the dragged card: taken out of the page itself, it would lose its touch.
  const isLater = dragged.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING;
  let neighbour = null;
  while (neighbour !== over) {
    neighbour = isLater ? dragged.nextElementSibling : dragged.previousElementSibling;
    if (isLater) dragged.before(neighbour);
    else dragged.after(neighbour);
  }
});

function drop() {
  if (!dragged) return;
  delete dragged.dataset.dragged;
  const list = dragged.parentElement;
  dragged = null;
  send(list);
}
document.addEventListener("pointerup", drop);
document.addEventListener("pointercancel", drop);

document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  const direction = { ArrowLeft: "earlier", ArrowUp: "earlier", ArrowRight: "later", ArrowDown: "later" }[event.key];
  if (!grip || !direction) return;
  event.preventDefault();
  grip.closest("[data-photo]").querySelector(`[data-move="${direction}"]`).click();
});

// A photo just sent shows in the grid: its place in the list of uploads is no longer needed.
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id !== "photo-grid") return;
  document.querySelectorAll("[data-photos] .upload--done").forEach((item) => item.remove());
});
