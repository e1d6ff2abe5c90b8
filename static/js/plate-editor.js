// [data-editor]: the areas' corners, kept in the inputs of their rows, are dragged on the photo with a mouse, a finger or the keyboard.
const form = document.querySelector("[data-editor]");
const part = (name) => form.querySelector(`[data-${name}]`);
const [view, stage, photo, shapes, list, loupe, said] = ["window", "stage", "photo", "shapes", "areas", "loupe", "said"].map(part);
const width = Number(form.dataset.width);
const height = Number(form.dataset.height);
const OUTWARDS = [[-1, -1], [1, -1], [1, 1], [-1, 1]];
const drawn = new Map();
const original = { src: photo.src, srcset: photo.srcset };
const source = new Image();
let zoom = 1;

const rows = () => [...list.querySelectorAll("[data-area]")];
const inputs = (row) => [...row.querySelectorAll("input")];
const kind = (row) => row.querySelector("select").value;

function corners(row) {
  const numbers = inputs(row).map((input) => Number(input.value.replace(",", ".")));
  return [0, 2, 4, 6].map((at) => [numbers[at], numbers[at + 1]]);
}

function set(row, points) {
  points.flat().forEach((number, at) => { inputs(row)[at].value = String(Math.round(number * 10) / 10); });
  draw(row);
  changed();
}

function isCrossed(points) {
  return points.some((here, at) => {
    const [next, last] = [points[(at + 1) % 4], points[(at + 2) % 4]];
    return (next[0] - here[0]) * (last[1] - next[1]) - (next[1] - here[1]) * (last[0] - next[0]) <= 0;
  });
}

function draw(row) {
  const { shape, handles } = drawn.get(row);
  const points = corners(row);
  if (points.flat().some(Number.isNaN)) return;
  shape.setAttribute("points", points.map((point) => point.join(",")).join(" "));
  shape.dataset.kind = kind(row);
  shape.toggleAttribute("data-crossed", isCrossed(points));
  handles.forEach((handle, at) => {
    handle.style.setProperty("left", `${(100 * points[at][0]) / width}%`);
    handle.style.setProperty("top", `${(100 * points[at][1]) / height}%`);
    handle.dataset.kind = kind(row);
  });
}

function choose(row) {
  for (const [other, { shape }] of drawn) {
    other.toggleAttribute("data-chosen", other === row);
    shape.toggleAttribute("data-chosen", other === row);
  }
}

function inPhoto(event) {
  const box = stage.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * width, ((event.clientY - box.top) / box.height) * height];
}

const within = ([x, y]) => [Math.min(Math.max(x, -width * 0.2), width * 1.2), Math.min(Math.max(y, -height * 0.2), height * 1.2)];

// While a corner is held, what lies under it is shown enlarged, away from the finger.
function magnify([x, y], held) {
  const context = loupe.getContext("2d");
  const side = loupe.width;
  const scale = Math.max((3 * stage.clientWidth * (side / loupe.clientWidth || 2)) / width / 2, 2);
  const fine = (source.naturalWidth || width) / width;
  context.fillStyle = "#000";
  context.fillRect(0, 0, side, side);
  context.imageSmoothingEnabled = scale < 4;
  context.drawImage(source, (x - side / 2 / scale) * fine, (y - side / 2 / scale) * fine, (side / scale) * fine, (side / scale) * fine, 0, 0, side, side);
  context.strokeStyle = "oklch(0.62 0.2 258)";
  context.lineWidth = 3;
  context.beginPath();
  corners(held).forEach(([px, py], at) => context[at ? "lineTo" : "moveTo"]((px - x) * scale + side / 2, (py - y) * scale + side / 2));
  context.closePath();
  context.stroke();
}

function place(event) {
  const box = view.getBoundingClientRect();
  loupe.toggleAttribute("data-right", event.clientX < box.left + box.width / 2);
}

function hold(target, row, move) {
  target.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    target.focus?.({ preventScroll: true });
    target.setPointerCapture(event.pointerId);
    choose(row);
    let before = inPhoto(event);
    target.dataset.held = "";
    const onMove = (moved) => {
      const now = inPhoto(moved);
      move(now[0] - before[0], now[1] - before[1], moved);
      before = now;
    };
    const onEnd = () => {
      delete target.dataset.held;
      loupe.hidden = true;
      target.removeEventListener("pointermove", onMove);
    };
    target.addEventListener("pointermove", onMove);
    target.addEventListener("pointerup", onEnd, { once: true });
    target.addEventListener("pointercancel", onEnd, { once: true });
  });
}

function shift(row, at, x, y) {
  const points = corners(row);
  points[at] = within([points[at][0] + x, points[at][1] + y]);
  set(row, points);
  return points[at];
}

function corner(row, at) {
  const handle = document.createElement("button");
  const label = row.querySelectorAll("[data-corner]")[at].dataset.corner;
  handle.type = "button";
  handle.className = "editor__corner";
  handle.setAttribute("aria-label", label);
  handle.style.setProperty("--out-x", OUTWARDS[at][0]);
  handle.style.setProperty("--out-y", OUTWARDS[at][1]);
  hold(handle, row, (x, y, event) => {
    const point = shift(row, at, x, y);
    loupe.hidden = false;
    place(event);
    magnify(point, row);
  });
  handle.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way) return;
    event.preventDefault();
    const step = event.shiftKey ? 10 : 1;
    const [x, y] = shift(row, at, way[0] * step, way[1] * step);
    said.textContent = isCrossed(corners(row)) ? said.dataset.crossed : `${label}: ${Math.round(x)}, ${Math.round(y)}`;
    handle.scrollIntoView({ block: "nearest", inline: "nearest" });
  });
  handle.addEventListener("focus", () => choose(row));
  stage.append(handle);
  return handle;
}

function take(row) {
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
  shape.setAttribute("class", "editor__shape");
  shapes.append(shape);
  drawn.set(row, { shape, handles: [0, 1, 2, 3].map((at) => corner(row, at)) });
  hold(shape, row, (x, y) => set(row, corners(row).map((point) => [point[0] + x, point[1] + y])));
  row.addEventListener("input", () => { draw(row); changed(); });
  row.addEventListener("focusin", () => choose(row));
  row.querySelector("[data-find]").addEventListener("click", () => show(row));
  row.querySelector("[data-remove]").addEventListener("click", () => remove(row));
  draw(row);
}

function remove(row) {
  const { shape, handles } = drawn.get(row);
  [shape, ...handles].forEach((one) => one.remove());
  const next = row.nextElementSibling || row.previousElementSibling;
  drawn.delete(row);
  row.remove();
  (next?.querySelector("[data-remove]") || part("add")).focus();
  said.textContent = said.dataset.removed;
  changed();
}

function add(name) {
  const row = part("row").content.firstElementChild.cloneNode(true);
  row.querySelector("select").value = name;
  row.querySelector("option[value='']")?.remove();
  row.querySelector("details").open = false;
  list.append(row);
  const wide = Math.min(width, (width / zoom) * (view.clientWidth / stage.clientWidth) * zoom) * (name === "plate" ? 0.3 : 0.12);
  const high = name === "plate" ? wide / 4.7 : wide * 1.3;
  const x = ((view.scrollLeft + view.clientWidth / 2) / stage.clientWidth) * width;
  const y = ((view.scrollTop + view.clientHeight / 2) / stage.clientHeight) * height;
  const [left, top] = [x - wide / 2, y - high / 2];
  inputs(row).forEach((input) => { input.value = "0"; });
  take(row);
  set(row, [[left, top], [left + wide, top], [left + wide, top + high], [left, top + high]]);
  choose(row);
  drawn.get(row).handles[0].focus({ preventScroll: true });
  said.textContent = said.dataset.added;
}

function magnified(to, x, y) {
  zoom = Math.min(Math.max(to, 1), 8);
  stage.style.setProperty("--zoom", zoom);
  photo.sizes = `${Math.round(92 * zoom)}vw`;
  view.scrollTo({ left: (x / width) * stage.clientWidth - view.clientWidth / 2, top: (y / height) * stage.clientHeight - view.clientHeight / 2 });
}

function middle() {
  return [((view.scrollLeft + view.clientWidth / 2) / stage.clientWidth) * width, ((view.scrollTop + view.clientHeight / 2) / stage.clientHeight) * height];
}

function show(row) {
  const points = corners(row);
  const [xs, ys] = [0, 1].map((axis) => points.map((point) => point[axis]));
  const across = Math.max(...xs) - Math.min(...xs);
  magnified((0.4 * width) / Math.max(across, 1), (Math.max(...xs) + Math.min(...xs)) / 2, (Math.max(...ys) + Math.min(...ys)) / 2);
  choose(row);
}

// The result is asked for once the corners rest.
let waiting = null;
let asked = 0;
function changed() {
  clearTimeout(waiting);
  if (part("result").checked) waiting = setTimeout(preview, 250);
}

async function preview() {
  const turn = ++asked;
  if (!part("result").checked) {
    delete form.dataset.showsResult;
    Object.assign(photo, original);
    return;
  }
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
    if (turn !== asked) return;
    if (!answer.ok) {
      if (answer.status === 422) said.textContent = await answer.text();
      return;
    }
    const old = photo.src;
    form.dataset.showsResult = "";
    photo.srcset = "";
    photo.src = URL.createObjectURL(await answer.blob());
    if (old.startsWith("blob:")) URL.revokeObjectURL(old);
  } catch {
    return; // Without a connection the photo stays as it is.
  }
}

source.src = photo.currentSrc || photo.src;
photo.addEventListener("load", () => { if (!photo.src.startsWith("blob:")) source.src = photo.currentSrc; });
for (const details of form.querySelectorAll("details")) details.open = false;
rows().forEach(take);
for (const button of form.querySelectorAll("[data-add]")) button.addEventListener("click", () => add(button.dataset.add));
for (const button of form.querySelectorAll("[data-zoom]")) {
  button.addEventListener("click", () => magnified(button.dataset.zoom === "in" ? zoom * 1.6 : zoom / 1.6, ...middle()));
}
part("result").addEventListener("change", preview);
// Rows for browsers without scripts would be sent along.
form.querySelectorAll(".no-js [data-area]").forEach((row) => row.remove());
if (rows().length) show(rows()[0]);
