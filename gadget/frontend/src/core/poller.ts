import { fullJitter, jittered } from "./backoff.ts";
import type { Clock } from "./clock.ts";
import { asProblem, type Problem } from "./problem.ts";
import type { Answer, Page } from "./types.ts";

const FLOOR = 5_000;
const DEFAULT = 30_000;

export interface Watcher {
  asking(): void;
  /** `page` is null when nothing changed since the last answer. */
  answered(page: Page | null, at: number): void;
  failed(problem: Problem, retryAt: number | null): void;
}

/** Asks one question again and again on behalf of the gadgets that watch it; silent while all of them sleep. */
export class Poller {
  #awake = new Map<Watcher, boolean>();
  #cancelTimer: (() => void) | null = null;
  #asking: AbortController | null = null;
  #failures = 0;
  #interval: number;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #page: Page | null = null;
  #notBefore = 0;
  /** Asked for by a person, or because they did something: what others heard before is no answer to that. */
  #isEager = false;

  constructor(
    private readonly ask: (signal: AbortSignal, eager: boolean) => Promise<Answer>,
    private readonly clock: Clock,
    /** Milliseconds; 0 leaves it to the server, Infinity to the reader's Refresh. */
    private readonly wish: number,
  ) {
    this.#interval = Math.max(FLOOR, wish || DEFAULT);
  }

  join(watcher: Watcher): void {
    this.#awake.set(watcher, true);
    if (this.#page) watcher.answered(this.#page, this.#checkedAt);
    this.#resume();
  }

  leave(watcher: Watcher): void {
    this.#awake.delete(watcher);
    if (!this.isWatched) this.#abort();
    if (!this.#isAwake) this.#schedule(null);
  }

  get isWatched(): boolean {
    return this.#awake.size > 0;
  }

  /** A gadget that is hidden, off-screen, offline or paused sleeps. */
  setAwake(watcher: Watcher, awake: boolean): void {
    if (this.#awake.get(watcher) === awake || !this.#awake.has(watcher)) return;
    this.#awake.set(watcher, awake);
    if (!this.#isAwake) this.#schedule(null);
    else if (awake) this.#resume();
  }

  refresh(): void {
    this.#isEager = true;
    if (!this.#asking) this.#ask();
  }

  /** Another tab asked the same, and told us. False where we would rather ask ourselves. */
  hear(answer: Answer): boolean {
    if (this.#asking || this.#isEager || !this.isWatched) return false;
    this.#succeed(answer);
    return true;
  }

  /** After an action: an answer that left the server before it is stale, so drop that. Other items may show the same thing: ask at once. */
  soon(): void {
    this.#abort();
    this.#isEager = true;
    this.#checkedAt = Number.NEGATIVE_INFINITY;
    this.#schedule(300 + 300 * this.clock.random());
  }

  get #isAwake(): boolean {
    return [...this.#awake.values()].some(Boolean);
  }

  #resume(): void {
    if (this.#asking || this.#cancelTimer) return;
    const due = Math.max(this.#checkedAt + this.#interval, this.#notBefore) - this.clock.now();
    if (due > 0) this.#schedule(due);
    else this.#ask();
  }

  #schedule(ms: number | null): void {
    this.#cancelTimer?.();
    const isWanted = ms !== null && ms < Number.POSITIVE_INFINITY && this.#isAwake;
    this.#cancelTimer = isWanted ? this.clock.after(ms, () => this.#ask()) : null;
  }

  #abort(): void {
    this.#asking?.abort();
    this.#asking = null;
  }

  async #ask(): Promise<void> {
    this.#schedule(null);
    const asking = new AbortController();
    const eager = this.#isEager;
    this.#isEager = false;
    this.#asking = asking;
    this.#tell((watcher) => watcher.asking());
    try {
      const answer = await this.ask(asking.signal, eager);
      if (this.#asking === asking) this.#succeed(answer);
    } catch (error) {
      if (this.#asking === asking) this.#fail(asProblem(error));
    }
  }

  #succeed({ page, pollInterval }: Answer): void {
    this.#asking = null;
    this.#failures = 0;
    this.#notBefore = 0;
    this.#page = page ?? this.#page;
    this.#checkedAt = this.clock.now();
    this.#interval = Math.max(FLOOR, this.wish, pollInterval || (this.wish ? 0 : DEFAULT));
    this.#schedule(jittered(this.#interval, this.clock.random()));
    this.#tell((watcher) => watcher.answered(page, this.#checkedAt));
  }

  #fail(problem: Problem): void {
    this.#asking = null;
    this.#checkedAt = Number.NEGATIVE_INFINITY;
    if (problem.isFinal) return this.#tell((watcher) => watcher.failed(problem, null));
    const wait = problem.retryAfter ?? fullJitter(this.#interval, this.#failures++, this.clock.random());
    this.#notBefore = this.clock.now() + wait;
    this.#schedule(wait);
    this.#tell((watcher) => watcher.failed(problem, this.#notBefore));
  }

  #tell(say: (watcher: Watcher) => void): void {
    for (const watcher of [...this.#awake.keys()]) say(watcher);
  }
}
