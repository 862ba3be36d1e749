import { html, nothing } from "lit/html.js";
import { groupByDay } from "../core/days.ts";
import { day } from "./day.ts";
import { header } from "./header.ts";
import { keyed } from "./keyed.ts";
import { banner, placeholder } from "./placeholder.ts";
import type { View } from "./view.ts";

/** More is not laid out before it comes near; the height of a shorter list is what the frame around it needs to know. */
const LONG = 100;

/** The whole gadget, top to bottom. */
export function gadget(view: View) {
  const { timeline } = view.stream.state;
  return html`<section class="gadget ${view.isList ? "list" : ""} ${view.isCompact ? "compact" : ""}" aria-labelledby="heading" aria-busy=${view.refining} lang=${view.lang} dir=${view.dir ?? nothing}>
    <div class="news" role="status">${view.later?.spoken(view)}</div>
    ${header(view)}
    <div class="strip">${view.filtering?.bar(view)}</div>
    ${view.filtering?.panel(view)}
    ${timeline.items.length && !view.holding ? list(view) : placeholder(view)} ${view.later?.sources(view)}
    ${view.account?.strip(view)} ${view.later?.footer(view)}
  </section>`;
}

function list(view: View) {
  const words = { today: view.say("today"), yesterday: view.say("yesterday") };
  const days = groupByDay(view.stream.state.timeline.items, view.now, view.lang, words);
  return html`${banner(view)}${view.later?.pill(view) ?? nothing}
    <div class="days ${view.stream.state.timeline.items.length > LONG ? "long" : ""}">
      ${keyed(
        days,
        ({ key }) => key,
        (one) => day(one, view),
      )}
    </div>`;
}
