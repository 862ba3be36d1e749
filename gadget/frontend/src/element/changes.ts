import { html, nothing } from "lit/html.js";
import type { Activity, Change } from "../core/types.ts";
import type { View } from "./view.ts";

const FEW = 5;
const SHORT = 40;

/** What was changed, field by field: "Status In review → Done", the old value struck through and also said. */
export function changes({ id, changes: all }: Activity, view: View) {
  if (!all.length || view.isList) return nothing;
  const whole = view.isPrinted || view.expanded.has(id);
  const shown = whole ? all : all.slice(0, FEW);
  const more = all.length - shown.length;
  const isCut = !whole && shown.some(({ from, to }) => cut(from) !== from || cut(to) !== to);
  return html`<ul class="changes" aria-label=${view.say("changes")}>
    ${shown.map((change) => html`<li class="change" dir="auto">${chip(change, whole, view)}</li>`)}
    ${more || isCut ? html`<li>${rest(id, more, view)}</li>` : nothing}
  </ul>`;
}

function chip({ field, from, to }: Change, whole: boolean, view: View) {
  const value = (text: string) => (whole ? text : cut(text));
  return html`<span class="field">${field}</span>
    ${from ? html`<span class="heard">${view.say("was")}</span> <del>${value(from)}</del>` : nothing}
    <span aria-hidden="true">→</span><span class="heard">${view.say("is")}</span>
    <span class="now">${value(to || view.say("nothing"))}</span>`;
}

function cut<T extends string | null>(text: T): T | string {
  return text && text.length > SHORT ? `${text.slice(0, SHORT).trimEnd()}…` : text;
}

function rest(id: string, n: number, view: View) {
  return html`<button class="more-words" aria-expanded="false" @click=${() => view.toggleExpanded(id)}>
    ${n ? view.say("moreChanges", { n }) : view.say("readMore")}
  </button>`;
}
