import { html, nothing } from "lit/html.js";
import type { Field } from "../../core/types.ts";
import type { View } from "../view.ts";

type Value = string | boolean;

/** One field of a form. */
export interface Entry {
  id: string;
  field: Field;
  value: Value;
  isFirst: boolean;
  /** Alone in its form, which says already what it is for. */
  isBare: boolean;
  isRequired: boolean;
  isBusy: boolean;
  error: string;
  keep(value: Value): void;
}

const INPUTS: Record<string, string> = { date: "date", email: "email", integer: "number", number: "number" };

export function entry(one: Entry, view: View) {
  const { id, field, isBare, isRequired, error } = one;
  const mark = isRequired || field.type === "boolean" ? nothing : html` <i>${view.say("optional")}</i>`;
  const label = html`<label for=${id}>${field.title}${mark}</label>`;
  const isTick = field.type === "boolean";
  return html`<div class="entry ${isTick ? "tick" : ""}">
    ${isBare || isTick ? nothing : label}${control(one, view)}${isTick ? label : nothing}
    ${field.description ? html`<span class="hint" id="${id}-hint">${field.description}</span>` : nothing}
    ${error ? html`<span class="error" id="${id}-error" role="alert" dir="auto">${error}</span>` : nothing}
  </div>`;
}

function control(one: Entry, view: View) {
  if (one.field.oneOf) return choice(one, view);
  if (one.field.type === "boolean") return tick(one);
  return one.field.format === "textarea" ? long(one) : line(one, view);
}

function line(one: Entry, view: View) {
  const { id, field, value } = one;
  const isUser = field.format === "user";
  return html`<input
      id=${id}
      class="box"
      type=${INPUTS[field.format ?? field.type] ?? "text"}
      dir="auto"
      autocomplete="off"
      list=${isUser ? `${id}-people` : nothing}
      maxlength=${field.maxLength ?? nothing}
      min=${field.minimum ?? nothing}
      max=${field.maximum ?? nothing}
      ?data-autofocus=${one.isFirst}
      ?readonly=${one.isBusy}
      aria-required=${one.isRequired}
      aria-invalid=${one.error ? "true" : nothing}
      aria-describedby=${describedBy(one)}
      .value=${String(value)}
      @input=${(event: Event) => one.keep((event.target as HTMLInputElement).value)}
    />${isUser ? html`<datalist id="${id}-people">${people(view)}</datalist>` : nothing}`;
}

function long(one: Entry) {
  const { id, field, value, isBare } = one;
  return html`<textarea
    id=${id}
    class=${isBare ? "" : "box"}
    rows="2"
    dir="auto"
    maxlength=${field.maxLength ?? nothing}
    ?data-autofocus=${one.isFirst}
    ?readonly=${one.isBusy}
    aria-label=${isBare ? (field.title ?? "") : nothing}
    placeholder=${isBare ? (field.title ?? "") : nothing}
    aria-required=${one.isRequired}
    aria-invalid=${one.error ? "true" : nothing}
    aria-describedby=${describedBy(one)}
    .value=${String(value)}
    @input=${(event: Event) => one.keep((event.target as HTMLTextAreaElement).value)}
  ></textarea>`;
}

function choice(one: Entry, view: View) {
  const { id, field, value } = one;
  const options = field.oneOf ?? [];
  return html`<select
    id=${id}
    class="box"
    ?data-autofocus=${one.isFirst}
    aria-required=${one.isRequired}
    aria-invalid=${one.error ? "true" : nothing}
    aria-describedby=${describedBy(one)}
    @change=${(event: Event) => one.keep((event.target as HTMLSelectElement).value)}
  >
    ${value === "" || !one.isRequired ? html`<option value="" ?selected=${value === ""}>${view.say("choose")}</option>` : nothing}
    ${options.map(
      (option) =>
        html`<option value=${option.const} ?selected=${option.const === value}>${option.title}</option>`,
    )}
  </select>`;
}

function tick(one: Entry) {
  return html`<input
    id=${one.id}
    type="checkbox"
    ?data-autofocus=${one.isFirst}
    aria-invalid=${one.error ? "true" : nothing}
    aria-describedby=${describedBy(one)}
    .checked=${one.value === true}
    @change=${(event: Event) => one.keep((event.target as HTMLInputElement).checked)}
  />`;
}

function describedBy({ id, field, error }: Entry) {
  const parts = [field.description && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  return parts.length ? parts.join(" ") : nothing;
}

/** Whoever acted on what is shown. */
function people({ stream }: View) {
  const names = new Map(stream.state.timeline.items.map(({ actor }) => [actor.username, actor.name]));
  names.delete("");
  return [...names].map(([username, name]) => html`<option value=${username}>${name}</option>`);
}
