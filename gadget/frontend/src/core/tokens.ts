import type { Clock } from "./clock.ts";
import { hashOf } from "./initials.ts";
import type { FetchToken, Token } from "./types.ts";

const EARLY = 30_000;

/** Keeps one bearer token, in memory only: storage throws in cross-site frames. */
export class Tokens {
  #token: string | null = null;
  #renewAt = 0;
  #fetching: Promise<string | null> | null = null;

  constructor(
    readonly fetchToken: FetchToken | null,
    private readonly clock: Clock,
  ) {}

  /** Whether the server was last asked as somebody. */
  get isKnown(): boolean {
    return !!this.#token;
  }

  /** The token to send now, null for an anonymous reader. */
  current(): Promise<string | null> {
    if (!this.fetchToken) return Promise.resolve(null);
    if (this.#token && this.clock.now() < this.#renewAt) return Promise.resolve(this.#token);
    return this.#fetch(this.fetchToken);
  }

  /** Tells the readers of one browser apart. What a token says before its date and signature stays the same. */
  get reader(): string {
    return hashOf(this.#token?.split(":")[0] ?? "").toString(36);
  }

  /** Throws a refused token away; false when there was none to throw away. */
  forget(refused: string | null): boolean {
    if (!refused) return false;
    if (this.#token === refused) this.#token = null;
    return true;
  }

  #fetch(fetchToken: FetchToken): Promise<string | null> {
    this.#fetching ??= fetchToken()
      .then((token) => this.#keep(token))
      .finally(() => {
        this.#fetching = null;
      });
    return this.#fetching;
  }

  #keep(fetched: Token | null): string | null {
    this.#token = fetched?.token || null;
    this.#renewAt = renewal(fetched, this.clock.now());
    return this.#token;
  }
}

/** `expires_at` is an ISO date or Unix seconds; without one we ask again after five minutes. */
function renewal(fetched: Token | null, now: number): number {
  const at = fetched?.expires_at;
  const ms = typeof at === "number" ? at * 1000 : Date.parse(at ?? "");
  const left = Number.isNaN(ms) ? 5 * 60_000 : ms - now;
  return now + left - Math.min(EARLY, left / 4);
}
