// A phrase shows its field's card while a mouse is on it or the keyboard reaches it; a click or touch keeps it, as popovers do.
const LEAVE_MS = 200;
let leaving = 0;
let pinned = null;

const cardOf = (phrase) => document.getElementById(phrase.getAttribute("popovertarget"));

function show(phrase) {
  clearTimeout(leaving);
  const card = cardOf(phrase);
  if (!card || pinned || card.matches(":popover-open")) return;
  document.querySelectorAll(".claim-card:popover-open").forEach((open) => open.hidePopover());
  card.showPopover({ source: phrase });
}

function hideSoon() {
  clearTimeout(leaving);
  leaving = setTimeout(() => {
    if (pinned) return;
    document.querySelectorAll(".claim-card:popover-open").forEach((open) => open.hidePopover());
  }, LEAVE_MS);
}

document.addEventListener("pointerover", (event) => {
  if (event.pointerType !== "mouse") return;
  const phrase = event.target.closest("[data-claim]");
  if (phrase) show(phrase);
  else if (event.target.closest(".claim-card")) clearTimeout(leaving);
});
document.addEventListener("pointerout", (event) => {
  if (event.pointerType === "mouse" && event.target.closest("[data-claim], .claim-card")) hideSoon();
});
// Open already from hovering, a click keeps the card instead of closing it.
document.addEventListener("click", (event) => {
  const phrase = event.target.closest("[data-claim]");
  if (!phrase) return;
  const card = cardOf(phrase);
  if (card.matches(":popover-open") && pinned !== card) event.preventDefault();
  pinned = pinned === card ? null : card;
});
document.addEventListener("toggle", (event) => {
  if (event.target === pinned && event.newState === "closed") pinned = null;
}, true);
