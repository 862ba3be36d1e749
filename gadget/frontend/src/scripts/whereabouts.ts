import type { Note } from "../core/row.ts";
import type { Guests } from "./guests.ts";

const homes = new WeakMap<Element, Guests>();

/** The item that a script's request is about. */
export interface Place {
  guests: Guests;
  item: string;
  /** The reader was asked before the press. */
  isAsked?: boolean;
}

let place: Place | null = null;

export function settle(gadget: Element, guests: Guests): void {
  if (!homes.has(gadget)) gadget.shadowRoot?.addEventListener("click", note, true);
  homes.set(gadget, guests);
}

/** Where on the page the reader pressed last: what a script asks for at that moment is about that item. */
export function lastPressed(): Place | null {
  return place;
}

function note({ target }: Event): void {
  const node = target as Element;
  const guests = homes.get((node.getRootNode() as ShadowRoot).host);
  if (guests && itemOf(node)) place = { guests, item: itemOf(node) };
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
