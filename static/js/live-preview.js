// form[data-preview]: its sample is drawn anew with what is chosen, before anything is saved. Fields that do not matter for
// a choice, [data-for] the values of the field [data-by], are put away.
const form = document.querySelector("form[data-preview]");
const sample = form?.querySelector("img");
const said = form?.querySelector("[data-said]");
let waiting = null;
let asked = 0;

function putAway() {
  for (const part of form.querySelectorAll("[data-for]")) {
    const chosen = form.querySelector(`[name=${part.dataset.by}]:checked, select[name=${part.dataset.by}]`)?.value;
    part.hidden = !part.dataset.for.split(" ").includes(chosen);
  }
}

async function draw() {
  const turn = ++asked;
  sample.dataset.waiting = "";
  try {
    const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form), headers: { "X-Requested-With": "fetch" } });
    if (turn !== asked) return;
    if (answer.ok) {
      const old = sample.src;
      sample.src = URL.createObjectURL(await answer.blob());
      if (old.startsWith("blob:")) URL.revokeObjectURL(old);
      said.textContent = "";
    } else if (answer.status === 422) said.textContent = await answer.text();
  } catch {
    return; // Without a connection the last sample stays.
  } finally {
    if (turn === asked) delete sample.dataset.waiting;
  }
}

if (form) {
  putAway();
  form.addEventListener("input", () => {
    putAway();
    clearTimeout(waiting);
    waiting = setTimeout(draw, 200);
  });
}
