import { html, nothing } from "lit/html.js";
import type { Source } from "../core/types.ts";
import { icon } from "./icons.ts";
import type { View } from "./view.ts";

/** Sources speak up when late or failing; nothing else shouts. */
export function sources(view: View) {
  const troubled = view.stream.state.sources.filter((source) => source.state !== "ok");
  if (!troubled.length) return nothing;
  return html`<ul class="sources">
    ${troubled.map((source) => html`<li>${icon("warning")}<span dir="auto">${wording(source, view)}</span></li>`)}
  </ul>`;
}

function wording({ name, state, message }: Source, view: View): string {
  const said = view.say(state === "late" ? "late_source" : "failing_source", { name });
  if (!message) return said;
  return message.includes(name) ? message : `${said}: ${message}`;
}
