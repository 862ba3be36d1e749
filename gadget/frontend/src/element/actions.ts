import { repeat } from "lit/directives/repeat.js";
import { html, nothing } from "lit/html.js";
import type { Activity } from "../core/types.ts";
import { actionButton } from "./action-button.ts";
import type { View } from "./view.ts";

/** The row of what can be done about one activity, and under it what is going on. */
export function actions(activity: Activity, view: View) {
  return html`
    ${activity.actions.length ? row(activity, view) : nothing}
    ${view.later?.below(activity, view) ?? nothing}
  `;
}

function row(activity: Activity, view: View) {
  return html`<div class="actions" role="group" aria-label=${view.say("actions")}>
    ${repeat(
      activity.actions,
      (action) => action.key,
      (action) => actionButton(activity, action, view),
    )}
    ${view.later?.beside(activity, view) ?? nothing}
  </div>`;
}
