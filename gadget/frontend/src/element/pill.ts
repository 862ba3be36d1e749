import { html, nothing } from "lit/html.js";
import type { View } from "./view.ts";

/** Floats over the list; pressing it lets in what waits, where it belongs. */
export function pill({ stream, say }: View) {
  const { waiting, restart } = stream.state.timeline;
  const n = waiting.length;
  return html`<div class="pill-row">
    ${
      n
        ? html`<button class="pill" @click=${() => stream.flow?.reveal()}>
            ↑ ${restart ? say("newOrMore", { n }) : say("new", { n })}
          </button>`
        : nothing
    }
  </div>`;
}
