import type { Activity, Page } from "./types.ts";

/** More than this on a wallboard that nobody scrolls, and we start again from the newest page. */
const MOST = 200;

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

/** The newest page came: update in place, hold back what is new, note what is gone. */
export function arrive(timeline: Timeline, page: Page, idle: boolean): Timeline {
  if (timeline.items.length === 0) return { ...emptyTimeline, items: page.items, next: page.next };
  const arrived = new Map(page.items.map((item) => [item.id, item]));
  const shown = new Set(timeline.items.map((item) => item.id));
  const waiting = page.items.filter((item) => !shown.has(item.id));
  const jumped = waiting.length === page.items.length && page.next !== null;
  const held: Timeline = {
    items: timeline.items.map((item) => newer(item, arrived.get(item.id))),
    waiting,
    next: timeline.next,
    restart: jumped ? { next: page.next } : null,
    gone: jumped ? timeline.gone : missing(timeline, page, arrived),
    fresh: none,
    isRead: timeline.isRead,
  };
  if (!idle) return held;
  return held.items.length > MOST
    ? { ...emptyTimeline, items: page.items, next: page.next }
    : reveal(held, false);
}

/** An answer may be older than what an action already told us. */
function newer(shown: Activity, arrived: Activity | undefined): Activity {
  return arrived && arrived.revision >= shown.revision ? arrived : shown;
}

function missing(timeline: Timeline, page: Page, arrived: Map<string, Activity>): ReadonlySet<string> {
  const last = page.items.at(-1);
  const covered = (item: Activity) => page.next === null || !last || newestFirst(item, last) <= 0;
  const lost = timeline.items.filter((item) => covered(item) || timeline.gone.has(item.id));
  return new Set(lost.map((item) => item.id).filter((id) => !arrived.has(id)));
}

/** Lets in what waited and lets go what is gone. */
export function reveal(timeline: Timeline, isRead: boolean): Timeline {
  const { items, waiting, restart, gone } = timeline;
  const kept = items.filter((item) => !gone.has(item.id));
  return {
    items: restart ? waiting : [...waiting, ...kept].sort(newestFirst),
    waiting: [],
    next: restart ? restart.next : timeline.next,
    restart: null,
    gone: none,
    fresh: new Set(waiting.map((item) => item.id)),
    isRead,
  };
}

export function append(timeline: Timeline, page: Page): Timeline {
  const known = new Set([...timeline.items, ...timeline.waiting].map((item) => item.id));
  const older = page.items.filter((item) => !known.has(item.id));
  return { ...timeline, items: [...timeline.items, ...older], next: page.next, fresh: none, isRead: true };
}

export function replace(timeline: Timeline, truth: Activity): Timeline {
  const items = timeline.items.map((item) => (item.id === truth.id ? truth : item));
  return { ...timeline, items };
}

export function markGone(timeline: Timeline, id: string): Timeline {
  return { ...timeline, gone: new Set([...timeline.gone, id]) };
}

function newestFirst(a: Activity, b: Activity): number {
  return Date.parse(b.published) - Date.parse(a.published) || (a.id < b.id ? 1 : a.id > b.id ? -1 : 0);
}
