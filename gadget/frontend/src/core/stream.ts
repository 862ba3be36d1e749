import type { Press } from "./api.ts";
import type { Clock } from "./clock.ts";
import type { Flow } from "./flow.ts";
import type { Watcher } from "./poller.ts";
import type { Drafts, Presses } from "./presses.ts";
import type { Problem } from "./problem.ts";
import type { Line } from "./sharing.ts";
import { emptyTimeline, opening, type Timeline } from "./timeline.ts";
import type { Outcome, Page, Script, Source } from "./types.ts";

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
  /** They outlive the stream, which is another one with another filter. */
  drafts: Drafts;
  /** Runs what a script brought; null for what the server does. */
  runScript(press: Press): Promise<Outcome> | null;
}

/** One gadget's view of the stream: what is shown, what waits, what went wrong, what is being done. */
export class Stream implements Watcher {
  /** Null until `equip`: the first page needs none of it. */
  flow: Flow | null = null;
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
  #eager = false;

  constructor(
    readonly line: Line,
    private readonly host: StreamHost,
    private readonly clock: Clock,
  ) {}

  /** The part that goes on from the first page has come. */
  equip(Going: typeof Flow): Presses {
    this.flow ??= new Going(this, this.host, this.clock);
    return this.flow.presses;
  }

  get presses(): Presses | null {
    return this.flow?.presses ?? null;
  }

  open(): void {
    this.line.poller.join(this);
  }

  close(): void {
    this.line.leave(this);
    this.flow?.close();
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

  /** Asks our server as this reader, whatever it answers. */
  fetch(url: string, request: RequestInit): Promise<Response> {
    return this.line.api.fetchAs(url, request);
  }

  /** Asks for what is beside the page, such as what it can be filtered by. */
  beside<T>(path: string, signal: AbortSignal): Promise<T> {
    return this.line.api.beside(path, signal);
  }

  asking(): void {
    this.set({ checking: true });
  }

  answered(page: Page | null, at: number): void {
    const idle = (this.#eager || this.host.isIdle()) && !this.presses?.isReaderBusy(this.state.timeline.gone);
    this.#eager = false;
    this.set({ phase: "ready", problem: null, retryAt: null, checking: false, checkedAt: at });
    if (page) this.#take(page, idle);
    if (idle) this.flow?.settle();
  }

  failed(problem: Problem, retryAt: number | null): void {
    const timeline = problem.isFinal ? emptyTimeline : this.state.timeline;
    this.set({ phase: "ready", problem, retryAt, checking: false, timeline });
  }

  /** Without what holds news back, they simply stand. */
  #take(page: Page, idle: boolean): void {
    this.set({ sources: page.sources ?? [], scripts: page.scripts ?? [] });
    if (this.flow) this.flow.take(page, idle);
    else this.set({ timeline: opening(page) });
  }

  /** All that may change what is drawn. */
  set(change: Partial<StreamState>): void {
    this.state = { ...this.state, ...change };
    this.presses?.prune(this.state.timeline.items);
    this.host.changed();
  }
}
