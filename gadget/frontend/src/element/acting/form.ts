import { html, nothing } from "lit/html.js";
import type { Presses } from "../../core/presses.ts";
import type { Action, Activity, Field, Input } from "../../core/types.ts";
import type { View } from "../view.ts";
import { entry } from "./entry.ts";

/** What an action asks for, drawn from its JSON schema: no code of ours knows any action. */
export function form(activity: Activity, action: Action, presses: Presses, view: View) {
  const fields = Object.entries(action.input?.properties ?? {});
  const required = action.input?.required ?? [];
  const draft = startedFrom(fields, { ...action.ended?.input, ...presses.draft(activity.id, action.key) });
  const { busy, note } = presses.row(activity.id);
  const isReady = required.every((name) => draft[name] === false || isGiven(draft[name]));
  const send = () => isReady && presses.submit(activity.id, action.key, given(draft));
  const close = () => presses.close(activity.id);
  return html`<form
    class="form activity-item-comment-form ready"
    novalidate
    aria-label=${action.label}
    @submit=${(event: Event) => hold(event, send)}
    @keydown=${(event: KeyboardEvent) => onKey(event, send, close)}
  >
    ${action.confirm ? html`<p class="question">${action.confirm}</p>` : nothing}
    ${fields.map(([name, field], i) =>
      entry(
        {
          id: `${activity.id}-${action.key}-${name}`,
          field,
          value: draft[name] ?? "",
          isFirst: i === 0,
          isBare: fields.length === 1 && field.format === "textarea",
          isRequired: required.includes(name),
          isBusy: busy !== null,
          error: note?.problem?.errors[name] ?? "",
          keep: (value) => presses.keepDraft(activity.id, action.key, { ...draft, [name]: value }),
        },
        view,
      ),
    )}
    <div class="form-row">
      <span class="hint">${fields.some(([, { format }]) => format === "textarea") ? sends(view) : nothing}</span>
      <button class="quiet streams-cancel" type="button" @click=${close}>${view.say("cancel")}</button>
      <button class="button" aria-disabled=${busy !== null || !isReady}>
        ${busy ? html`<span class="spinner"></span>` : ""}${action.label}
      </button>
    </div>
  </form>`;
}

function startedFrom(fields: [string, Field][], draft: Input): Input {
  const start = ({ type, default: value }: Field) =>
    type === "boolean" ? value === true : String(value ?? "");
  return { ...Object.fromEntries(fields.map(([name, field]) => [name, start(field)])), ...draft };
}

function isGiven(value: Input[string] | undefined): boolean {
  return value === true || String(value || "").trim() !== "";
}

/** What was left empty is not sent: the server then knows that nobody answered. */
function given(draft: Input): Input {
  return Object.fromEntries(Object.entries(draft).filter(([, value]) => value === false || isGiven(value)));
}

function sends(view: View): string {
  return view.say("sendHint", {
    keys: /Mac|iP(hone|ad)/.test(navigator.platform) ? "⌘+Enter" : "Ctrl+Enter",
  });
}

function hold(event: Event, send: () => void): void {
  event.preventDefault();
  send();
}

function onKey(event: KeyboardEvent, send: () => void, close: () => void): void {
  if (event.key === "Escape") close();
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) hold(event, send);
}
