import { html, nothing, type TemplateResult } from "lit/html.js";
import { clockTime, wait } from "../core/ago.ts";
import type { Message } from "../core/messages.ts";
import type { Problem } from "../core/problem.ts";
import { sign } from "./icons.ts";
import type { View } from "./view.ts";

const ICONS: Record<string, string> = { "signed-out": "lock", forbidden: "lock", "rate-limited": "clock" };

/** In the place of the list: why there is none. */
export function standIn(view: View): TemplateResult {
  const { problem } = view.stream.state;
  if (view.offline) return state("warning", view.say("offline"), view.say("emptyHint"));
  if (problem) return blocked(problem, view);
  return view.filtering?.nothing() ?? state("clock", view.say("empty"), view.say("emptyHint"));
}

/** Over it: that it is the last good one and not the latest. */
export function banner(view: View) {
  const { problem, checkedAt, retryAt } = view.stream.state;
  if (checkedAt === null || (!problem && !view.offline)) return nothing;
  const time = clockTime(checkedAt, view.lang);
  const title = problem ? view.say(problem.kind) : "";
  const words = view.offline ? view.say("offlineSince", { time }) : view.say("stale", { title, time });
  return html`<div class="banner" role="alert">
    ${sign("warning")}<span>${words} ${view.offline ? nothing : nextTry(retryAt, view)}</span>
    ${view.offline ? nothing : again(view, "link")}
  </div>`;
}

function blocked(problem: Problem, view: View) {
  const hint = problem.isFinal ? (`${problem.kind}-hint` as Message) : "keepTrying";
  const soon = nextTry(view.stream.state.retryAt, view);
  return state(
    ICONS[problem.kind] ?? "warning",
    view.say(problem.kind),
    problem.detail || view.say(hint),
    html`${soon} ${again(view, "soft")}${view.filtering?.clear()}`,
  );
}

function again(view: View, look: string) {
  return html`<button class=${look} @click=${() => view.stream.refresh()}>
    ${view.say("tryAgain")}
  </button>`;
}

function nextTry(retryAt: number | null, view: View) {
  if (retryAt === null) return nothing;
  return html`<span class="next-try">${view.say("nextTry", { wait: wait(retryAt - view.now, view.lang) })}</span>`;
}

function state(drawing: string, title: string, hint: string, more: unknown = nothing) {
  return html`<div class="state">
    <span class="state-icon">${sign(drawing)}</span>
    <p class="state-title">${title}</p>
    <p class="state-hint">${hint}</p>
    ${more}
  </div>`;
}
