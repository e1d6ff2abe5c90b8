// [data-batch-uploader]: hundreds of photos are sent one request each, three at a time, behind one bar.
// A batch that is not there yet ([data-new]) is made first; its page then takes the place of this one, sending going on.
const SIDE_BY_SIDE = 3;
const TRIES = 4;
const waiting = [];
const unsent = [];
let running = 0;
let done = 0;
let all = 0;
let making = null;

const uploader = () => document.querySelector("[data-batch-uploader]");
const text = (name) => uploader().querySelector(`[data-text="${name}"]`).textContent;

function token() {
  // Signing in again in another tab changes the token: the cookie has the newest.
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

async function makeBatch(form) {
  const headers = { "X-CSRFToken": token(), "X-Requested-With": "fetch" };
  const response = await fetch(form.action, { method: "POST", headers });
  if (!response.ok) throw response;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  document.getElementById("main").replaceWith(page.getElementById("main"));
  document.title = page.title;
  history.replaceState(null, "", response.url);
  window.htmx.process(document.getElementById("main"));
}

function show() {
  const sending = uploader().querySelector("[data-sending]");
  const bar = sending.querySelector("progress");
  const said = sending.querySelector("[data-said]");
  const isOver = !running && !waiting.length;
  sending.hidden = !all;
  bar.hidden = isOver;
  bar.max = all;
  bar.value = done;
  said.textContent = isOver ? said.dataset.sentText : said.dataset.sendingText.replace("{done}", done).replace("{all}", all);
  if (isOver && unsent.length) said.textContent = "";
  showUnsent();
}

function showUnsent() {
  const box = uploader().querySelector("[data-unsent]");
  box.hidden = !unsent.length;
  box.querySelector("[data-unsent-title]").textContent = text("title");
  box.querySelector("[data-unsent-list]").replaceChildren(...unsent.map(({ file, reason }) => {
    const item = document.createElement("li");
    item.textContent = `${file.name}: ${reason}`;
    return item;
  }));
  box.querySelector("[data-send-again]").hidden = !unsent.some(({ again }) => again);
}

function fail(file, reason, again) {
  unsent.push({ file, reason, again });
  done += 1;
}

function settle(request, file, tries) {
  const said = request.responseText;
  if (request.status === 201) done += 1;
  else if (request.status === 422) fail(file, said, false);
  else if (request.status === 409) {
    fail(file, said, false);
    for (const { file: other } of waiting.splice(0)) fail(other, said, false);
  } else if (request.status === 401) fail(file, text("signed-out"), true);
  else if (request.status === 413) fail(file, text("too-large"), false);
  else if (tries < TRIES && (!request.status || request.status >= 500 || request.status === 429)) {
    // A lift or a tunnel between two bars of network: wait a little longer each time.
    setTimeout(() => { waiting.push({ file, tries: tries + 1 }); next(); }, 1000 * 3 ** tries);
    return;
  } else fail(file, text(request.status ? "failed" : "offline"), true);
  document.body.dispatchEvent(new Event("uploaded"));
}

function next() {
  while (running < SIDE_BY_SIDE && waiting.length) {
    const { file, tries } = waiting.shift();
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("photos", file, file.name);
    request.open("POST", uploader().querySelector("form").action);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-Requested-With", "fetch");
    request.onloadend = () => { running -= 1; settle(request, file, tries); next(); show(); };
    running += 1;
    request.send(body);
  }
}

async function add(files) {
  const added = [...files].map((file) => ({ file, tries: 0 }));
  if (!added.length) return;
  if (!running && !waiting.length) [all, done] = [0, 0];
  all += added.length;
  show();
  try {
    if (uploader().dataset.new !== undefined) await (making ??= makeBatch(uploader().querySelector("form")));
    waiting.push(...added);
    next();
  } catch (problem) {
    making = null;
    const reason = text(problem.status === 401 ? "signed-out" : problem.status ? "failed" : "offline");
    added.forEach(({ file }) => fail(file, reason, true));
  }
  show();
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-batch-uploader] input[type=file]")) return;
  add(event.target.files);
  event.target.value = "";
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-send-again]")) return;
  const again = unsent.filter((one) => one.again).map(({ file }) => file);
  unsent.length = 0;
  add(again);
});
for (const type of ["dragenter", "dragover"]) {
  document.addEventListener(type, (event) => {
    if (!event.dataTransfer.types.includes("Files") || !uploader()) return;
    event.preventDefault();
    uploader().dataset.over = "";
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget && uploader()) delete uploader().dataset.over;
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length || !uploader()) return;
  event.preventDefault();
  delete uploader().dataset.over;
  add(event.dataTransfer.files);
});
window.addEventListener("beforeunload", (event) => {
  if (running || waiting.length) event.preventDefault();
});
