import { html, nothing } from "lit/html.js";
import type { Note, Presses } from "../../core/presses.ts";
import type { Activity } from "../../core/types.ts";
import { sign } from "../icons.ts";
import type { View } from "../view.ts";

const ICONS = { ok: "approve", bad: "warning", info: "warning" };

/** What became of a press, in words, under its row. */
export function note(activity: Activity, said: Note, presses: Presses, view: View) {
  return html`<div
    class="note ${said.tone} activity-item-action-status-container"
    data-of="${activity.id}-${said.action}"
    role=${said.tone === "bad" ? "alert" : nothing}
  >
    ${sign(ICONS[said.tone])}<span class="said" dir="auto">${wording(said, view)}</span>
    ${said.undo ? link(view.say("undo"), () => presses.undo(activity.id, said.action)) : nothing}
    ${said.retry ? link(view.say("retry"), () => presses.retry(activity.id)) : nothing}
    ${said.tone === "bad" ? dismiss(() => presses.dismiss(activity.id), view) : nothing}
  </div>`;
}

export function wording({ text, problem }: Note, view: View): string {
  return text || view.say(problem?.kind ?? "done");
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
