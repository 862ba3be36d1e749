import type { Clock } from "./clock.ts";
import { Problem, problemFrom } from "./problem.ts";
import type { Tokens } from "./tokens.ts";
import type { Answer, Input, Page } from "./types.ts";

const PATIENCE = 30_000;
/** A second press that comes sooner than a person reads is none to the server. */
export const SECOND_AFTER = 600;

export interface Press {
  activity: string;
  action: string;
  undo: boolean;
  input: Input;
  /** Sent as Idempotency-Key: the same press, sent twice, counts once. */
  id: string;
  /** What the server answered the first press with, where it asks for a second one (docs/inline-actions.md). */
  confirmation?: string;
}

export interface ApiConfig {
  src: string;
  gadget: string;
  limit: number;
  /** The origin of the page around the frame; empty without one. */
  page: string;
  /** A query string in the filter language; the server refuses what it does not understand. */
  filter: string;
  /** In which to answer; empty for what the browser asks for by itself. */
  lang: string;
}

/** The only file that touches the network. */
export class Api {
  readonly url: string;
  /** Of the page that is shown. */
  etag = "";
  /** What the server called whoever it answered last. */
  called = "";

  constructor(
    readonly config: ApiConfig,
    readonly tokens: Tokens,
    private readonly clock: Clock,
    private readonly fetch: typeof globalThis.fetch,
  ) {
    // Spelt anew: a bare `#` would end the address, and how many and from where is not the filter's to say.
    const query = new URLSearchParams(config.filter);
    query.delete("cursor");
    query.set("limit", String(config.limit));
    this.url = this.#own(`activities/?${query}`);
  }

  /** Tabs whose readers read another language are told other words. */
  get lang(): string {
    return this.config.lang;
  }

  /** Whoever reads, without saying who that is. */
  get reader(): string {
    return this.tokens.reader;
  }

  /**
   * One constant URL in fetch's default cache mode: the browser itself adds If-None-Match and keeps the
   * preflight. A header of ours, another cache mode or a changing URL costs an OPTIONS on every poll.
   */
  async poll(signal: AbortSignal): Promise<Answer> {
    const response = await this.#send(this.url, {}, signal);
    const pollInterval = Number(response.headers.get("X-Poll-Interval")) * 1000 || 0;
    const etag = response.headers.get("ETag") ?? "";
    const reader = response.headers.get("X-Reader") ?? "";
    this.called = reader;
    if (etag && etag === this.etag) return { page: null, pollInterval, etag, reader };
    const page = await read<Page>(response);
    if (!signal.aborted) this.etag = etag;
    return { page, pollInterval, etag, reader };
  }

  /** What the gadget's own addresses beside its page answer. */
  beside<T>(path: string, signal: AbortSignal): Promise<T> {
    return this.ask(this.#own(path), {}, signal);
  }

  async ask<T>(url: string, request: RequestInit, ...signals: AbortSignal[]): Promise<T> {
    return read(await this.#send(url, request, ...signals));
  }

  /** For scripts: any answer is theirs to judge, and nothing is asked twice. */
  async fetchAs(url: string, request: RequestInit): Promise<Response> {
    const address = new URL(url, `${this.config.src}/`);
    if (address.origin !== new URL(this.config.src).origin) throw new Problem("forbidden");
    const signals = request.signal ? [request.signal] : [];
    return this.#once(address.href, request, await this.tokens.current(), signals);
  }

  #own(path: string): string {
    return `${this.config.src}/api/v1/gadgets/${encodeURIComponent(this.config.gadget)}/${path}`;
  }

  async #send(url: string, request: RequestInit, ...signals: AbortSignal[]): Promise<Response> {
    const token = await this.tokens.current();
    const response = await this.#once(url, request, token, signals);
    const refused = response.status === 401 || response.status === 403;
    if (refused && this.tokens.forget(token)) {
      const renewed = await this.#once(url, request, await this.tokens.current(), signals);
      return this.#accepted(renewed);
    }
    return this.#accepted(response);
  }

  async #accepted(response: Response): Promise<Response> {
    if (response.ok) return response;
    throw await problemFrom(response, this.clock.now());
  }

  async #once(url: string, request: RequestInit, token: string | null, signals: AbortSignal[]) {
    try {
      return await this.fetch(url, {
        ...request,
        credentials: "omit",
        headers: {
          ...request.headers,
          ...(token && { Authorization: `Bearer ${token}` }),
          // One of those that cost no preflight.
          ...(this.config.lang && { "Accept-Language": this.config.lang }),
          // Of what is written: a browser names the frame's origin only.
          ...(request.method && this.config.page && { "Embedding-Origin": this.config.page }),
        },
        signal: AbortSignal.any([AbortSignal.timeout(PATIENCE), ...signals]),
      });
    } catch {
      throw new Problem("network");
    }
  }
}

async function read<T>(response: Response): Promise<T> {
  try {
    return await response.json();
  } catch {
    throw new Problem("server");
  }
}
