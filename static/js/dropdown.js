// <details class="dropdown"> closes on Escape, on a click elsewhere and when another one opens.
function closeAll(except) {
  for (const open of document.querySelectorAll("details.dropdown[open]")) {
    if (open !== except) open.open = false;
  }
}

document.addEventListener("click", (event) => closeAll(event.target.closest("details.dropdown")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = event.target.closest("details.dropdown[open]");
  closeAll();
  open?.querySelector("summary").focus();
});
