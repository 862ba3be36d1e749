// The filters of a gadget as rows, made of what the server says there is to filter by: a new option needs nothing here.
import { read, write } from "./filters.js";
import { make } from "./make.js";
import { valuesField } from "./values.js";

const EVERYWHERE = "streams";

/** Draws into `box` what `area` says, and writes there what is changed. */
export function filterRows(box, area, catalogue, find) {
  let filter = read(area.value);
  let written = area.value;
  const rows = make("ul", { className: "rows" });
  const add = make("button", { type: "button", className: "add", onclick: added }, "Add a filter");

  function tell() {
    written = write(filter);
    area.value = written;
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
  function draw() {
    rows.replaceChildren(...filter.conditions.map(row));
    box.replaceChildren(...sources(catalogue, filter, tell), rows, add);
  }
  function added() {
    const [first] = catalogue[0].options;
    const condition = { source: catalogue[0].key, option: first.key, operator: first.operators[0].key, values: [] };
    filter.conditions.push(condition);
    const made = row(condition);
    rows.append(made);
    made.querySelector("select").focus();
  }
  function row(condition) {
    const line = make("li");
    const changed = (values) => {
      condition.values = values;
      tell();
    };
    const remove = () => {
      filter.conditions.splice(filter.conditions.indexOf(condition), 1);
      const next = line.nextElementSibling?.querySelector("select") ?? add;
      line.remove();
      next.focus();
      tell();
    };
    const fill = () => line.replaceChildren(...cells(catalogue, condition, { changed, remove, find, again }));
    const again = (selector) => {
      fill();
      line.querySelector(selector).focus();
      tell();
    };
    fill();
    return line;
  }

  area.addEventListener("input", () => {
    if (area.value === written) return;
    filter = read(area.value);
    draw();
  });
  draw();
}

/** None ticked means all. */
function sources(catalogue, filter, tell) {
  const apps = catalogue.filter(({ key }) => key !== EVERYWHERE);
  if (!apps.length) return [];
  const tick = ({ key, name }) => {
    const onchange = ({ target }) => {
      filter.providers = filter.providers.filter((one) => one !== key);
      if (target.checked) filter.providers.push(key);
      tell();
    };
    const box = make("input", { type: "checkbox", checked: filter.providers.includes(key), onchange });
    return make("label", {}, box, name);
  };
  const legend = make("legend", {}, "Sources", make("span", { className: "hint" }, " none ticked: all"));
  return [make("fieldset", { className: "sources" }, legend, make("div", { className: "tickbox" }, ...apps.map(tick)))];
}

function cells(catalogue, condition, { changed, remove, find, again }) {
  const option = optionOf(catalogue, condition);
  const name = option?.name ?? condition.option;
  const button = { type: "button", className: "remove", "aria-label": `Remove filter: ${name}`, onclick: remove };
  return [
    what(catalogue, condition, option, again),
    how(condition, option, again),
    valuesField(option, condition.operator, condition.values, changed, find),
    make("button", button, "×"),
  ];
}

function optionOf(catalogue, { source, option }) {
  return catalogue.find(({ key }) => key === source)?.options.find(({ key }) => key === option);
}

function what(catalogue, condition, option, again) {
  const select = make("select", { className: "what", "aria-label": "Filter by", title: option?.help ?? "" });
  for (const { key, name, options } of catalogue) {
    const made = options.map((one) => make("option", { value: JSON.stringify([key, one.key]) }, one.name));
    select.append(make("optgroup", { label: name || "Every source" }, ...made));
  }
  const chosen = JSON.stringify([condition.source, condition.option]);
  // A source that whoever edits may not see, or that is gone.
  if (!option) select.prepend(make("option", { value: chosen }, `${condition.source}: ${condition.option}`));
  select.value = chosen;
  select.addEventListener("change", () => {
    const [source, key] = JSON.parse(select.value);
    const other = optionOf(catalogue, { source, option: key });
    Object.assign(condition, { source, option: key, operator: other.operators[0].key, values: [] });
    again(".what");
  });
  return select;
}

function how(condition, option, again) {
  const known = option?.operators ?? [{ key: condition.operator, name: condition.operator }];
  const select = make("select", { className: "how", "aria-label": "How" });
  select.append(...known.map(({ key, name }) => make("option", { value: key }, name)));
  select.value = condition.operator;
  select.addEventListener("change", () => {
    // A day is another moment before and after; everything else keeps its values.
    if (option?.type === "date") condition.values = [];
    condition.operator = select.value;
    again(".how");
  });
  return select;
}
