import { html, nothing } from "lit/html.js";
import type { View } from "./view.ts";

/** What stands in the place of the list while there is none. */
export function placeholder(view: View) {
  const { phase, problem } = view.stream.state;
  const isOnItsWay = phase === "loading" || view.holding;
  if (isOnItsWay && !problem && !view.offline) return skeleton(view);
  return view.later?.standIn(view) ?? (view.isBare ? unreachable(view) : skeleton(view));
}

/** Over the list, when it is the last good one and not the latest. */
export function banner(view: View) {
  if (view.later) return view.later.banner(view);
  return view.isBare && view.stream.state.problem ? unreachable(view) : nothing;
}

/** The part that says it better comes from the same server. */
function unreachable(view: View) {
  return html`<p class="item" role="alert">${view.say("network")}</p>`;
}

function skeleton(view: View) {
  const row = html`<div class="item bone">
    <span class="avatar"></span>
    <div class="fact"><span class="bar long"></span><span class="bar"></span></div>
  </div>`;
  return html`<div class="skeleton" role="img" aria-label=${view.say("loading")}>${Array(5).fill(row)}</div>`;
}
