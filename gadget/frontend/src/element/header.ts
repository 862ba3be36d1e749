import { html, nothing } from "lit/html.js";
import type { Message } from "../core/messages.ts";
import { icon } from "./icons.ts";
import type { View } from "./view.ts";

export function header(view: View) {
  return html`<header class="header" part="header">
    <div class="heading" part="heading" role="heading" aria-level=${view.level} id="heading">
      <bdi>${view.heading || view.say("activity")}</bdi>${light(view)}
    </div>
    ${view.isWallboard ? nothing : controls(view)}
  </header>`;
}

function controls(view: View) {
  const { checking } = view.stream.state;
  return html`${view.filtering?.tools()}${view.later?.choices(view)}
    <button
      class="icon-button"
      aria-label=${view.say("refresh")}
      title=${view.say("refresh")}
      aria-busy=${checking}
      @click=${() => view.stream.refresh()}
    >
      ${icon("again")}
    </button>`;
}

/** Green is not enough: shape and title say it too. */
function light(view: View) {
  if (view.stream.state.phase === "loading") return nothing;
  const is = standing(view);
  return html`<span class="light ${is}" role="img" aria-label=${view.say(is)} title=${view.say(is)}></span>`;
}

function standing({ paused, offline, stream: { state } }: View): Message & ("paused" | "late" | "live") {
  if (paused) return "paused";
  return offline || state.problem || !state.checkedAt ? "late" : "live";
}
