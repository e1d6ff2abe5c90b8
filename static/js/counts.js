// How long a field is against each portal's limit: <ul data-counts="id_title"><li data-limit="50"><output></output>50</li></ul>
const number = new Intl.NumberFormat(document.documentElement.lang);

function show(list) {
  const field = document.getElementById(list.dataset.counts);
  if (!field) return;
  const length = field.value.length;
  for (const item of list.querySelectorAll("[data-limit]")) {
    item.querySelector("output").textContent = number.format(length);
    item.toggleAttribute("data-over", length > Number(item.dataset.limit));
  }
}

function showAll() {
  document.querySelectorAll("[data-counts]").forEach(show);
}

document.addEventListener("input", (event) => {
  document.querySelectorAll(`[data-counts="${CSS.escape(event.target.id)}"]`).forEach(show);
});
document.addEventListener("htmx:afterSwap", showAll);
showAll();
