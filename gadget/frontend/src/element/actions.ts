import { repeat } from "lit/directives/repeat.js";
import { html, nothing } from "lit/html.js";
import type { Activity } from "../core/types.ts";
import { actionButton } from "./action-button.ts";
import { confirmation } from "./confirmation.ts";
import { form } from "./form.ts";
import { note } from "./note.ts";
import type { View } from "./view.ts";

/** The row of what can be done about one activity, and under it what is going on. */
export function actions(activity: Activity, view: View) {
  const { open, note: said } = view.stream.presses.row(activity.id);
  const opened = activity.actions.find((action) => action.key === open?.action);
  const asks = opened && open?.as === "confirm";
  return html`
    ${activity.actions.length ? row(activity, asks ? confirmation(activity, opened, view) : nothing, view) : nothing}
    ${opened && open?.as === "input" ? form(activity, opened, view) : nothing}
    ${said ? note(activity, said, view) : nothing}
  `;
}

function row(activity: Activity, asking: unknown, view: View) {
  return html`<div class="actions" role="group" aria-label=${view.say("actions")}>
    ${repeat(
      activity.actions,
      (action) => action.key,
      (action) => actionButton(activity, action, view),
    )}
    ${asking}
  </div>`;
}
