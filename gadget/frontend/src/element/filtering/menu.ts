import { html, nothing } from "lit/html.js";
import { type Mute, mutesOf } from "../../core/mutes.ts";
import type { Activity } from "../../core/types.ts";
import { safeUrl } from "../../core/urls.ts";
import type { View } from "../view.ts";
import type { Filtering } from "./filtering.ts";
import { glyph } from "./glyphs.ts";
import { copying } from "./panel.ts";

export function opener({ id }: Activity, filtering: Filtering) {
  const { say } = filtering;
  return html`<button
    class="icon-button more-button"
    id="more-${id}"
    aria-label=${say("about")}
    title=${say("about")}
    aria-expanded=${filtering.menuOf === id}
    aria-controls="menu-${id}"
    @click=${() => filtering.toggleMenu(id)}
  >
    ${glyph("dots")}
  </button>`;
}

/** What one item may be the reason for. It stands in the row and not over it: a small frame would cut it off. */
export function menu(activity: Activity, filtering: Filtering, view: View) {
  const url = safeUrl(activity.url || activity.object?.url, view.src);
  const { say } = filtering;
  const mutes = mutesOf(activity, filtering.filter, filtering.offer.catalogue, say);
  return html`<div
    class="menu"
    id="menu-${activity.id}"
    role="group"
    aria-label=${say("about")}
    data-of="more-${activity.id}"
    @keydown=${(event: KeyboardEvent) => onKey(event, activity, filtering)}
  >
    ${mutes.map((one) => mute(one, filtering))}
    ${url ? html`<a class="soft" href=${url} target="_blank" rel="noopener noreferrer nofollow">${say("open")}</a>` : nothing}
    ${url ? html`<button class="soft" @click=${() => filtering.copy(url)}>${say("copy")}</button>` : nothing}
    ${copying(filtering)}
  </div>`;
}

function mute({ label, filter }: Mute, filtering: Filtering) {
  return html`<button
    class="soft"
    @click=${() => {
      filtering.menuOf = null;
      filtering.focus(".search input");
      filtering.choose(filter);
    }}
  >
    ${label}
  </button>`;
}

function onKey(event: KeyboardEvent, { id }: Activity, filtering: Filtering): void {
  if (event.key !== "Escape") return;
  event.stopPropagation();
  filtering.focus(`[id="more-${id}"]`);
  filtering.toggleMenu(id);
}
