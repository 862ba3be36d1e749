import type { ActionScript } from "./actions.d.ts";
import type { FeedItem } from "./original/feed-item.ts";

/** What a builder of the original may return. */
export type Built = Node | { toArray(): Node[] } | null | undefined;
export type Builder = (item: FeedItem) => Built;

export interface Registered {
  key: string;
  /** Of the script that was being loaded: a gadget shows the actions of its own scripts only. */
  src: string;
  types: readonly string[];
  weight: number;
  rel: string;
  draws: Builder | null;
  runs: ActionScript | null;
}

const WEIGHT = 50;
const all: Registered[] = [];
const listeners = new Set<() => void>();
let loading = "";

/** One at a time: whatever registers meanwhile, also when the page is ready, belongs to this script. */
export function during(src: string): void {
  loading = src;
}

export function registered(src: string): Registered[] {
  return all.filter((one) => one.src === src);
}

/** Until what it returns is called. */
export function onRegistered(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function registerAction(action: ActionScript): void {
  if (typeof action?.run !== "function" || !action.label || !action.types?.length)
    throw new TypeError("registerAction needs { types, label, run }");
  const { types, rel = "", weight = WEIGHT } = action;
  add({ types: listed(types), rel, weight, draws: null, runs: action });
}

/** As the original has it: several types with blanks between them, lower weights first (contract.md §6.1). */
export function registerBuilder(types: string, draws: Builder, weight: number = WEIGHT): void {
  add({ types: listed(types), rel: "", weight, draws, runs: null });
}

function listed(types: string | readonly string[]): readonly string[] {
  return typeof types === "string" ? types.split(/\s+/).filter(Boolean) : types;
}

function add(action: Omit<Registered, "key" | "src">): void {
  all.push({ ...action, key: `script-${all.length}`, src: loading });
  for (const listener of listeners) listener();
}
