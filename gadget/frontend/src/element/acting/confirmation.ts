import { html } from "lit/html.js";
import type { Presses } from "../../core/presses.ts";
import type { Action, Activity } from "../../core/types.ts";
import type { View } from "../view.ts";

/** Second step for what cannot be taken back. */
export function confirmation(activity: Activity, action: Action, presses: Presses, view: View) {
  const isBusy = presses.row(activity.id).busy !== null;
  return html`<span class="confirmation">
    <span class="question" id="ask-${activity.id}">${action.confirm}</span>
    <button
      class="button"
      data-autofocus
      aria-describedby="ask-${activity.id}"
      aria-disabled=${isBusy}
      @click=${() => presses.submit(activity.id, action.key, {})}
    >
      ${action.label}
    </button>
    <button class="quiet" @click=${() => presses.close(activity.id)}>${view.say("cancel")}</button>
  </span>`;
}
