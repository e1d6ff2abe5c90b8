// [data-dialog="id"] opens <dialog id="id">; [data-close] inside it, or a click on the backdrop, closes it.
// [data-confirm="question"] on a form, a button or an hx- element asks in #confirm first.
const question = document.getElementById("confirm");

function confirmed(text) {
  question.querySelector("[data-question]").textContent = text;
  question.returnValue = "";
  question.showModal();
  return new Promise((resolve) => {
    question.addEventListener("close", () => resolve(question.returnValue === "yes"), { once: true });
  });
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.dialog);
    if (dialog) {
      event.preventDefault();
      dialog.showModal();
    }
    return;
  }
  const dialog = event.target.closest("dialog");
  if (dialog && (event.target === dialog || event.target.closest("[data-close]"))) dialog.close();
});

document.addEventListener("submit", async (event) => {
  const asking = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (!asking || event.target.dataset.confirmed !== undefined) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await confirmed(asking))) return;
  event.target.dataset.confirmed = "";
  event.target.requestSubmit(event.submitter);
  delete event.target.dataset.confirmed;
}, { capture: true });

document.addEventListener("htmx:confirm", async (event) => {
  if (!event.detail.question) return;
  event.preventDefault();
  if (await confirmed(event.detail.question)) event.detail.issueRequest(true);
});
