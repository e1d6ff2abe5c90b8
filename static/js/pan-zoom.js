// [data-window] shows a part of its [data-stage], enlarged by --zoom: by its buttons, the wheel with Ctrl, or two fingers.
// While two fingers are down, "pan-zoom" tells the stage's contents to let go.
const MOST = 8;
const view = document.querySelector("[data-window]");
const stage = view.querySelector("[data-stage]");
const fingers = new Map();
let zoom = 1;
let pinch = null;

function magnify(to, clientX, clientY) {
  const before = stage.getBoundingClientRect();
  const across = (clientX - before.left) / before.width;
  const down = (clientY - before.top) / before.height;
  zoom = Math.min(Math.max(to, 1), MOST);
  stage.style.setProperty("--zoom", zoom);
  const after = stage.getBoundingClientRect();
  view.scrollBy(after.left + across * after.width - clientX, after.top + down * after.height - clientY);
}

function middle() {
  const box = view.getBoundingClientRect();
  return [box.left + box.width / 2, box.top + box.height / 2];
}

function spread() {
  const [one, other] = [...fingers.values()];
  return { apart: Math.hypot(one.x - other.x, one.y - other.y), x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

for (const button of document.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => magnify(button.dataset.zoom === "in" ? zoom * 1.6 : zoom / 1.6, ...middle()));
}
view.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  magnify(zoom * Math.exp(-event.deltaY / 300), event.clientX, event.clientY);
}, { passive: false });

stage.addEventListener("pointerdown", (event) => {
  if (event.pointerType !== "touch") return;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (fingers.size !== 2) return;
  pinch = { zoom, ...spread() };
  stage.dispatchEvent(new Event("pan-zoom"));
}, { capture: true });
stage.addEventListener("pointermove", (event) => {
  if (!fingers.has(event.pointerId)) return;
  fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
  if (!pinch || fingers.size !== 2) return;
  event.stopPropagation();
  const now = spread();
  view.scrollBy(pinch.x - now.x, pinch.y - now.y);
  magnify((pinch.zoom * now.apart) / Math.max(pinch.apart, 1), now.x, now.y);
  [pinch.x, pinch.y] = [now.x, now.y];
}, { capture: true });
for (const name of ["pointerup", "pointercancel"]) {
  stage.addEventListener(name, (event) => {
    fingers.delete(event.pointerId);
    if (fingers.size < 2) pinch = null;
  }, { capture: true });
}
