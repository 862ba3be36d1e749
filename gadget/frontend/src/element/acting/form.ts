import { html } from "lit/html.js";
import type { Presses } from "../../core/presses.ts";
import type { Action, Activity } from "../../core/types.ts";
import type { View } from "../view.ts";

/** One text field, from the action's JSON schema. */
export function form(activity: Activity, action: Action, presses: Presses, view: View) {
  const [field = "text", schema] = Object.entries(action.input?.properties ?? {})[0] ?? [];
  const draft = presses.draft(activity.id, action.key);
  const isBusy = presses.row(activity.id).busy !== null;
  const send = () =>
    canSend(draft, action, field) && presses.submit(activity.id, action.key, { [field]: draft });
  return html`<form class="form activity-item-comment-form ready" aria-label=${action.label} @submit=${(event: Event) => hold(event, send)}>
    <textarea
      rows="2"
      dir="auto"
      data-autofocus
      maxlength=${schema?.maxLength ?? 5000}
      aria-label=${schema?.title ?? action.label}
      placeholder=${schema?.title ?? action.label}
      .value=${draft}
      ?readonly=${isBusy}
      @input=${(event: Event) => presses.keepDraft(activity.id, action.key, typed(event))}
      @keydown=${(event: KeyboardEvent) => onKey(event, send, () => presses.close(activity.id))}
    ></textarea>
    <div class="form-row">
      <span class="hint">${view.say("sendHint", { keys: isMac() ? "⌘+Enter" : "Ctrl+Enter" })}</span>
      <button class="quiet streams-cancel" type="button" @click=${() => presses.close(activity.id)}>${view.say("cancel")}</button>
      <button class="button" aria-disabled=${isBusy || !draft.trim()}>
        ${isBusy ? html`<span class="spinner"></span>` : ""}${action.label}
      </button>
    </div>
  </form>`;
}

function canSend(draft: string, action: Action, field: string): boolean {
  return Boolean(draft.trim()) || !action.input?.required?.includes(field);
}

function typed(event: Event): string {
  return (event.target as HTMLTextAreaElement).value;
}

function hold(event: Event, send: () => void): void {
  event.preventDefault();
  send();
}

function onKey(event: KeyboardEvent, send: () => void, close: () => void): void {
  if (event.key === "Escape") close();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) hold(event, send);
}

function isMac(): boolean {
  return /Mac|iP(hone|ad)/.test(navigator.platform);
}
