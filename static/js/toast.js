// Messages in #toasts. Others show one with
//   document.dispatchEvent(new CustomEvent("toast", {detail: {message, level}}))
// and a server with the answer header HX-Trigger: {"toast": {"message": "…", "level": "success"}}.
const region = document.getElementById("toasts");
const MOST = 3;

function shownFor(toast) {
  if (toast.matches(".toast--error")) return null;
  return toast.querySelector("form") ? 20_000 : 7_000;
}

function dismissLater(toast) {
  const time = shownFor(toast);
  if (time === null) return;
  let timer = setTimeout(() => toast.remove(), time);
  const hold = () => clearTimeout(timer);
  const release = () => { timer = setTimeout(() => toast.remove(), time); };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusout", release);
}

function arrive(toast) {
  // The same named message is said once, however often a poll brings it.
  if (toast.id) region.querySelectorAll(`#${toast.id}`).forEach((other) => other === toast || other.remove());
  dismissLater(toast);
  const all = region.querySelectorAll(".toast");
  if (all.length > MOST) all[0].remove();
}

function show({ message, level = "info" }) {
  const toast = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  toast.classList.add(`toast--${level}`);
  toast.querySelector(".toast__text").textContent = message;
  region.append(toast);
}

new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) if (node.matches?.(".toast")) arrive(node);
  }
}).observe(region, { childList: true });

region.querySelectorAll(".toast").forEach(dismissLater);
region.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest(".toast").remove();
});
document.addEventListener("toast", (event) => show(event.detail));
