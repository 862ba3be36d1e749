import { html, nothing } from "lit/html.js";
import type { Source } from "../../core/catalogue.ts";
import { daysBefore, daysOf, withDays } from "../../core/dates.ts";
import {
  answered,
  EVERYWHERE,
  everywhere,
  type Filter,
  valuesAt,
  withProviders,
} from "../../core/filters.ts";
import type { View } from "../view.ts";
import type { Filtering } from "./filtering.ts";
import { row } from "./row.ts";

/** They have a place of their own above the generated rows. */
const PLACED = ["mine", "bots", "user", "key", "update-date"];

export function panel(filtering: Filtering, view: View) {
  const { say } = filtering;
  return html`<section
    class="panel"
    id="filter-panel"
    aria-label=${say("filters")}
    @keydown=${(event: KeyboardEvent) => event.key === "Escape" && filtering.close()}
  >
    ${filtering.offer.state === "ready" ? sections(filtering, view) : waiting(filtering)}
    <div class="panel-end">
      ${filtering.clear()}
      <button class="soft" @click=${() => filtering.copyView()}>${say("copyView")}</button>
      ${copying(filtering)}
      <button class="quiet" @click=${() => filtering.close()}>${say("close")}</button>
    </div>
  </section>`;
}

/** What became of the press on "Copy". */
export function copying({ copied, say }: Filtering) {
  if (!copied) return nothing;
  if (copied.ok) return html`<span class="ok" role="status">${say("copied")}</span>`;
  return html`<label class="copy-here">
    ${say("copyHere")}
    <input class="box" readonly .value=${copied.address} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
  </label>`;
}

function waiting(filtering: Filtering) {
  const { say } = filtering;
  if (filtering.offer.state !== "failed") return html`<p class="hint" role="status">${say("loading")}</p>`;
  return html`<p class="bad" role="alert">
    ${say("failed")}
    <button class="link" @click=${() => filtering.offer.load(filtering.filter)}>${say("retry")}</button>
  </p>`;
}

function sections(filtering: Filtering, view: View) {
  const { say } = filtering;
  const { catalogue } = filtering.offer;
  const everything = catalogue.source(EVERYWHERE);
  const others = everything?.options.filter(({ key }) => !PLACED.includes(key)) ?? [];
  const at = (key: string) => everything?.options.filter((one) => one.key === key) ?? [];
  return html`${section(say("who"), [answers(filtering), rows(filtering, everything, at("user"), false)])}
    ${section(say("when"), dates(filtering, view))}
    ${at("key").length ? section(at("key")[0]?.name ?? "", rows(filtering, everything, at("key"), false)) : nothing}
    ${catalogue.apps.length > 1 ? section(say("apps"), apps(filtering)) : nothing}
    ${catalogue.apps.map((source) => folded(filtering, source, source.options))}
    ${everything ? folded(filtering, { ...everything, name: say("more") }, others) : nothing}`;
}

function section(title: string, content: unknown) {
  return html`<div class="part" role="group" aria-label=${title}><span class="part-name" aria-hidden="true">${title}</span>${content}</div>`;
}

/** A source's own filters, however many there are: nothing here knows any of them. */
function folded(filtering: Filtering, source: Source, options: Source["options"]) {
  if (!options.length) return nothing;
  const used = filtering.filter.conditions.filter(
    (one) => one.source === source.key && options.some(({ key }) => key === one.option),
  );
  return html`<details ?open=${used.length > 0}>
    <summary>${source.name}${used.length ? html` <span class="used">${used.length}</span>` : nothing}</summary>
    ${rows(filtering, source, options)}
  </details>`;
}

function rows(filtering: Filtering, source: Source | undefined, options: Source["options"], isNamed = true) {
  return source ? options.map((option) => row(filtering, source, option, isNamed)) : nothing;
}

export function toggle(label: string, pressed: boolean, press: () => void) {
  return html`<button class="toggle" aria-pressed=${pressed} @click=${press}>${label}</button>`;
}

function answers(filtering: Filtering) {
  const { say } = filtering;
  const one = (option: string, value: string, label: string) => {
    const known = filtering.offer.catalogue.option(EVERYWHERE, option);
    if (!known) return nothing;
    const pressed = valuesAt(filtering.filter, everywhere(option)).includes(value);
    return toggle(label, pressed, () =>
      filtering.choose(answered(filtering.filter, option, pressed ? null : value)),
    );
  };
  return html`<div class="toggles">
    ${one("mine", "yes", say("mine"))}${one("mine", "no", say("notMine"))}${one("bots", "no", say("noBots"))}
  </div>`;
}

function dates(filtering: Filtering, view: View) {
  const { filter, say } = filtering;
  const days = daysOf(filter);
  const preset = (label: string, from: string) =>
    toggle(label, days.from === from && !days.to, () => filtering.choose(withDays(filter, { from, to: "" })));
  const day = (name: "from" | "to") => html`<label
    >${say(name)}
    <input
      class="box"
      type="date"
      max="9999-12-31"
      .value=${days[name]}
      @change=${(event: Event) => {
        const value = (event.target as HTMLInputElement).value;
        filtering.choose(withDays(filtering.filter, { ...daysOf(filtering.filter), [name]: value }));
      }}
  /></label>`;
  return html`<div class="toggles">
      ${preset(say("anyTime"), "")}${preset(say("today"), daysBefore(view.now, 0))}${preset(say("week"), daysBefore(view.now, 6))}
    </div>
    <div class="dates">${day("from")}${day("to")}</div>`;
}

function apps(filtering: Filtering) {
  const { filter, offer } = filtering;
  const chosen = filter.providers ?? [];
  const flip = (key: string): Filter =>
    withProviders(filter, chosen.includes(key) ? chosen.filter((one) => one !== key) : [...chosen, key]);
  return html`<div class="toggles">
    ${offer.catalogue.apps.map(({ key, name }) =>
      toggle(name, chosen.includes(key), () => filtering.choose(flip(key))),
    )}
  </div>`;
}
