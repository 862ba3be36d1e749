import type { ReplyToken } from "./token.ts";

const NS = "activity-streams";
const V = 1;

interface HostOptions {
  frame: HTMLIFrameElement;
  /** Where the gadget lives: the only origin we hear and the only one we tell. */
  origin: string;
  theme(): string;
  filter(): string;
  token(): Promise<ReplyToken>;
  resize(height: number): void;
  /** The reader chose another filter. */
  filtered(filter: string): void;
}

interface FrameMessage {
  type?: string;
  height?: number;
  filter?: string;
  title: string;
}

/** The host page's end of the line; the README has the contract. */
export class Connection {
  #port: MessagePort | null = null;

  constructor(private readonly options: HostOptions) {
    addEventListener("message", this.#onMessage);
  }

  /** Before the frame is ready there is nothing to send to: it gets the theme when it connects. */
  theme(theme: string): void {
    this.#send({ type: "theme", theme });
  }

  filter(filter: string): void {
    this.#send({ type: "filter", filter });
  }

  close(): void {
    removeEventListener("message", this.#onMessage);
    this.#port?.close();
    this.#port = null;
  }

  #onMessage = ({ source, origin, data }: MessageEvent): void => {
    const { frame, theme, filter } = this.options;
    if (!frame.contentWindow || source !== frame.contentWindow || origin !== this.options.origin) return;
    if (data?.ns !== NS || data.v !== V || data.type !== "ready") return;
    const { port1, port2 } = new MessageChannel();
    this.#port?.close();
    this.#port = port1;
    port1.onmessage = (event) => this.#onPort(event.data);
    frame.contentWindow.postMessage({ ns: NS, v: V, type: "connect" }, origin, [port2]);
    if (theme()) this.theme(theme());
    if (filter()) this.filter(filter());
  };

  async #onPort({ type, height, filter, title }: FrameMessage): Promise<void> {
    if (type === "token") this.#send({ ...(await this.options.token()), type });
    if (type === "size") this.options.resize(Number(height));
    if (type === "filter") this.options.filtered(String(filter));
    if (type === "title") this.options.frame.title = title;
  }

  #send(message: object): void {
    this.#port?.postMessage({ ...message, ns: NS, v: V });
  }
}
