import { html, nothing } from "lit/html.js";
import { ago, clockTime } from "../core/ago.ts";
import type { Source } from "../core/types.ts";
import { sign } from "./icons.ts";
import type { View } from "./view.ts";

/** Sources speak up when late or failing; nothing else shouts. */
export function sources(view: View) {
  const troubled = view.stream.state.sources.filter((source) => source.state !== "ok");
  if (!troubled.length) return nothing;
  return html`<ul class="sources">
    ${troubled.map((source) => html`<li>${sign("warning")}<span dir="auto">${wording(source, view)}</span></li>`)}
  </ul>`;
}

function wording({ name, state, message, ...known }: Source, view: View): string {
  const said = view.say(state === "late" ? "late_source" : "failing_source", { name });
  const why = !message ? said : message.includes(name) ? message : `${said}: ${message}`;
  return state === "throttled" ? why : [why, ...freshness(known, view)].join(" · ");
}

/** How old what it told last is, and when it is asked again. */
function freshness({ last_ok, retry_at }: Pick<Source, "last_ok" | "retry_at">, { say, now, lang }: View) {
  return [
    last_ok && say("heard", { ago: ago(Date.parse(last_ok), now, lang) }),
    retry_at && say("nextAt", { time: clockTime(Date.parse(retry_at), lang) }),
  ].filter(Boolean);
}
