import { html, nothing } from "lit/html.js";
import type { Choice, Option, Source } from "../../core/catalogue.ts";
import { dayOf, midnight } from "../../core/dates.ts";
import { type Place, toggled, valuesAt, withValues } from "../../core/filters.ts";
import type { Filtering } from "./filtering.ts";
import { toggle } from "./panel.ts";

/** More than that are found by typing. */
const MOST_TOGGLES = 8;

/** One option as its declaration says it: what it is called, how it compares, what there is to choose from. */
export function row(filtering: Filtering, source: Source, option: Option, isNamed = true) {
  const place = placeOf(filtering, source, option);
  return html`<div class="row ${isNamed ? "" : "unnamed"}" role="group" aria-label=${option.name} title=${option.help}>
    ${isNamed ? html`<span class="row-name" aria-hidden="true">${option.name}</span>` : nothing}
    ${operator(filtering, option, place)}
    <div class="row-values">${control(filtering, option, place)}</div>
  </div>`;
}

/** The operator in use, the one that was just chosen, or the first one. */
function placeOf(filtering: Filtering, { key: source }: Source, { key: option, operators }: Option): Place {
  const at = (operator: string) => ({ source, option, operator });
  const used = operators.find(({ key }) => valuesAt(filtering.filter, at(key)).length);
  return at(used?.key ?? filtering.operators.get(`${source} ${option}`) ?? operators[0]?.key ?? "IS");
}

function operator(filtering: Filtering, option: Option, place: Place) {
  return html`<select
    class="box operator"
    aria-label=${option.name}
    @change=${(event: Event) => compare(filtering, place, (event.target as HTMLSelectElement).value)}
  >
    ${option.operators.map(
      ({ key, name }) => html`<option value=${key} ?selected=${key === place.operator}>${name}</option>`,
    )}
  </select>`;
}

/** The same values, compared otherwise; of a range only its beginning fits elsewhere. */
function compare(filtering: Filtering, place: Place, operator: string): void {
  const values = valuesAt(filtering.filter, place);
  const kept = operator === "BETWEEN" || place.operator === "BETWEEN" ? [] : values;
  filtering.operators.set(`${place.source} ${place.option}`, operator);
  filtering.choose(withValues(withValues(filtering.filter, place, []), { ...place, operator }, kept));
  filtering.host.changed();
}

function control(filtering: Filtering, option: Option, place: Place) {
  if (option.type === "date") return dates(filtering, option, place);
  if (option.type === "string") return words(filtering, option, place);
  if (option.values.length && option.values.length <= MOST_TOGGLES) return toggles(filtering, option, place);
  return picker(filtering, option, place);
}

function toggles(filtering: Filtering, { values }: Option, place: Place) {
  const chosen = valuesAt(filtering.filter, place);
  return html`<div class="toggles">
    ${values.map(({ value, label }) =>
      toggle(label, chosen.includes(value), () => filtering.choose(toggled(filtering.filter, place, value))),
    )}
  </div>`;
}

function words(filtering: Filtering, { name }: Option, place: Place) {
  return html`<input
    class="box"
    aria-label=${name}
    maxlength="200"
    dir="auto"
    .value=${valuesAt(filtering.filter, place).join(" ")}
    @change=${(event: Event) => {
      const text = (event.target as HTMLInputElement).value.trim();
      filtering.choose(withValues(filtering.filter, place, text ? [text] : []));
    }}
  />`;
}

/** A day each, or two for a range. The limits themselves are no part of it. */
function dates(filtering: Filtering, { name }: Option, place: Place) {
  const { say } = filtering;
  const [first = "", second = ""] = valuesAt(filtering.filter, place);
  const isRange = place.operator === "BETWEEN";
  const shift = place.operator === "BEFORE" ? 0 : 1;
  const shown = [first && dayOf(Number(first) + shift), second && dayOf(Number(second) - 1)];
  const choose = (days: string[]) => {
    const given = isRange ? days : days.slice(0, 1);
    const limits = given.map((day, i) => String(midnight(day, i) - (i ? 0 : shift)));
    if (given.every(Boolean)) filtering.choose(withValues(filtering.filter, place, limits));
    else if (!given.some(Boolean)) filtering.choose(withValues(filtering.filter, place, []));
  };
  const day = (i: number) => html`<input
    class="box"
    type="date"
    max="9999-12-31"
    aria-label="${name} ${i ? say("to") : say("from")}"
    .value=${shown[i] ?? ""}
    @change=${(event: Event) => {
      const inputs = (event.target as HTMLElement).parentElement?.querySelectorAll("input") ?? [];
      choose([...inputs].map((input) => input.value));
    }}
  />`;
  return html`<div class="dates">${day(0)}${isRange ? [say("and"), day(1)] : ""}</div>`;
}

function picker(filtering: Filtering, option: Option, place: Place) {
  const { catalogue } = filtering.offer;
  const chosen = valuesAt(filtering.filter, place);
  const isFree = !option.values.length && option.type !== "user";
  const look = (typed: string, signal: AbortSignal) =>
    option.type === "user"
      ? filtering.offer.find(option.key, [["q", typed]], signal)
      : within(option.values, typed);
  return filtering.picker(`${place.source} ${option.key}`, look).draw({
    id: `pick-${place.source}-${option.key}`,
    name: option.name,
    isFree,
    say: filtering.say,
    chosen: chosen.map((value) => ({ value, label: catalogue.label(place.source, option.key, value) })),
    choose: (values) => filtering.choose(withValues(filtering.filter, place, values)),
  });
}

function within(values: readonly Choice[], typed: string): Choice[] {
  const start = typed.trim().toLocaleLowerCase();
  return values
    .filter(({ value, label }) => `${label} ${value}`.toLocaleLowerCase().includes(start))
    .slice(0, 20);
}
