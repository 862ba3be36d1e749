// The snippets: one at a time, copied by a button.

export function snippets(section) {
  const select = section.querySelector("select");
  const each = [...section.querySelectorAll("[data-host]")];
  const choose = () => each.forEach((one) => (one.hidden = one.dataset.host !== select.value));
  section.querySelector("[data-where]").hidden = false;
  select.addEventListener("change", choose);
  choose();
  for (const one of each) {
    const button = one.querySelector("[data-copy]");
    button.hidden = false;
    button.addEventListener("click", () => copy(one.querySelector("code"), one.querySelector("[role=status]")));
  }
}

export function rewrite(section, texts) {
  for (const one of section.querySelectorAll("[data-host]")) {
    one.querySelector("code").textContent = texts[one.dataset.host];
    one.querySelector("[role=status]").textContent = "";
  }
}

/** Where a browser does not let us, it is marked for the keys that copy. */
async function copy(code, status) {
  try {
    await navigator.clipboard.writeText(code.textContent);
    status.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(code);
    status.textContent = "Marked: press Ctrl+C";
  }
}
