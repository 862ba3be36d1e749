import { html, nothing } from "lit/html.js";
import type { Action, Activity } from "../core/types.ts";
import { sign } from "./icons.ts";
import type { View } from "./view.ts";

export function actionButton(activity: Activity, truth: Action, view: View) {
  const { open, busy } = view.stream.presses?.row(activity.id) ?? {};
  const action = view.later?.optimistic(truth, busy?.press) ?? truth;
  const isBusy = busy?.press.action === action.key;
  const off =
    view.offline || action.state === "disabled" || (action.state === "done" && !action.undo && !isBusy);
  return html`<button
    id="${activity.id}-${action.key}"
    part="action"
    class=${look(action, open?.action === action.key)}
    aria-pressed=${isToggle(action) ? action.state === "done" : nothing}
    aria-expanded=${action.input || action.confirm ? open?.action === action.key : nothing}
    aria-disabled=${off || isBusy || action.state === "pending" || nothing}
    aria-busy=${isBusy || nothing}
    title=${view.later?.hint(activity, action, view) ?? action.label}
    @click=${() => view.offline || view.press(activity, truth)}
  >
    ${drawing(action, isBusy && busy?.slow)}<span class="word">${action.label}</span>${count(action)}
    ${action.state === "pending" ? html`<span class="pending">${view.say("pending")}</span>` : nothing}
  </button>`;
}

function look(action: Action, open: boolean): string {
  const on = action.state === "done" || open ? "on" : "";
  return `action ${action.state} ${on} ${action.icon ? "" : "named"}`;
}

/** It is also what it was: a press on "Voted" takes the vote back. */
function isToggle(action: Action): boolean {
  return !action.input && !action.confirm && (action.undo || action.state === "done");
}

function drawing(action: Action, slow?: boolean) {
  if (slow) return html`<span class="spinner"></span>`;
  return sign(action.state === "pending" ? "clock" : action.icon);
}

function count(action: Action) {
  return action.count ? html`<span class="dot">·</span><span class="count">${action.count}</span>` : nothing;
}
