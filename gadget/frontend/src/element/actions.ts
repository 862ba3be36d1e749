import { html, nothing } from "lit/html.js";
import type { Action, Activity } from "../core/types.ts";
import { actionButton } from "./action-button.ts";
import { keyed } from "./keyed.ts";
import type { Guest, View } from "./view.ts";

/** The row of what can be done about one activity, and under it what is going on. */
export function actions(activity: Activity, view: View) {
  const all = view.actionsOf(activity);
  return html`
    ${all.length ? row(activity, all, view) : nothing}
    ${view.later?.below(activity, view) ?? nothing}
  `;
}

function row(activity: Activity, all: (Action | Guest)[], view: View) {
  return html`<div class="actions activity-item-actions" part="actions" role="group" aria-label=${view.say("actions")}>
    ${keyed(
      all,
      ({ key }) => key,
      (one) => ("node" in one ? one.node : actionButton(activity, one, view)),
    )}
    ${view.later?.beside(activity, view) ?? nothing}
  </div>`;
}
