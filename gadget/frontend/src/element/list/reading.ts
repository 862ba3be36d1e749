import { type Burst, Folds, type Row } from "../../core/bursts.ts";
import { systemClock } from "../../core/clock.ts";
import type { Stream } from "../../core/stream.ts";
import type { Activity } from "../../core/types.ts";
import { boundary, type Mark, Visit } from "../../core/visit.ts";
import type { Settings } from "../settings.ts";
import { type Choice, Choices, memory } from "./choices.ts";

const ENOUGH = 8;
const MOST_FILLS = 3;

/** One reader's way through one stream: what they opened, and how far they had read before. */
export class Reading {
  /** The first that they knew already. */
  boundary: Activity | null = null;
  #folds = new Folds();
  #choices: Choices;
  #visit: Visit | null = null;
  #filled = 0;

  constructor(
    private readonly settings: Settings,
    private readonly changed: () => void,
  ) {
    this.#choices = new Choices(settings);
  }

  get since(): Mark | null {
    return this.#visit?.since ?? null;
  }

  /** The list is about to stand before their eyes: remembered, so that next time they find what is new since. */
  see(stream: Stream): void {
    const { items, isRead } = stream.state.timeline;
    this.#folds.see(items, isRead);
    this.#fill(stream);
    if (!items.length || document.hidden || this.settings.isWallboard) return;
    this.#visit ??= new Visit(memory, this.settings.key(`seen ${stream.reader}`), systemClock);
    this.#visit.look(items);
    this.boundary = boundary(items, this.since);
  }

  /** A page that is all one burst leaves the list nearly empty: what came before it is asked for, a few times. */
  #fill(stream: Stream): void {
    const { items, next } = stream.state.timeline;
    const shown = this.rows(items, 0, false).length;
    if (!next || !stream.flow || stream.state.more !== "idle" || shown >= ENOUGH || shown === items.length)
      return;
    if (this.#filled++ < MOST_FILLS) stream.flow.showMore();
  }

  choice(name: Choice): string {
    return this.#choices.get(name);
  }

  choose(name: Choice, value: string): void {
    this.#choices.set(name, value);
    this.changed();
  }

  rows(items: Activity[], offset: number, isPrinted: boolean): Row[] {
    const isOff = this.settings.text("bursts") === "off";
    return isOff ? plain(items, offset) : this.#folds.rows(items, offset, this.boundary, isPrinted);
  }

  isOpen(burst: Burst): boolean {
    return this.#folds.isOpen(burst);
  }

  toggle(burst: Burst): void {
    this.#folds.toggle(burst);
    this.changed();
  }
}

function plain(items: Activity[], offset: number): Row[] {
  return items.map((activity, i) => ({ activity, position: offset + i + 1, burst: null }));
}
