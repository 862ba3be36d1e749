import { render } from "lit/html.js";
import { systemClock } from "../core/clock.ts";
import { languageOf, say } from "../core/messages.ts";
import { openLine } from "../core/sharing.ts";
import { Stream } from "../core/stream.ts";
import type { FetchToken } from "../core/types.ts";
import { Clamps } from "./content.ts";
import { FocusKeeper, walkArticles } from "./focus.ts";
import { gadget } from "./gadget.ts";
import { Reader } from "./reader.ts";
import { sheet } from "./styles/index.ts";
import { onTick } from "./ticker.ts";
import type { View } from "./view.ts";

/**
 * `<activity-gadget>`: one stream of what all tools did, with its actions in place. Its attributes are its only
 * settings and are read where they are used, so a plain HTMLElement around Lit's templates is all it takes.
 */
export class ActivityGadget extends HTMLElement {
  static observedAttributes = [
    "src",
    "gadget",
    "limit",
    "poll",
    "heading",
    "heading-level",
    "density",
    "lang",
  ];

  #root = this.attachShadow({ mode: "open" });
  #stream: Stream | null = null;
  #fetchToken: FetchToken | null = null;
  #stopTicking = () => {};
  #isDrawing = false;
  #isPaused = false;
  #expanded = new Set<string>();
  #reader = new Reader(this, () => this.#wakeOrSleep());
  #clamps = new Clamps(this.#root, () => this.#draw());
  #focus = new FocusKeeper(this.#root);

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet()];
    this.addEventListener("pointerleave", () => this.#stream?.presses.settle());
    this.addEventListener("keydown", (event) => walkArticles(event, this.#root));
  }

  get fetchToken(): FetchToken | null {
    return this.#fetchToken;
  }

  set fetchToken(fetchToken: FetchToken | null) {
    this.#fetchToken = fetchToken;
    if (this.isConnected) this.#ask();
  }

  connectedCallback(): void {
    this.#adoptEarlyProperty();
    this.#stopTicking = onTick(() => this.#draw());
    this.#reader.start();
    this.#ask();
  }

  disconnectedCallback(): void {
    this.#stopTicking();
    this.#reader.stop();
    this.#clamps.stop();
    this.#stream?.close();
    this.#stream = null;
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.#stream || before === after) return;
    if (["src", "gadget", "limit", "poll"].includes(name)) this.#ask();
    else this.#draw();
  }

  /** Set before this script had run, it would hide the accessor for ever. */
  #adoptEarlyProperty(): void {
    if (!Object.hasOwn(this, "fetchToken")) return;
    const early = this.fetchToken;
    delete (this as { fetchToken?: unknown }).fetchToken;
    this.#fetchToken = early;
  }

  /** A changed question is a new stream; answers to the old one are dropped with it. */
  #ask(): void {
    this.#stream?.close();
    const config = {
      src: this.#src.replace(/\/+$/, ""),
      gadget: this.getAttribute("gadget") ?? "",
      limit: this.#number("limit", 20),
      poll: this.#number("poll", 0) * 1000,
    };
    const line = openLine(config, this.#fetchToken, systemClock, (...request) => fetch(...request));
    const host = {
      isIdle: () => this.#reader.isIdle,
      changed: () => this.#draw(),
      newId: () => crypto.randomUUID(),
    };
    this.#stream = new Stream(line, host, systemClock);
    this.#stream.open();
    this.#wakeOrSleep();
  }

  #wakeOrSleep(): void {
    this.#stream?.setAwake(this.#reader.isWatching && !this.#isPaused);
    this.#draw();
  }

  /** Many changes, one drawing. */
  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      if (this.#stream) this.#drawNow(this.#stream);
    });
  }

  #drawNow(stream: Stream): void {
    this.#focus.before();
    render(gadget(this.#view(stream)), this.#root);
    this.#focus.after();
    this.#clamps.watch();
    this.#reader.watch(this.#root.querySelector(".news"));
  }

  #view(stream: Stream): View {
    return {
      stream,
      say,
      lang: languageOf([this.closest("[lang]")?.getAttribute("lang") ?? "", ...navigator.languages]),
      now: systemClock.now(),
      src: this.#src,
      heading: this.getAttribute("heading") || say("activity"),
      level: this.#number("heading-level", 3),
      compact: this.getAttribute("density") === "compact",
      offline: this.#reader.isOffline,
      paused: this.#isPaused,
      expanded: this.#expanded,
      clamped: this.#clamps.clamped,
      toggleExpanded: (activity) => {
        if (!this.#expanded.delete(activity)) this.#expanded.add(activity);
        this.#draw();
      },
      togglePaused: () => {
        this.#isPaused = !this.#isPaused;
        this.#wakeOrSleep();
      },
    };
  }

  get #src(): string {
    return new URL(this.getAttribute("src") || "/", location.href).href;
  }

  #number(attribute: string, otherwise: number): number {
    return Number(this.getAttribute(attribute)) || otherwise;
  }
}
