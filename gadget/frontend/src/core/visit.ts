import type { Clock } from "./clock.ts";
import type { Memory } from "./memory.ts";
import { format } from "./time.ts";
import type { Activity } from "./types.ts";

/** Whoever was away for so long comes back to a new visit. */
const REST = 15 * 60_000;
const WRITE_EVERY = 10_000;

/** How far a reader had read, and when. */
export interface Mark {
  seen: number;
  at: number;
}

/** From when somebody comes until they go: what is new stays marked all the while, however much they see. */
export class Visit {
  /** Where the reader was last time; null when nothing is new since. */
  since: Mark | null = null;
  #seen = 0;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #wroteAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly memory: Memory,
    private readonly key: string,
    private readonly clock: Clock,
  ) {}

  /** The reader has the list before their eyes, newest first. */
  look(items: Activity[]): void {
    const newest = Date.parse(items[0]?.published ?? "");
    if (!newest) return;
    const now = this.clock.now();
    if (now - this.#lookedAt > REST) this.#begin(newest);
    this.#lookedAt = now;
    if (newest <= this.#seen && now - this.#wroteAt < WRITE_EVERY) return;
    this.#seen = Math.max(newest, this.#seen);
    this.#wroteAt = now;
    this.memory.set(this.key, JSON.stringify({ seen: this.#seen, at: now }));
  }

  #begin(newest: number): void {
    const mark = this.#recall();
    this.since = mark && newest > mark.seen ? mark : null;
  }

  #recall(): Mark | null {
    try {
      const { seen, at } = JSON.parse(this.memory.get(this.key) ?? "");
      return seen > 0 && at > 0 ? { seen, at } : null;
    } catch {
      return null;
    }
  }
}

/** The newest of what the reader knew already; null when all of it, or none, is new. */
export function boundary(items: Activity[], since: Mark | null): Activity | null {
  const at = since ? items.findIndex(({ published }) => Date.parse(published) <= since.seen) : -1;
  return (at > 0 && items[at]) || null;
}

/** "9:40"; of another day with its date. */
export function sinceTime(at: number, now: number, lang: string): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const date = isToday ? {} : ({ weekday: "short", day: "numeric", month: "short" } as const);
  return format(at, lang, { ...date, hour: "numeric", minute: "2-digit" });
}
