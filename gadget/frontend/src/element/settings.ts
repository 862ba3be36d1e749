import type { LineConfig } from "../core/sharing.ts";

/** What the attributes of a gadget say, with what holds where they say nothing. */

export function serverOf(gadget: HTMLElement): string {
  return new URL(gadget.getAttribute("src") || "/", location.href).href;
}

/** What is asked of the server: whatever is part of it, a change of it is another question. */
export const QUESTION = ["src", "gadget", "limit", "filter", "poll"];

export function questionOf(gadget: HTMLElement): LineConfig {
  return {
    src: serverOf(gadget).replace(/\/+$/, ""),
    gadget: gadget.getAttribute("gadget") ?? "",
    limit: numberOf(gadget, "limit", 20),
    filter: gadget.getAttribute("filter") ?? "",
    poll: numberOf(gadget, "poll", 0) * 1000,
  };
}

export function numberOf(gadget: HTMLElement, attribute: string, otherwise: number): number {
  return Number(gadget.getAttribute(attribute)) || otherwise;
}

/** The filter that the host's own address carries; null where the host does not share one. */
export function sharedFilter(gadget: HTMLElement): string | null {
  const name = gadget.getAttribute("share");
  return name === null ? null : new URLSearchParams(location.search).get(name || "filter");
}

/** Properties that were set before our script had run would hide the accessors for ever. */
export function adoptEarly(gadget: HTMLElement, ...names: string[]): void {
  for (const name of names) {
    const early = Object.getOwnPropertyDescriptor(gadget, name);
    if (!early) continue;
    delete (gadget as unknown as Record<string, unknown>)[name];
    Object.assign(gadget, { [name]: early.value });
  }
}
