// The sorting page: select photos, drag them to a car, or move them by the bar below. Arrow keys go from photo to photo.
const board = () => document.getElementById("board");
const boxes = () => [...board().querySelectorAll(".shot__check")];
const selected = () => boxes().filter((box) => box.checked);
let last = null;

function tell() {
  const said = board()?.querySelector("[data-selected]");
  if (!said) return;
  const count = selected().length;
  said.textContent = count === 1 ? said.dataset.one : said.dataset.many.replace("{count}", count);
  board().querySelector("[data-view-selected]").hidden = count !== 1;
  renew();
}

function clear() {
  for (const box of selected()) box.checked = false;
  tell();
}

function move(to) {
  const form = document.getElementById("move");
  const select = form.querySelector("[name=to]");
  select.value = to;
  if (select.value === to) form.requestSubmit();
}

function look(box) {
  const dialog = document.getElementById("look");
  dialog.querySelector("[data-look]").src = box.dataset.view;
  dialog.querySelector("[data-look-name]").textContent = box.closest(".shot").querySelector("img").alt;
  dialog.showModal();
}

// New suggestions come in while people work: the board is renewed when nothing is selected, dragged, typed or open.
function renew() {
  const progress = document.getElementById("batch-progress");
  if (!board() || !progress || progress.dataset.revision === board().dataset.revision) return;
  const isBusy = selected().length || board().dataset.dragging !== undefined || board().querySelector("details.dropdown[open]");
  if (!isBusy) window.htmx.trigger(board(), "board");
}

document.addEventListener("htmx:afterSwap", () => { if (board()) { last = null; tell(); } });
// What the keyboard was on may be gone with what it did: the next press goes on from the board, not from the page's top.
document.addEventListener("htmx:afterSettle", () => {
  if (!board() || document.activeElement !== document.body) return;
  board().tabIndex = -1;
  board().focus({ preventScroll: true });
});

document.addEventListener("click", (event) => {
  const box = event.target.closest?.(".shot__check");
  if (box) {
    if (event.shiftKey && last?.isConnected) {
      const all = boxes();
      const [from, to] = [all.indexOf(last), all.indexOf(box)].sort((a, b) => a - b);
      for (const one of all.slice(from, to + 1)) one.checked = box.checked;
    }
    last = box;
    tell();
  }
  const quick = event.target.closest?.("[data-quick]");
  if (quick) move(quick.dataset.quick);
  if (event.target.closest?.("[data-clear]")) clear();
  if (event.target.closest?.("[data-view-selected]") && selected().length) look(selected()[0]);
});
document.addEventListener("dblclick", (event) => {
  const box = event.target.closest(".shot")?.querySelector(".shot__check");
  if (box) look(box);
});

const columns = (box) => {
  const shots = [...box.closest(".shots").children];
  return shots.filter((shot) => shot.offsetTop === shots[0].offsetTop).length;
};
document.addEventListener("keydown", (event) => {
  const box = event.target.closest?.(".shot__check");
  if (event.key === "Escape" && board() && selected().length && !document.querySelector("dialog[open]")) clear();
  if (!box) return;
  if (event.key === "Enter") { event.preventDefault(); look(box); return; }
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns(box), ArrowDown: columns(box) }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = boxes();
  all[Math.min(all.length - 1, Math.max(0, all.indexOf(box) + step))].focus();
});

document.addEventListener("dragstart", (event) => {
  const shot = event.target.closest?.("[data-shot]");
  if (!shot) return;
  const box = shot.querySelector(".shot__check");
  if (!box.checked) { clear(); box.checked = true; }
  for (const one of selected()) one.closest(".shot").dataset.dragged = "";
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", shot.dataset.shot);
  // Now the zones may show: changing the page inside dragstart itself ends the drag in Chromium.
  setTimeout(() => { board().dataset.dragging = ""; });
});
// The event's own target may be a piece of text.
const zoneAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-drop]");
document.addEventListener("dragover", (event) => {
  if (board()?.dataset.dragging === undefined) return;
  const zone = zoneAt(event);
  for (const other of board().querySelectorAll("[data-over]")) if (other !== zone) delete other.dataset.over;
  if (!zone) return;
  event.preventDefault();
  zone.dataset.over = "";
});
document.addEventListener("drop", (event) => {
  const zone = zoneAt(event);
  if (board()?.dataset.dragging === undefined || !zone) return;
  event.preventDefault();
  move(zone.dataset.drop);
});
document.addEventListener("dragend", () => {
  if (!board()) return;
  delete board().dataset.dragging;
  for (const one of board().querySelectorAll("[data-over], [data-dragged]")) { delete one.dataset.over; delete one.dataset.dragged; }
  if (selected().length === 1) clear();
});
if (board()) tell();
