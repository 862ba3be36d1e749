// Keeps the preview of a mapping up to date while it is written. Without this script there is the Preview button.
const form = document.getElementById("mapping");
const section = document.getElementById("preview");
const PAUSE = 300;
let timer;
let latest = 0;

form.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(preview, PAUSE);
});

async function preview() {
  const mine = ++latest;
  const headers = { "X-Requested-With": "preview" };
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
  // An answer that was overtaken says what the form no longer does.
  if (!answer.ok || mine !== latest) return;
  // Made and escaped by the server.
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  section.replaceChildren(...page.body.childNodes);
}
