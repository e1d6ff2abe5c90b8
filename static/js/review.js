// The queue of ads by the keyboard: Ctrl or Cmd + Enter saves and goes on, Alt + S skips.
const form = document.querySelector("[data-review]");

document.addEventListener("keydown", (event) => {
  if (!form) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.code === "KeyS" && event.altKey) {
    event.preventDefault();
    form.querySelector("[data-skip]").click();
  }
});
