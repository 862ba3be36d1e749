import { html, nothing } from "lit/html.js";
import type { Row } from "../core/bursts.ts";
import type { Day } from "../core/days.ts";
import { item } from "./item.ts";
import { keyed } from "./keyed.ts";
import { divider } from "./list/divider.ts";
import type { View } from "./view.ts";

/** A feed per day: a feed may own articles only, so neither a heading nor a divider can stand inside one. */
export function day({ key, name, date, items, offset }: Day, view: View) {
  const rows = view.reading.rows(items, offset, view.isPrinted);
  const at = rows.findIndex(({ activity }) => activity === view.reading.boundary);
  return html`<section class="day">
    ${at === 0 ? divider(view) : nothing}
    <div class="day-name" part="day" role="heading" aria-level=${view.level + 1} id="day-${key}">
      ${name} <span class="date">${date}</span>
    </div>
    ${at > 0 ? [feed(key, rows.splice(0, at), view), divider(view)] : nothing} ${feed(key, rows, view)}
  </section>`;
}

function feed(day: string, rows: Row[], view: View) {
  return html`<div role="feed" aria-labelledby="day-${day}" aria-busy=${view.stream.state.more === "busy"}>
    ${keyed(
      rows,
      ({ activity }) => activity.id,
      (row) => item(row, view),
    )}
  </div>`;
}
