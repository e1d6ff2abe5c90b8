// A colour that is picked is the background that is meant.
document.addEventListener("input", (event) => {
  if (event.target.matches(".background__colour")) event.target.closest(".background").querySelector("[type=radio]").checked = true;
});
