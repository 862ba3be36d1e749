/** How a timeline changes once it stands. */
import { opening, type Timeline } from "./timeline.ts";
import type { Activity, Page } from "./types.ts";

/** More than this on a wallboard that nobody scrolls, and we start again from the newest page. */
const MOST = 200;

const none: ReadonlySet<string> = new Set();

/** The newest page came: update in place, hold back what is new, note what is gone. */
export function arrive(timeline: Timeline, page: Page, idle: boolean): Timeline {
  if (timeline.items.length === 0) return opening(page);
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
  return held.items.length > MOST ? opening(page) : reveal(held, false);
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
