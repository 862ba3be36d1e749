import { repeat } from "lit/directives/repeat.js";
import { html } from "lit/html.js";
import type { Day } from "../core/days.ts";
import { item } from "./item.ts";
import type { View } from "./view.ts";

/** A feed per day: a feed may own articles only, so a heading cannot stand inside one. */
export function day({ key, name, date, items, offset }: Day, view: View) {
  return html`<section class="day">
    <div class="day-name" role="heading" aria-level=${view.level + 1} id="day-${key}">
      ${name} <span class="date">${date}</span>
    </div>
    <div role="feed" aria-labelledby="day-${key}" aria-busy=${view.stream.state.more === "busy"}>
      ${repeat(
        items,
        ({ id }) => id,
        (activity, i) => item(activity, offset + i + 1, view),
      )}
    </div>
  </section>`;
}
