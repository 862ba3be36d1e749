// What a row asks for its values: by the kind of thing that there is to filter by, never by its name.
import { later, make, newId } from "./make.js";

/** More than these are searched, not listed. */
const FEW = 10;

/** The field for one option; it says by `changed` which values it has now. */
export function valuesField(option, operator, values, changed, find) {
  if (option?.type === "date") return dates(operator, values, changed);
  if (option?.type === "string") return text(option, values, changed);
  const isShort = option?.values.length && option.values.length <= FEW;
  return isShort ? ticks(option, values, changed) : tokens(option, values, changed, find);
}

function text(option, values, changed) {
  const oninput = ({ target }) => changed(target.value.trim() ? [target.value.trim()] : []);
  return make("input", { type: "text", value: values.join(" "), oninput, "aria-label": option.name, className: "wide" });
}

function ticks(option, values, changed) {
  const chosen = new Set(values);
  const tick = ({ value, label }) => {
    const onchange = ({ target }) => {
      if (target.checked) chosen.add(value);
      else chosen.delete(value);
      changed([...chosen]);
    };
    return make("label", {}, make("input", { type: "checkbox", checked: chosen.has(value), onchange }), label);
  };
  return make("div", { role: "group", "aria-label": option.name, className: "tickbox" }, ...option.values.map(tick));
}

/** Days of whoever makes the gadget; the filter has moments. */
function dates(operator, values, changed) {
  const [from, to] = values.map((value) => new Date(Number(value)));
  const field = (label, day) =>
    make("input", { type: "date", "aria-label": label, value: day ? dayOf(day) : "", onchange: tell });
  const first = field(operator === "BETWEEN" ? "From" : "Day", from);
  const second = operator === "BETWEEN" && field("To", to);
  function tell() {
    const days = [first, second].filter(Boolean).map(({ value }) => value);
    if (days.every(Boolean)) changed(days.map((day, i) => String(midnight(day, i) - i)));
    else changed([]);
  }
  return make("div", { className: "dates" }, first, ...(second ? ["and", second] : []));
}

function dayOf(date) {
  const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
  return parts.map((part, i) => String(part).padStart(i ? 2 : 4, "0")).join("-");
}

/** When a day begins here, or the one so many days later. */
function midnight(day, daysLater = 0) {
  const [year, month, date] = day.split("-").map(Number);
  return new Date(year, month - 1, date + daysLater).getTime();
}

/** One token for each value, and a field that offers what begins as it is typed. */
function tokens(option, values, changed, find) {
  const chosen = [...values];
  const known = new Map((option?.values ?? []).map(({ value, label }) => [value, label]));
  const offers = make("datalist", { id: newId("offers") });
  const field = make("input", {
    type: "text", autocomplete: "off", spellcheck: false, "aria-label": option?.name ?? "Values",
    placeholder: known.size || find ? "Type to search" : "Type one, then press Enter",
    oninput: ({ inputType }) => {
      // Chosen from the list and not typed.
      if (!inputType || inputType === "insertReplacementText") take();
      else offer(field.value);
    },
    onkeydown: (event) => {
      if (event.key === "Enter" && field.value.trim()) {
        event.preventDefault();
        take();
      } else if (event.key === "Backspace" && !field.value && chosen.length) drop(chosen.at(-1));
    },
    onchange: take,
  });
  field.setAttribute("list", offers.id);
  const box = make("div", { className: "tokens" }, field, offers);

  function take() {
    const typed = field.value.trim();
    const value = [...known].find(([value, label]) => value === typed || label.toLowerCase() === typed.toLowerCase())?.[0];
    if (!typed || (option?.type === "select" && value === undefined)) return;
    field.value = "";
    if (!chosen.includes(value ?? typed)) chosen.push(value ?? typed);
    tell();
  }
  function drop(value) {
    chosen.splice(chosen.indexOf(value), 1);
    tell();
    field.focus();
  }
  function tell() {
    draw();
    changed([...chosen]);
  }
  function draw() {
    const token = (value) => {
      const label = known.get(value) ?? value;
      const button = make("button", { type: "button", "aria-label": `Remove ${label}`, onclick: () => drop(value) }, "×");
      return make("span", { className: "token" }, make("bdi", {}, label), button);
    };
    // The field stays where it is, with the focus in it.
    for (const old of box.querySelectorAll(".token")) old.remove();
    field.before(...chosen.map(token));
  }
  function show(choices) {
    for (const { value, label } of choices) known.set(value, label);
    const options = choices.map(({ value, label }) => make("option", { value, label: label === value ? "" : label }));
    offers.replaceChildren(...options);
  }
  const search = later(150, async (typed) => show(await find(option.key, { q: typed })));
  function offer(typed) {
    if (option?.type === "user") search(typed);
  }

  draw();
  if (option?.type === "user") {
    find(option.key, { q: "" }).then(show);
    if (chosen.length) find(option.key, { value: chosen }).then((named) => (named.forEach((one) => known.set(one.value, one.label)), draw()));
  } else show(option?.values ?? []);
  return box;
}
