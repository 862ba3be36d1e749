import type { Clock } from "./clock.ts";
import type { Line } from "./sharing.ts";
import type { Answer } from "./types.ts";

/** How long a tab waits for what another one is asking. */
const PATIENCE = 5_000;
/** So often in a row a tab believes others; then its own token has to be good again. */
const BELIEVED = 10;

/** What browsers share between the tabs of one origin; in frames of other sites a part of it throws. */
export interface Shared {
  channel(name: string): BroadcastChannel;
  readonly locks: Pick<LockManager, "request"> | null | undefined;
}

/**
 * Tabs that show the same to the same reader ask once for all of them. Nobody leads: who is due asks and tells, and
 * whoever hears it waits for their next turn. A hidden tab is never due, so none waits for it.
 *
 * The channel is named by what the server calls the reader: only whose token it took can listen. No token is ever told.
 */
export class Tabs {
  #channel: BroadcastChannel | null = null;
  #name = "";
  #believed = 0;
  #heard: ((answer: Answer) => void) | null = null;

  constructor(
    private readonly line: Pick<Line, "api" | "poller">,
    private readonly shared: Shared,
    private readonly clock: Clock,
  ) {
    // Whoever was answered already hears the others at once, not only from its next question on.
    this.#listen(line.api.called);
  }

  readonly ask = async (signal: AbortSignal, eager: boolean): Promise<Answer> => {
    if (eager || !this.#channel || this.#believed >= BELIEVED) return this.#askServer(signal);
    const answer = await this.#alone(() => this.#askServer(signal));
    return answer ?? (await this.#hearSoon(signal)) ?? this.#askServer(signal);
  };

  close(): void {
    this.#channel?.close();
    this.#channel = null;
    this.#name = "";
  }

  async #askServer(signal: AbortSignal): Promise<Answer> {
    const answer = await this.line.api.poll(signal);
    this.#believed = 0;
    if (!signal.aborted) this.#tell(answer);
    return answer;
  }

  /** Null where another tab is asking. The lock is never queued for: one that waits could be left behind. */
  async #alone(ask: () => Promise<Answer>): Promise<Answer | null> {
    let asked: Promise<Answer> | null = null;
    try {
      const { locks } = this.shared;
      if (!locks?.request) return ask();
      return await locks.request(this.#name, { ifAvailable: true }, async (lock) => {
        if (lock) asked = ask();
        return asked;
      });
    } catch (error) {
      // Either the lock is not to be had here, or the question failed.
      if (asked) throw error;
      return ask();
    }
  }

  #hearSoon(signal: AbortSignal): Promise<Answer | null> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(PATIENCE, () => done(null));
      const done = (answer: Answer | null) => {
        cancel();
        this.#heard = null;
        resolve(answer);
      };
      signal.addEventListener("abort", () => done(null));
      this.#heard = done;
    });
  }

  #tell(answer: Answer): void {
    this.#listen(answer.reader);
    try {
      this.#channel?.postMessage(answer);
    } catch {
      this.close();
    }
  }

  #listen(reader: string): void {
    const name = reader && `activity-streams ${reader} ${this.line.api.lang} ${this.line.api.url}`;
    if (name === this.#name) return;
    this.close();
    try {
      this.#channel = name ? this.shared.channel(name) : null;
    } catch {
      return;
    }
    this.#name = name;
    if (this.#channel) this.#channel.onmessage = ({ data }) => this.#onMessage(data);
  }

  #onMessage(told: Answer): void {
    const { api, poller } = this.line;
    // Without the page we have to ask for ourselves what has changed.
    if (!told.page && told.etag !== api.etag) return;
    const answer = told.etag === api.etag ? { ...told, page: null } : told;
    if (this.#heard) this.#heard(answer);
    else if (!poller.hear(answer)) return;
    api.etag = told.etag;
    this.#believed += 1;
  }
}

const sharing = new WeakSet<Line>();

/** Lets a line hear the other tabs, as far as the browser has any. */
export function shareAcrossTabs(line: Line, shared: Shared, clock: Clock): void {
  if (sharing.has(line)) return;
  sharing.add(line);
  const tabs = new Tabs(line, shared, clock);
  line.ask = tabs.ask;
  line.left = () => tabs.close();
}
