// Buttons [data-theme-choice="light|dark|auto"]: the choice is kept in a cookie, which base.html reads, so that no page flashes.
const root = document.documentElement;
root.dataset.js = "";

function mark() {
  const chosen = root.dataset.theme || "auto";
  for (const button of document.querySelectorAll("[data-theme-choice]")) {
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === chosen));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  const choice = button.dataset.themeChoice;
  if (choice === "auto") delete root.dataset.theme;
  else root.dataset.theme = choice;
  const age = choice === "auto" ? 0 : 365 * 24 * 3600;
  document.cookie = `theme=${choice}; path=/; max-age=${age}; samesite=lax`;
  mark();
});

mark();
