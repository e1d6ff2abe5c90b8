// [data-retouch]: the car's outline, opaque in a canvas of the photo's display size, is painted with a brush and sent as a PNG.
const form = document.querySelector("[data-retouch]");
const part = (name) => form.querySelector(`[data-${name}]`);
const [stage, photo, canvas, brush, said, refusal, sizes, save] = ["stage", "photo", "canvas", "brush", "said", "refusal", "size", "save"].map(part);
const MOST_STEPS = 40;
const DIM = "rgb(24 26 36 / 0.62)";
const EDGE = "rgb(255 196 0)";
const outline = document.createElement("canvas");
const kept = outline.getContext("2d", { willReadFrequently: true });
const rim = document.createElement("canvas");
const past = [];
const future = [];
let tool = "keep";
let stroke = null;
let at = null;
let isPanning = false;
let waiting = 0;

const paper = () => getComputedStyle(part("window")).backgroundColor;

// Outside is dimmed, and a line runs along the edge, a little outside of it, as wide at every zoom.
function draw() {
  waiting = 0;
  const { width, height } = canvas;
  const context = canvas.getContext("2d");
  const line = Math.max(1, (1.5 * width) / canvas.clientWidth);
  context.globalCompositeOperation = "source-over";
  context.clearRect(0, 0, width, height);
  context.fillStyle = part("result").checked ? paper() : DIM;
  context.fillRect(0, 0, width, height);
  if (!part("result").checked) {
    const edge = rim.getContext("2d");
    edge.globalCompositeOperation = "source-over";
    edge.clearRect(0, 0, width, height);
    for (let turn = 0; turn < 8; turn += 1) edge.drawImage(outline, line * Math.cos((turn * Math.PI) / 4), line * Math.sin((turn * Math.PI) / 4));
    edge.globalCompositeOperation = "source-in";
    edge.fillStyle = EDGE;
    edge.fillRect(0, 0, width, height);
    context.drawImage(rim, 0, 0);
  }
  context.globalCompositeOperation = "destination-out";
  context.drawImage(outline, 0, 0);
}

function redraw() {
  waiting ||= requestAnimationFrame(draw);
}

const across = () => Number(sizes.value) * (canvas.width / 1600) / Math.sqrt(Number(getComputedStyle(stage).getPropertyValue("--zoom")) || 1);

function showBrush() {
  brush.hidden = !at || isPanning;
  if (!at) return;
  brush.dataset.tool = tool;
  brush.style.setProperty("--across", (100 * across()) / canvas.width);
  brush.style.setProperty("--x", (100 * at[0]) / canvas.width);
  brush.style.setProperty("--y", (100 * at[1]) / canvas.height);
}

function paint(from, to) {
  kept.globalCompositeOperation = tool === "keep" ? "source-over" : "destination-out";
  kept.lineCap = "round";
  kept.lineWidth = across();
  kept.beginPath();
  kept.moveTo(...from);
  kept.lineTo(to[0] + 0.01, to[1]);
  kept.stroke();
  redraw();
}

function all() {
  return kept.getImageData(0, 0, outline.width, outline.height);
}

// What a stroke changed is all that undoing it needs.
function difference(before, after) {
  const [one, other] = [before, after].map((image) => new Uint32Array(image.data.buffer));
  let [top, bottom, left, right] = [before.height, -1, before.width, -1];
  for (let index = 0; index < one.length; index += 1) {
    if (one[index] !== other[index]) {
      const [x, y] = [index % before.width, Math.floor(index / before.width)];
      [top, bottom, left, right] = [Math.min(top, y), Math.max(bottom, y), Math.min(left, x), Math.max(right, x)];
    }
  }
  return bottom < 0 ? null : [left, top, right - left + 1, bottom - top + 1];
}

function crop(image, [x, y, width, height]) {
  const part = new ImageData(width, height);
  for (let row = 0; row < height; row += 1) {
    const start = ((y + row) * image.width + x) * 4;
    part.data.set(image.data.subarray(start, start + width * 4), row * width * 4);
  }
  return part;
}

function remember(before) {
  const after = all();
  const box = difference(before, after);
  if (!box) return;
  past.push({ box, before: crop(before, box), after: crop(after, box) });
  if (past.length > MOST_STEPS) past.shift();
  future.length = 0;
  steps();
}

function steps() {
  form.querySelector("[data-step=undo]").disabled = !past.length;
  form.querySelector("[data-step=redo]").disabled = !future.length;
  form.toggleAttribute("data-changed", past.length > 0);
}

function step(name) {
  const [source, target, which] = name === "undo" ? [past, future, "before"] : [future, past, "after"];
  const change = source.pop();
  if (!change) return;
  target.push(change);
  kept.putImageData(change[which], change.box[0], change.box[1]);
  said.textContent = name === "undo" ? said.dataset.undone : said.dataset.redone;
  steps();
  redraw();
}

function choose(name) {
  tool = name;
  for (const button of form.querySelectorAll("[data-tool]:is(button)")) button.setAttribute("aria-pressed", String(button.dataset.tool === name));
  said.textContent = said.dataset[name];
  showBrush();
}

function point(event) {
  const box = canvas.getBoundingClientRect();
  return [((event.clientX - box.left) / box.width) * canvas.width, ((event.clientY - box.top) / box.height) * canvas.height];
}

function end() {
  if (stroke) remember(stroke);
  stroke = null;
}

canvas.addEventListener("pointerdown", (event) => {
  if (event.button > 1 || stroke) return;
  canvas.setPointerCapture(event.pointerId);
  isPanning = event.button === 1;
  canvas.toggleAttribute("data-panning", isPanning);
  at = point(event);
  showBrush();
  if (isPanning) return;
  stroke = all();
  paint(at, at);
});
canvas.addEventListener("pointermove", (event) => {
  if (isPanning) {
    part("window").scrollBy(-event.movementX, -event.movementY);
    return;
  }
  for (const moved of stroke && event.getCoalescedEvents?.().length ? event.getCoalescedEvents() : [event]) {
    const now = point(moved);
    if (stroke) paint(at, now);
    at = now;
  }
  showBrush();
});
for (const name of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(name, () => {
    end();
    isPanning = false;
    canvas.removeAttribute("data-panning");
  });
}
canvas.addEventListener("pointerleave", () => { if (!stroke) { at = null; showBrush(); } });
// A second finger means to move the picture: what the first has begun to paint is taken back.
stage.addEventListener("pan-zoom", () => {
  if (stroke) kept.putImageData(stroke, 0, 0);
  stroke = null;
  redraw();
});

function byKey(event) {
  const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
  if (way && event.target === canvas) {
    const far = event.shiftKey ? across() : Math.max(2, across() / 4);
    at = [0, 1].map((axis) => Math.min(Math.max((at || [canvas.width / 2, canvas.height / 2])[axis] + way[axis] * far, 0), axis ? canvas.height : canvas.width));
    showBrush();
    brush.scrollIntoView({ block: "nearest", inline: "nearest" });
    return true;
  }
  if (event.key === " " && event.target === canvas) {
    at ||= [canvas.width / 2, canvas.height / 2];
    const before = all();
    paint(at, at);
    remember(before);
    showBrush();
    return true;
  }
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "z") return step(event.shiftKey ? "redo" : "undo") ?? true;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "y") return step("redo") ?? true;
  if (event.ctrlKey || event.metaKey || event.altKey) return false;
  if (event.key === "k" || event.key === "r") return choose(event.key === "k" ? "keep" : "remove") ?? true;
  if (event.key !== "[" && event.key !== "]") return false;
  sizes.value = String(Number(sizes.value) * (event.key === "]" ? 1.25 : 0.8));
  return showBrush() ?? true;
}

async function start(address) {
  const before = all();
  kept.globalCompositeOperation = "source-over";
  kept.clearRect(0, 0, outline.width, outline.height);
  if (address) {
    const answer = await fetch(address);
    if (answer.ok) kept.drawImage(await createImageBitmap(await answer.blob()), 0, 0, outline.width, outline.height);
  }
  redraw();
  return before;
}

async function send(event) {
  event.preventDefault();
  save.disabled = true;
  refusal.hidden = true;
  const body = new FormData(form);
  body.append("outline", await new Promise((done) => { outline.toBlob(done, "image/png"); }), "outline.png");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (answer.ok) {
      form.removeAttribute("data-changed");
      window.location.assign(answer.headers.get("Location"));
      return;
    }
    refusal.textContent = answer.status === 422 ? await answer.text() : save.dataset.offline;
  } catch {
    refusal.textContent = save.dataset.offline;
  }
  refusal.hidden = false;
  save.disabled = false;
}

await photo.decode().catch(() => {});
for (const one of [canvas, outline, rim]) [one.width, one.height] = [photo.naturalWidth, photo.naturalHeight];
stage.style.setProperty("--shape", canvas.width / canvas.height);
await start(form.dataset.outline);
form.dataset.ready = "";
for (const button of form.querySelectorAll("button[data-tool]")) button.addEventListener("click", () => choose(button.dataset.tool));
for (const button of form.querySelectorAll("[data-step]")) button.addEventListener("click", () => step(button.dataset.step));
for (const button of form.querySelectorAll("[data-start]")) {
  button.addEventListener("click", async () => remember(await start(button.dataset.start === "machine" ? form.dataset.machine : "")));
}
form.addEventListener("keydown", (event) => { if (byKey(event)) event.preventDefault(); });
form.addEventListener("submit", send);
sizes.addEventListener("input", showBrush);
part("result").addEventListener("change", redraw);
new ResizeObserver(redraw).observe(stage);
window.addEventListener("beforeunload", (event) => { if (form.hasAttribute("data-changed")) event.preventDefault(); });
