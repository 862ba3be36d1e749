import { Api, type ApiConfig } from "./api.ts";
import type { Clock } from "./clock.ts";
import { Poller, type Watcher } from "./poller.ts";
import type { Tokens } from "./tokens.ts";
import type { Answer, FetchToken } from "./types.ts";

export interface LineConfig extends ApiConfig {
  poll: number;
}

type Fetch = typeof globalThis.fetch;

const lines = new Map<FetchToken | null, Map<string, Line>>();

/** A line to the server: gadgets of one page that ask the same thing with the same token source share it. */
export class Line {
  readonly api: Api;
  readonly poller: Poller;
  /** Replaced once this page's other tabs can be heard (tabs.ts). */
  ask: (signal: AbortSignal, eager: boolean) => Promise<Answer>;
  /** What ends along with it. */
  left = () => {};

  constructor(
    config: LineConfig,
    tokens: Tokens,
    clock: Clock,
    fetch: Fetch,
    private readonly close: () => void,
  ) {
    this.api = new Api(config, tokens, clock, fetch);
    this.ask = (signal) => this.api.poll(signal);
    this.poller = new Poller((...question) => this.ask(...question), clock, config.poll);
  }

  leave(watcher: Watcher): void {
    this.poller.leave(watcher);
    if (this.poller.isWatched) return;
    this.close();
    this.left();
  }
}

export function openLine(config: LineConfig, tokens: Tokens, clock: Clock, fetch: Fetch): Line {
  const { fetchToken } = tokens;
  const key = JSON.stringify(config);
  const siblings = lines.get(fetchToken) ?? new Map<string, Line>();
  const forget = () => {
    siblings.delete(key);
    if (!siblings.size) lines.delete(fetchToken);
  };
  const line = siblings.get(key) ?? new Line(config, tokens, clock, fetch, forget);
  lines.set(fetchToken, siblings.set(key, line));
  return line;
}
