import type { Press } from "./api.ts";
import type { Clock } from "./clock.ts";
import type { Watcher } from "./poller.ts";
import type { Presses } from "./presses.ts";
import { asProblem, type Problem } from "./problem.ts";
import type { Line } from "./sharing.ts";
import { append, arrive, emptyTimeline, markGone, replace, reveal, type Timeline } from "./timeline.ts";
import type { Outcome, Page, Script, Source } from "./types.ts";

const SAY_FOR = 5_000;

/** News for the one live region. */
export type News = { kind: "arrived"; count: number } | { kind: "gone" } | { kind: "text"; text: string };

export interface StreamState {
  phase: "loading" | "ready";
  timeline: Timeline;
  sources: Source[];
  scripts: Script[];
  problem: Problem | null;
  retryAt: number | null;
  checkedAt: number | null;
  checking: boolean;
  more: "idle" | "busy" | Problem;
  news: News | null;
}

export interface StreamHost {
  /** At the top, and nobody is pointing at, typing in or focused on the gadget. */
  isIdle(): boolean;
  changed(): void;
  newId(): string;
}

/** One gadget's view of the stream: what is shown, what waits, what went wrong, what is being done. */
export class Stream implements Watcher {
  /** Null until `equip`: whoever only reads needs none of it. */
  presses: Presses | null = null;
  /** Runs what a script brought; null for what the server does. */
  runScript: (press: Press) => Promise<Outcome> | null = () => null;
  state: StreamState = {
    phase: "loading",
    timeline: emptyTimeline,
    sources: [],
    scripts: [],
    problem: null,
    retryAt: null,
    checkedAt: null,
    checking: false,
    more: "idle",
    news: null,
  };
  #hush: (() => void) | null = null;
  #eager = false;

  constructor(
    readonly line: Line,
    private readonly host: StreamHost,
    private readonly clock: Clock,
  ) {}

  /** The part that acts has come. */
  equip(Acting: typeof Presses): Presses {
    this.presses ??= new Acting(
      {
        act: (press) => this.#act(press),
        done: (outcome) => this.#done(outcome),
        gone: (activity) => this.#gone(activity),
        changed: () => this.host.changed(),
      },
      this.clock,
      () => this.host.newId(),
    );
    return this.presses;
  }

  open(): void {
    this.line.poller.join(this);
  }

  close(): void {
    this.line.leave(this);
    this.#hush?.();
  }

  get reader(): string {
    return this.line.api.reader;
  }

  setAwake(awake: boolean): void {
    this.line.poller.setAwake(this, awake);
  }

  /** Asked for by hand: what it brings goes straight in. */
  refresh(): void {
    this.#eager = true;
    this.line.poller.refresh();
  }

  /** The pill was pressed, or the reader became idle again at the top. */
  reveal(isRead = true): void {
    const { timeline } = this.state;
    if (timeline.waiting.length || timeline.gone.size)
      this.#set({ timeline: reveal(timeline, isRead), news: null });
  }

  /** Asks our server as this reader, whatever it answers. */
  fetch(url: string, request: RequestInit): Promise<Response> {
    return this.line.api.fetchAs(url, request);
  }

  async showMore(): Promise<void> {
    const { more, timeline } = this.state;
    if (more === "busy" || !timeline.next) return;
    this.#set({ more: "busy" });
    try {
      const page = await this.line.api.more(timeline.next);
      this.#set({ more: "idle", timeline: append(this.state.timeline, page) });
    } catch (error) {
      this.#set({ more: asProblem(error) });
    }
  }

  asking(): void {
    this.#set({ checking: true });
  }

  answered(page: Page | null, at: number): void {
    const idle = (this.#eager || this.host.isIdle()) && !this.presses?.isReaderBusy(this.state.timeline.gone);
    this.#eager = false;
    this.#set({ phase: "ready", problem: null, retryAt: null, checking: false, checkedAt: at });
    if (page) this.#take(page, idle);
    if (!idle) return;
    this.reveal(false);
    this.presses?.settle();
  }

  failed(problem: Problem, retryAt: number | null): void {
    const timeline = problem.isFinal ? emptyTimeline : this.state.timeline;
    this.#set({ phase: "ready", problem, retryAt, checking: false, timeline });
  }

  #take(page: Page, idle: boolean): void {
    const before = this.state.timeline;
    const after = arrive(before, page, idle);
    this.#set({ timeline: after, sources: page.sources ?? [], scripts: page.scripts ?? [] });
    const known = new Set(before.waiting.map((item) => item.id));
    const arrived = after.waiting.length
      ? after.waiting
      : after.items.filter((item) => after.fresh.has(item.id));
    if (arrived.some((item) => !known.has(item.id))) this.#say({ kind: "arrived", count: arrived.length });
  }

  async #act(press: Press): Promise<Outcome> {
    try {
      return await (this.runScript(press) ?? this.line.api.act(press));
    } finally {
      this.line.poller.soon();
    }
  }

  #done({ item, message }: Outcome): void {
    if (item) this.#set({ timeline: replace(this.state.timeline, item) });
    this.#say({ kind: "text", text: message });
  }

  #gone(activity: string): void {
    this.#set({ timeline: markGone(this.state.timeline, activity) });
    this.#say({ kind: "gone" });
  }

  #say(news: News): void {
    this.#hush?.();
    this.#hush = this.clock.after(SAY_FOR, () => this.#set({ news: null }));
    this.#set({ news });
  }

  #set(change: Partial<StreamState>): void {
    this.state = { ...this.state, ...change };
    this.presses?.prune(this.state.timeline.items);
    this.host.changed();
  }
}
