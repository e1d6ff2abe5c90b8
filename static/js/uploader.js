// [data-uploader]: photos that are chosen, dropped or pasted are sent one request each, three at a time, with progress.
// They arrive in any order, so each says its place, counted from data-next.
// A car that is not there yet ([data-new]) is made first; its page then takes the place of this one, uploads going on.
const SIDE_BY_SIDE = 3;
const waiting = [];
let running = 0;
let address = null;
let place = null;

const uploader = () => document.querySelector("[data-uploader]");

function token() {
  // Signing in again in another tab changes the token: the cookie has the newest.
  const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
  return cookie ? cookie[1] : JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
}

async function makeCar(form) {
  const body = new FormData();
  for (const hidden of form.querySelectorAll("input[type=hidden]")) body.append(hidden.name, hidden.value);
  const headers = { "X-CSRFToken": token(), "X-Requested-With": "fetch" };
  const response = await fetch(form.action, { method: "POST", body, headers });
  if (!response.ok) throw response;
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const old = uploader();
  const fresh = page.querySelector("[data-uploader]");
  fresh.querySelector("[data-photos]").replaceChildren(...old.querySelector("[data-photos]").children);
  document.getElementById("main").replaceWith(page.getElementById("main"));
  document.title = page.title;
  history.replaceState(null, "", response.url);
  window.htmx.process(document.getElementById("main"));
}

function row(file) {
  const item = uploader().querySelector("[data-row]").content.firstElementChild.cloneNode(true);
  item.querySelector("[data-name]").textContent = file.name;
  uploader().querySelector("[data-photos]").append(item);
  return item;
}

function fail(item, file, reason, html = "") {
  item.classList.add("upload--refused");
  item.querySelector("progress").hidden = true;
  item.querySelectorAll("[data-text]").forEach((text) => { text.hidden = text.dataset.text !== reason; });
  const retry = item.querySelector("[data-retry]");
  retry.hidden = false;
  retry.onclick = () => { item.remove(); add([file]); };
  if (html) document.getElementById("toasts").insertAdjacentHTML("beforeend", html);
}

function settle(request, item, file) {
  if (request.status === 201 || request.status === 422) {
    item.insertAdjacentHTML("afterend", request.responseText);
    const name = item.nextElementSibling.querySelector("[data-name]");
    if (name) name.textContent = file.name;
    item.remove();
    if (request.status === 201) tell();
  } else if (request.status === 401) fail(item, file, "signed-out", request.responseText);
  else if (request.status === 413) fail(item, file, "too-large");
  else fail(item, file, request.status ? "failed" : "offline");
}

function tell() {
  const said = uploader().querySelector("[data-said]");
  said.textContent = said.dataset.sent;
  document.body.dispatchEvent(new Event("uploaded"));
  document.body.dispatchEvent(new Event("activity"));
}

function next() {
  while (running < SIDE_BY_SIDE && waiting.length) {
    const { file, item, place: here } = waiting.shift();
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("photos", file, file.name);
    body.append("place", here);
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("X-Requested-With", "fetch");
    request.upload.onprogress = (event) => { item.querySelector("progress").value = (100 * event.loaded) / event.total; };
    request.onloadend = () => { running -= 1; settle(request, item, file); next(); };
    running += 1;
    request.send(body);
  }
}

let making = null;

async function add(files) {
  const added = [...files].map((file) => ({ file, item: row(file) }));
  try {
    if (uploader().dataset.new !== undefined) await (making ??= makeCar(uploader().querySelector("form")));
    address = uploader().querySelector("form").action;
    place ??= Number(uploader().dataset.next);
    for (const one of added) waiting.push({ ...one, place: place++ });
    next();
  } catch (problem) {
    making = null;
    const html = problem.status === 401 ? await problem.text() : "";
    const reason = problem.status === 401 ? "signed-out" : problem.status ? "failed" : "offline";
    added.forEach(({ file, item }, index) => fail(item, file, reason, index ? "" : html));
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-uploader] input[type=file]") || !event.target.files.length) return;
  add(event.target.files);
  event.target.value = "";
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest("li").remove();
});
document.addEventListener("paste", (event) => {
  if (event.clipboardData.files.length && uploader()) add(event.clipboardData.files);
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
