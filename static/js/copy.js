// <button data-copy="ID" data-copied="Copied"> copies the text of the element with that id and says so.
const SHOWN_MS = 1500;

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(source.textContent.trim());
  } catch {
    // No clipboard without https or permission: the text is selected for the reader to copy.
    getSelection().selectAllChildren(source);
    return;
  }
  const label = button.querySelector("span");
  const before = label ? label.textContent : button.getAttribute("aria-label");
  button.toggleAttribute("data-done", true);
  if (label) label.textContent = button.dataset.copied;
  else button.setAttribute("aria-label", button.dataset.copied);
  setTimeout(() => {
    button.removeAttribute("data-done");
    if (label) label.textContent = before;
    else button.setAttribute("aria-label", before);
  }, SHOWN_MS);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button && !button.hasAttribute("data-done")) copy(button);
});
