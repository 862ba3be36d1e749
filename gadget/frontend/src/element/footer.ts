import { html, nothing } from "lit/html.js";
import { ago } from "../core/ago.ts";
import type { View } from "./view.ts";

export function footer(view: View) {
  const { checkedAt } = view.stream.state;
  if (checkedAt === null || view.isWallboard) return nothing;
  return html`<footer class="footer" part="footer">
    <span class="updated">${view.say("updated", { ago: ago(checkedAt, view.now, view.lang) })}</span>
    ${showMore(view)}
    <button class="quiet" aria-pressed=${view.paused} @click=${view.togglePaused}>
      ${view.say(view.paused ? "resume" : "pause")}
    </button>
  </footer>`;
}

function showMore(view: View) {
  const { more, timeline } = view.stream.state;
  if (!timeline.next) return nothing;
  const failed = typeof more === "object";
  return html`<span class="show-more">
    ${failed ? html`<span class="bad" role="alert">${more.detail || view.say(more.kind)}</span>` : nothing}
    <button
      class="soft"
      data-last
      aria-disabled=${more === "busy"}
      @click=${() => view.stream.flow?.showMore()}
    >
      ${view.say(more === "busy" ? "loadingMore" : failed ? "retry" : "showMore")}
    </button>
  </span>`;
}
