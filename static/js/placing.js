// .placing: its lines are dragged, or moved by arrow keys, and write into the number fields of the same name; and back.
const scene = document.querySelector(".placing");
const field = (line) => document.querySelector(`[name=${line.dataset.name}]`);

function show(line) {
  line.style.setProperty("--at", `${field(line).value}%`);
  line.setAttribute("aria-valuenow", field(line).value);
}

function set(line, value) {
  const { min, max } = field(line);
  field(line).value = Math.round(Math.min(max, Math.max(min, value)));
  field(line).dispatchEvent(new Event("input", { bubbles: true }));
}

function drag(line, event) {
  const box = scene.getBoundingClientRect();
  set(line, (100 * (event.clientY - box.top)) / box.height);
}

for (const line of scene?.querySelectorAll(".placing__line") ?? []) {
  line.hidden = false;
  show(line);
  field(line).addEventListener("input", () => show(line));
  line.addEventListener("pointerdown", (event) => line.setPointerCapture(event.pointerId));
  line.addEventListener("pointermove", (event) => line.hasPointerCapture(event.pointerId) && drag(line, event));
  line.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1, PageUp: -5, PageDown: 5 }[event.key];
    if (!step) return;
    event.preventDefault();
    set(line, Number(field(line).value) + step);
  });
}
