import { Problem } from "../core/problem.ts";
import type { FetchToken, Token } from "../core/types.ts";

const NS = "activity-streams";
const V = 1;
const PATIENCE = 10_000;

interface TokenReply {
  type: "token";
  token: string | null;
  expires_at: string | null;
  error?: string;
}

type HostMessage = TokenReply | { type: "theme"; theme: string } | { type: "filter"; filter: string };

type FrameMessage =
  | { type: "size"; height: number }
  | { type: "filter"; filter: string }
  | { type: "title"; title: string };

/** The iframe's end of the line to the page around it; the README has the contract. */
export class HostBridge {
  #port: Promise<MessagePort>;
  #tokenReply: ((reply: TokenReply) => void) | null = null;

  constructor(
    private readonly origin: string,
    private readonly onSet: (attribute: string, value: string) => void,
    private readonly page: Window = window,
  ) {
    this.#port = this.#connected();
    page.parent.postMessage({ ns: NS, v: V, type: "ready" }, origin);
  }

  /** Null when the host has no reader to vouch for, or never answers (a bare iframe without our loader). */
  readonly fetchToken: FetchToken = async () => {
    const port = await Promise.race([this.#port, later(PATIENCE / 4, null)]);
    if (!port) return null;
    const reply = new Promise<TokenReply>((resolve) => {
      this.#tokenReply = resolve;
    });
    port.postMessage({ ns: NS, v: V, type: "token" });
    return vouched(await Promise.race([reply, later(PATIENCE, null)]));
  };

  async tell(message: FrameMessage): Promise<void> {
    (await this.#port).postMessage({ ns: NS, v: V, ...message });
  }

  #connected(): Promise<MessagePort> {
    return new Promise((resolve) => {
      const onMessage = (event: MessageEvent) => {
        const [port] = event.ports;
        if (!port || !this.#isConnect(event)) return;
        this.page.removeEventListener("message", onMessage);
        port.onmessage = ({ data }) => this.#onMessage(data);
        resolve(port);
      };
      this.page.addEventListener("message", onMessage);
    });
  }

  #isConnect({ source, origin, data }: MessageEvent): boolean {
    const isHost = source === this.page.parent && origin === this.origin;
    return isHost && data?.ns === NS && data.v === V && data.type === "connect";
  }

  #onMessage(message: HostMessage): void {
    if (message?.type === "token") this.#tokenReply?.(message);
    if (message?.type === "theme") this.onSet("theme", message.theme);
    if (message?.type === "filter") this.onSet("filter", message.filter);
  }
}

function vouched(reply: TokenReply | null): Token | null {
  if (!reply) throw new Problem("network");
  if (reply.error) throw new Problem(reply.error === "signed-out" ? "signed-out" : "network");
  return reply.token ? { token: reply.token, expires_at: reply.expires_at } : null;
}

function later<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(resolve, ms, value));
}
