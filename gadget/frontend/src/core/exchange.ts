import { Problem, problemFrom } from "./problem.ts";

/** What a sign-in on a page brings; the refresh secret is good for the next one, once. */
export interface SignedIn {
  token: string;
  expires_at: string;
  refresh: string;
  name: string;
}

type Sent = { verifier: string; code?: string } | { refresh: string };

/** The network of a sign-in on a page, as `api.ts` is that of the stream. */
export class Exchange {
  readonly #url: string;

  constructor(
    src: string,
    gadget: string,
    private readonly fetch: typeof globalThis.fetch,
  ) {
    this.#url = `${src.replace(/\/+$/, "")}/api/v1/gadgets/${encodeURIComponent(gadget)}/sign-in/`;
  }

  /** Null while the person has not agreed. */
  async send(sent: Sent): Promise<SignedIn | null> {
    const headers = { "Content-Type": "application/json" };
    const answer: SignedIn = await (
      await this.#ask({ method: "POST", headers, body: JSON.stringify(sent) })
    ).json();
    return answer.token ? answer : null;
  }

  async end(token: string): Promise<void> {
    await this.#ask({ method: "DELETE", headers: { Authorization: `Bearer ${token}` } });
  }

  async #ask(request: RequestInit): Promise<Response> {
    const signal = AbortSignal.timeout(30_000);
    const response = await this.fetch(this.#url, { ...request, credentials: "omit", signal }).catch(() => {
      throw new Problem("network");
    });
    if (!response.ok) throw await problemFrom(response, Date.now());
    return response;
  }
}
