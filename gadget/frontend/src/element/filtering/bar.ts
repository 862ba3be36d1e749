import { html, nothing } from "lit/html.js";
import { type Chip, chipsOf, words } from "../../core/chips.ts";
import { isEmpty } from "../../core/filters.ts";
import { keyed } from "../keyed.ts";
import type { View } from "../view.ts";
import type { Filtering } from "./filtering.ts";
import { glyph } from "./glyphs.ts";

/** The search box, and every other filter as a chip that takes it away. */
export function bar(filtering: Filtering, view: View) {
  const chips = chipsOf(filtering.filter, filtering.offer.catalogue, filtering);
  return html`${filtering.box.draw()}${chips.length ? list(chips, filtering) : nothing}
    <span class="heard" role="status">${isEmpty(filtering.filter) || view.refining ? nothing : count(view, filtering)}</span>`;
}

function list(chips: Chip[], filtering: Filtering) {
  const { say } = filtering;
  return html`<ul class="chips" aria-label=${say("active")}>
      ${keyed(chips, words, (one) => html`<li>${chip(one, filtering)}</li>`)}
    </ul>
    ${chips.length > 1 ? html`<button class="quiet clear" @click=${() => filtering.clearAll()}>${say("clear")}</button>` : nothing}`;
}

function chip(one: Chip, filtering: Filtering) {
  return html`<button
    class="chip"
    aria-label=${filtering.say("remove", { chip: words(one) })}
    @click=${(event: Event) => {
      passFocusOn(event.currentTarget as HTMLElement);
      filtering.choose(one.rest);
    }}
  >
    ${one.lead ? html`<span>${`${one.lead} `}</span>` : nothing}<bdi>${one.text}</bdi>${glyph("cross")}
  </button>`;
}

/** To a neighbour, before this one goes. */
function passFocusOn(chip: HTMLElement): void {
  const row = chip.closest("li");
  const near = row?.nextElementSibling ?? row?.previousElementSibling;
  const search = chip.closest(".strip")?.querySelector<HTMLElement>(".search input");
  (near?.querySelector<HTMLElement>("button") ?? search)?.focus();
}

function count({ stream: { state } }: View, { say }: Filtering): string {
  const n = state.timeline.items.length;
  if (!n) return state.phase === "ready" ? say("nothing") : "";
  return state.timeline.next ? say("matchingMore", { n }) : say("matching", { n });
}
