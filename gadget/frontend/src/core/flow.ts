import type { Press } from "./api.ts";
import { append, arrive, markGone, replace, reveal } from "./arrivals.ts";
import { act, more } from "./calls.ts";
import type { Clock } from "./clock.ts";
import { Presses } from "./presses.ts";
import { asProblem } from "./problem.ts";
import type { News, Stream, StreamHost } from "./stream.ts";
import type { Outcome, Page } from "./types.ts";

const SAY_FOR = 5_000;

/** How a stream goes on from its first page: what comes and goes, and what its reader does about it. */
export class Flow {
  readonly presses: Presses;
  #hush: (() => void) | null = null;

  constructor(
    private readonly stream: Stream,
    private readonly host: StreamHost,
    private readonly clock: Clock,
  ) {
    this.presses = new Presses(
      {
        act: (press) => this.#act(press),
        done: (outcome) => this.#done(outcome),
        gone: (activity) => this.#gone(activity),
        changed: () => host.changed(),
      },
      clock,
      () => crypto.randomUUID(),
      host.drafts,
    );
  }

  take(page: Page, idle: boolean): void {
    const before = this.stream.state.timeline;
    const after = arrive(before, page, idle);
    this.stream.set({ timeline: after });
    const known = new Set(before.waiting.map((item) => item.id));
    const arrived = after.waiting.length
      ? after.waiting
      : after.items.filter((item) => after.fresh.has(item.id));
    if (arrived.some((item) => !known.has(item.id))) this.#say({ kind: "arrived", count: arrived.length });
  }

  /** The reader is idle at the top: nothing that moves now is in anybody's way. */
  settle(): void {
    this.reveal(false);
    this.presses.settle();
  }

  /** The pill was pressed, or the reader became idle again at the top. */
  reveal(isRead = true): void {
    const { timeline } = this.stream.state;
    if (timeline.waiting.length || timeline.gone.size)
      this.stream.set({ timeline: reveal(timeline, isRead), news: null });
  }

  async showMore(): Promise<void> {
    const { stream } = this;
    const { state } = stream;
    if (state.more === "busy" || !state.timeline.next) return;
    stream.set({ more: "busy" });
    try {
      const page = await more(stream.line.api, state.timeline.next);
      stream.set({ more: "idle", timeline: append(stream.state.timeline, page) });
    } catch (error) {
      stream.set({ more: asProblem(error) });
    }
  }

  close(): void {
    this.#hush?.();
  }

  async #act(press: Press): Promise<Outcome> {
    const { line } = this.stream;
    try {
      return await (this.host.runScript(press) ?? act(line.api, press));
    } finally {
      line.poller.soon();
    }
  }

  #done({ item, message }: Outcome): void {
    if (item) this.stream.set({ timeline: replace(this.stream.state.timeline, item) });
    this.#say({ kind: "text", text: message });
  }

  #gone(activity: string): void {
    this.stream.set({ timeline: markGone(this.stream.state.timeline, activity) });
    this.#say({ kind: "gone" });
  }

  #say(news: News): void {
    this.#hush?.();
    this.#hush = this.clock.after(SAY_FOR, () => this.stream.set({ news: null }));
    this.stream.set({ news });
  }
}
