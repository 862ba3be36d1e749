import type { Activity, Page } from "./types.ts";

/** What one gadget shows, and what it holds back until the reader is ready. */
export interface Timeline {
  items: Activity[];
  /** Arrived, but behind the pill so that nothing moves under the pointer. */
  waiting: Activity[];
  /** Where to go on after the last item; null at the end of the stream. */
  next: string | null;
  /** Set while so much arrived that `waiting` does not reach down to `items`: revealing starts afresh. */
  restart: { next: string | null } | null;
  /** Removed at the server, still holding their place until the reader is idle. */
  gone: ReadonlySet<string>;
  /** Just inserted: highlighted once. */
  fresh: ReadonlySet<string>;
  /** Its items came, or went, before a reader's eyes. */
  isRead: boolean;
}

const none: ReadonlySet<string> = new Set();

export const emptyTimeline: Timeline = {
  items: [],
  waiting: [],
  next: null,
  restart: null,
  gone: none,
  fresh: none,
  isRead: false,
};

/** Afresh from the newest page. */
export function opening({ items, next }: Page): Timeline {
  return { ...emptyTimeline, items, next };
}
