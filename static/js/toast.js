// Messages in #toasts. Others show one with
//   document.dispatchEvent(new CustomEvent("toast", {detail: {message, level}}))
// and a server with the answer header HX-Trigger: {"toast": {"message": "…", "level": "success"}}.
const region = document.getElementById("toasts");
const SHOWN_MS = 7000;

function dismissLater(toast) {
  // An error or an offer to undo stays until it is closed.
  if (toast.matches(".toast--error") || toast.querySelector("form")) return;
  let timer = setTimeout(() => toast.remove(), SHOWN_MS);
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", () => { timer = setTimeout(() => toast.remove(), SHOWN_MS); });
}

function show({ message, level = "info" }) {
  const toast = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  toast.classList.add(`toast--${level}`);
  toast.querySelector(".toast__text").textContent = message;
  region.append(toast);
}

new MutationObserver((changes) => {
  for (const change of changes) {
    for (const node of change.addedNodes) {
      if (!node.matches?.(".toast")) continue;
      // The same named message is said once, however often a poll brings it.
      if (node.id) region.querySelectorAll(`#${node.id}`).forEach((other) => other === node || other.remove());
      dismissLater(node);
    }
  }
}).observe(region, { childList: true });

region.querySelectorAll(".toast").forEach(dismissLater);
region.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) event.target.closest(".toast").remove();
});
document.addEventListener("toast", (event) => show(event.detail));
