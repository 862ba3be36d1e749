import { afterEach, beforeEach, vi } from "vitest";
import type { Action, Activity, Page } from "../../src/core/types.ts";
import { ActivityGadget } from "../../src/element/activity-gadget.ts";
import { filtering, later, wallboard } from "../../src/element/parts.ts";
import { aCatalogue, aPage } from "../cast.ts";

customElements.get("activity-gadget") ?? customElements.define("activity-gadget", ActivityGadget);

type Answer = { status?: number; body?: unknown; headers?: Record<string, string> } | "down" | "never";

/** A gadget on a page, before a server that the test plays. */
export const stage = {
  page: aPage([]) as Answer | Page,
  action: "never" as Answer,
  catalogue: "never" as Answer,
  people: [] as { value: string; label: string }[],
  requests: [] as { method: string; url: string; headers: Record<string, string>; body: unknown }[],
};

beforeEach(async () => {
  await Promise.all([later.load(), wallboard.load(), filtering.load()]);
  stage.requests = [];
  stage.action = "never";
  stage.catalogue = { body: { sources: aCatalogue } };
  stage.people = [];
  vi.useFakeTimers({ now: new Date("2026-11-23T12:00:00Z") });
  vi.stubGlobal("fetch", vi.fn(serve));
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
});

afterEach(async () => {
  document.body.replaceChildren();
  // The page's one ticker notices that nobody listens any more.
  await pass(10_000);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function serve(url: string, init: RequestInit): Promise<Response> {
  stage.requests.push({
    url,
    method: init.method ?? "GET",
    headers: init.headers as Record<string, string>,
    body: init.body,
  });
  const answer = answerTo(url);
  if (answer === "down") throw new TypeError("down");
  if (answer === "never") return new Promise(() => {});
  const { status = 200, body = answer, headers } = "items" in answer ? { body: answer } : answer;
  return new Response(JSON.stringify(body), { status, headers });
}

function answerTo(url: string): Answer | Page {
  if (url.includes("/filters/user/")) return { body: { values: stage.people } };
  if (url.includes("/filters/")) return stage.catalogue;
  return url.includes("/actions/") ? stage.action : stage.page;
}

export async function show(
  page: Answer | Page,
  attributes: Record<string, string> = {},
): Promise<ActivityGadget> {
  stage.page = page;
  const gadget = document.createElement("activity-gadget") as ActivityGadget;
  for (const [name, value] of Object.entries({ gadget: "team", ...attributes }))
    gadget.setAttribute(name, value);
  document.body.append(gadget);
  await pass(0);
  return gadget;
}

export async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** The next poll brings this. */
export async function comes(page: Answer | Page): Promise<void> {
  stage.page = page;
  await pass(30_000);
}

export function willAnswer(action: Action, item: Activity, message = "Done"): void {
  stage.action = { body: { action, item, message } };
}

export function find<T extends HTMLElement>(gadget: HTMLElement, selector: string): T {
  const found = gadget.shadowRoot?.querySelector<T>(selector);
  if (!found) throw new Error(`no ${selector} in ${gadget.shadowRoot?.querySelector("section")?.outerHTML}`);
  return found;
}

export function all(gadget: HTMLElement, selector: string): HTMLElement[] {
  return [...(gadget.shadowRoot?.querySelectorAll<HTMLElement>(selector) ?? [])];
}

export function text(gadget: HTMLElement, selector = "section"): string {
  return (gadget.shadowRoot?.querySelector(selector)?.textContent ?? "").replace(/\s+/g, " ").trim();
}

export function button(gadget: HTMLElement, words: string): HTMLElement {
  const found = all(gadget, "button").find((one) => `${one.textContent} ${one.ariaLabel}`.includes(words));
  if (!found) throw new Error(`no button ${words}`);
  return found;
}

/** As a person does it: the button gets the focus, then the click. */
export async function press(gadget: HTMLElement, words: string): Promise<void> {
  const pressed = button(gadget, words);
  pressed.focus();
  pressed.click();
  await pass(0);
}

export async function type(field: HTMLTextAreaElement, words: string): Promise<void> {
  field.value = words;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  await pass(0);
}

export function focused(gadget: HTMLElement): Element | null {
  return gadget.shadowRoot?.activeElement ?? null;
}
