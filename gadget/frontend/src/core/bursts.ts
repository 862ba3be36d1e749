import type { Activity } from "./types.ts";

const LEAST = 4;
const GAP = 3_600_000;
/** Of a folded burst, so many are shown. */
export const FEW = 2;

/** Consecutive activities that are told in one sentence: "Jun Kato pushed 6 changesets to payments". */
export type Burst = Activity[];

/** One article of the list. */
export interface Row {
  activity: Activity;
  /** In the whole stream, from 1; what is folded away counts. */
  position: number;
  burst: Burst | null;
}

const none: ReadonlySet<string> = new Set();

/** What is folded, and what is not because the reader opened it or has it before their eyes. */
export class Folds {
  #open = none;
  #loose = none;
  #seen: Activity[] = [];

  /** Of the whole list. While somebody reads, nothing that stands by itself is folded away from under their eyes. */
  see(items: Activity[], isRead: boolean): void {
    if (items === this.#seen) return;
    this.#loose = isRead ? alone(this.#seen, this.#loose) : none;
    this.#seen = items;
  }

  /** What is shown of the activities of one day, `all` on paper; nothing is folded across the boundary. */
  rows(items: Activity[], offset: number, boundary: Activity | null, all = false): Row[] {
    return bursts(items, this.#loose, boundary)
      .flatMap((burst) => burst.map((activity) => ({ activity, burst: burst.length > 1 ? burst : null })))
      .map((row, i) => ({ ...row, position: offset + i + 1 }))
      .filter(({ activity, burst }) => all || !burst || this.isOpen(burst) || burst.indexOf(activity) < FEW);
  }

  isOpen(burst: Burst): boolean {
    return burst.some(({ id }) => this.#open.has(id));
  }

  /** With every activity of it: whichever leaves, and whatever joins, it stays as the reader wanted it. */
  toggle(burst: Burst): void {
    const ids = burst.map(({ id }) => id);
    const others = [...this.#open].filter((id) => !ids.includes(id));
    this.#open = new Set(this.isOpen(burst) ? others : [...others, ...ids]);
  }
}

function alone(items: Activity[], loose: ReadonlySet<string>): ReadonlySet<string> {
  const single = bursts(items, loose, null).filter(({ length }) => length === 1);
  return new Set(single.flat().map(({ id }) => id));
}

function bursts(items: Activity[], loose: ReadonlySet<string>, boundary: Activity | null): Burst[] {
  const runs: Burst[] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const isApart = item === boundary || loose.has(item.id) || loose.has(last?.id ?? "");
    if (run && last && !isApart && belong(last, item)) run.push(item);
    else runs.push([item]);
  }
  return runs.flatMap((run) => (run.length < LEAST ? run.map((item) => [item]) : [run]));
}

function belong(one: Activity, next: Activity): boolean {
  const [later, earlier] = [new Date(one.published), new Date(next.published)];
  const isNear = Number(later) - Number(earlier) <= GAP && later.toDateString() === earlier.toDateString();
  return isNear && kind(one) === kind(next);
}

/** Who did what to which kind of thing, where, as told by whom. */
function kind({ actor, verb, provider, application, object, target }: Activity): string {
  const where = target
    ? target.id || target.url || target.title
    : /^\w+(?=-\d+$)/.exec(object?.id ?? "")?.[0];
  const who = actor.username || actor.name;
  return JSON.stringify([who, verb.key, provider.key, application?.id, object?.type, where]);
}
