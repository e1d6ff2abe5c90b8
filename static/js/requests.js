// What every htmx request shares: a lost session leads to sign-in, a failure is said, once, in a toast.
const texts = document.getElementById("toasts").dataset;

function complain(message) {
  document.dispatchEvent(new CustomEvent("toast", { detail: { message, level: "error" } }));
}

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = event.detail;
  if (!xhr.responseURL) return;
  const answered = new URL(xhr.responseURL, location.href);
  if (answered.pathname !== texts.login) return;
  event.preventDefault();
  location.assign(`${texts.login}?next=${encodeURIComponent(location.pathname + location.search)}`);
});

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 413) complain(texts.tooLarge);
  else if (status === 429) complain(texts.tooMany);
  else if (status === 403) complain(texts.forbidden);
  else if (status === 404) complain(texts.gone);
  else complain(texts.failed);
});
// A poll tries again by itself; only what a person asked for is reported.
document.addEventListener("htmx:sendError", (event) => {
  if (!event.detail.requestConfig?.triggeringEvent?.isTrusted) return;
  complain(texts.offline);
});
