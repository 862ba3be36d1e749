// The builder: rows for the filters, the preview and the snippets follow the form. Without it there is the form alone.
import { later } from "./make.js";
import { rewrite, snippets } from "./paste.js";
import { Preview } from "./preview.js";
import { filterRows } from "./rows.js";

const PAUSE = 350;
const builder = document.querySelector(".builder");
const form = builder.closest("form");
const paste = document.getElementById("paste");
const stage = builder.querySelector("[data-stage]");
let latest = 0;

async function ask() {
  const mine = ++latest;
  const sent = await fetch(builder.dataset.answer, { method: "POST", body: new FormData(form) });
  const answer = sent.ok ? await sent.json() : null;
  // An answer that was overtaken says what the form no longer does.
  return mine === latest ? answer : null;
}

async function follow() {
  const answer = await ask().catch(() => null);
  if (!answer) return;
  tellFaults(answer.errors);
  rewrite(paste, answer.texts);
  if (answer.frame) preview.show(answer);
}

function tellFaults(errors) {
  for (const line of builder.querySelectorAll("[data-fault]")) {
    const said = (errors[line.dataset.fault] ?? []).join(" ");
    if (line.textContent !== said) line.textContent = said;
    form.elements[line.dataset.fault]?.setAttribute?.("aria-invalid", String(Boolean(said)));
  }
}

async function find(option, asked) {
  const query = new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => [value].flat().map((one) => [name, one])));
  const answer = await fetch(`${builder.dataset.values}${option}/?${query}`);
  return answer.ok ? (await answer.json()).values : [];
}

/** Made of the title until somebody writes another. */
function nameAfterTitle({ title, slug }) {
  let own = slug.value !== "";
  slug.addEventListener("input", () => (own = slug.value !== ""));
  title.addEventListener("input", () => {
    const plain = title.value.normalize("NFKD").replace(/[\u0300-\u036f'’]/g, "").toLowerCase();
    if (!own) slug.value = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 50);
  });
}

function widths() {
  const buttons = [...builder.querySelectorAll("[data-width]")];
  for (const button of buttons)
    button.addEventListener("click", () => {
      stage.dataset.width = button.dataset.width;
      for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
    });
}

const preview = new Preview(stage, ask);
nameAfterTitle(form.elements);
filterRows(builder.querySelector("[data-filters]"), form.elements.filters, JSON.parse(document.getElementById("catalogue").textContent), find);
snippets(paste);
widths();
form.addEventListener("input", later(PAUSE, follow));
stage.replaceChildren();
follow();
