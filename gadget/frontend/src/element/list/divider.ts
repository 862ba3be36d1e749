import { html, nothing } from "lit/html.js";
import { sinceTime } from "../../core/visit.ts";
import type { View } from "../view.ts";

/** Between what is new and what the reader knew already. */
export function divider({ reading, say, now, lang }: View) {
  const since = reading.since;
  if (!since) return nothing;
  return html`<p class="divider" part="divider"><span>${say("newSince", { time: sinceTime(since.at, now, lang) })}</span></p>`;
}
