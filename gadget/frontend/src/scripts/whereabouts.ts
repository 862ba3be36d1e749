import type { Note } from "../core/presses.ts";
import type { Guests } from "./guests.ts";

const homes = new WeakMap<Element, Guests>();

export function settle(gadget: Element, guests: Guests): void {
  homes.set(gadget, guests);
}

/** Says something under the item that a node stands in; a node that has left the page has nobody to tell. */
export function tell(node: Node, tone: Note["tone"], text: string): void {
  const root = node.getRootNode();
  const guests = root instanceof ShadowRoot ? homes.get(root.host) : undefined;
  const item = itemOf(node);
  if (guests && item) guests.tell(item, tone, text);
}

/** The id of the activity whose item a node stands in; "" for none. */
export function itemOf(node: Node): string {
  const element = node instanceof Element ? node : node.parentElement;
  return element?.closest("article")?.id.replace(/^item-/, "") ?? "";
}
