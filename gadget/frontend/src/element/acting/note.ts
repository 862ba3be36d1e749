import { html, nothing } from "lit/html.js";
import type { Presses } from "../../core/presses.ts";
import type { Note } from "../../core/row.ts";
import type { Activity } from "../../core/types.ts";
import { sign } from "../icons.ts";
import type { View } from "../view.ts";

const ICONS = { ok: "approve", bad: "warning", info: "warning", pending: "clock" };

/** What became of a press, in words, under its row. */
export function note(activity: Activity, said: Note, presses: Presses, view: View) {
  const { action, ended } = said;
  return html`<div
    class="note ${said.tone} activity-item-action-status-container"
    data-of="${activity.id}-${said.action}"
    role=${said.tone === "bad" ? "alert" : nothing}
  >
    ${sign(ICONS[said.tone])}<span class="said" dir="auto">${wording(said, view)}</span>
    ${said.undo ? link(view.say("undo"), () => presses.undo(activity.id, said.action)) : nothing}
    ${said.retry ? link(view.say("retry"), () => presses.retry(activity.id)) : nothing}
    ${ended ? link(view.say("retry"), () => presses.again(activity, action, ended)) : nothing}
    ${said.tone === "bad" ? dismiss(() => read(activity, said, presses, view), view) : nothing}
  </div>`;
}

export function wording({ text, problem }: Note, view: View): string {
  return text || view.say(problem?.kind ?? "done");
}

/** In this page at once, in the reader's others by the server. */
function read(activity: Activity, { action, ended }: Note, presses: Presses, view: View): void {
  if (!ended) return presses.dismiss(activity.id);
  presses.read(activity.id, action, ended);
  const path = `/api/v1/activities/${activity.id}/actions/${action}/ended/`;
  view.stream.fetch(path, { method: "DELETE" }).catch(() => {});
}

function link(words: string, onClick: () => void) {
  return html`<button class="link" @click=${onClick}>${words}</button>`;
}

function dismiss(onClick: () => void, view: View) {
  const words = view.say("dismiss");
  return html`<button class="icon-button" aria-label=${words} title=${words} @click=${onClick}>
    ${sign("dismiss")}
  </button>`;
}
