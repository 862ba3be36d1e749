import { Connection } from "./connection.ts";
import { type HostToken, hostToken } from "./token.ts";

const MIN = 80;
const MAX = 2000;
const SANDBOX = "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-forms";
/** A change of these is another page in the frame; the page reads them (gadget/preferences.py). */
const PASSED = "limit density heading view layout bursts times poll project user issue filter lang".split(
  " ",
);
// Only while a classic script runs is it known; afterwards this is null.
const OWN_SCRIPT = (document.currentScript as HTMLScriptElement | null)?.src ?? document.baseURI;

type FetchToken = () => Promise<HostToken | null>;

const early = (element: { fetchToken?: FetchToken | null }) => element.fetchToken ?? null;

/** `<activity-gadget-frame>`: one lazy, sandboxed iframe with the gadget in it. */
export class ActivityGadgetFrame extends HTMLElement {
  static observedAttributes = ["src", "gadget", "theme", "height", "max-height", ...PASSED];

  /** A page may have set it before this script had run. */
  fetchToken: FetchToken | null = early(this);
  #frame: HTMLIFrameElement | null = null;
  #connection: Connection | null = null;
  #observer?: IntersectionObserver;
  #natural = 0;
  /** What the frame shows: told by it, it need not be told. */
  #shown = "";

  get filter(): string {
    return this.#text("filter");
  }

  set filter(filter: string) {
    this.setAttribute("filter", filter);
  }

  connectedCallback(): void {
    this.style.display ||= "block";
    if (this.#isShared)
      this.filter = new URLSearchParams(location.search).get(this.#parameter) ?? this.filter;
    this.#resize();
    if (typeof IntersectionObserver === "undefined") return this.#build();
    this.#observer = new IntersectionObserver(
      (entries) => entries.some((e) => e.isIntersecting) && this.#build(),
      { rootMargin: "400px" },
    );
    this.#observer.observe(this);
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect();
    this.#connection?.close();
    this.#frame?.remove();
    this.#frame = this.#connection = null;
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected) return;
    if (name === "theme") this.#wear(after ?? "");
    else if (name === "filter") this.#refine();
    else if (name.endsWith("height")) this.#resize();
    else if (this.#frame) {
      this.disconnectedCallback();
      this.#build();
    }
  }

  #build(): void {
    this.#observer?.disconnect();
    const address = this.#address();
    if (address.origin === self.origin) console.warn("activity-gadget-frame: src needs its own origin");
    const frame = document.createElement("iframe");
    // Until the frame says what it is called, in whatever language.
    frame.title = this.#text("heading") || this.#text("gadget");
    frame.setAttribute("sandbox", SANDBOX);
    frame.referrerPolicy = "strict-origin";
    frame.allow = "local-network-access; clipboard-write";
    frame.style.cssText = "display:block;width:100%;height:100%;border:0";
    this.#frame = frame;
    this.#wear(this.#text("theme"));
    this.#connection = new Connection({
      frame,
      origin: address.origin,
      theme: () => this.#text("theme"),
      filter: () => this.filter,
      token: () => hostToken(this.#text("token-url"), this.fetchToken),
      resize: (height) => this.#resize(height),
      filtered: (filter) => this.#filtered(filter),
    });
    this.#shown = this.filter;
    frame.src = address.href;
    this.append(frame);
  }

  /** A frame is see-through only while it and its page have the same colour scheme. */
  #wear(theme: string): void {
    if (this.#frame)
      this.#frame.style.colorScheme = /^(light|dark|inherit)$/.test(theme) ? theme : "light dark";
    this.#connection?.theme(theme || "auto");
  }

  #refine(): void {
    if (this.filter !== this.#shown) this.#connection?.filter(this.filter);
    this.#shown = this.filter;
  }

  #filtered(filter: string): void {
    this.filter = this.#shown = filter;
    this.dispatchEvent(new CustomEvent("filterchange", { bubbles: true, detail: { filter } }));
    if (!this.#isShared) return;
    const url = new URL(location.href);
    if (filter) url.searchParams.set(this.#parameter, filter);
    else url.searchParams.delete(this.#parameter);
    history.replaceState(history.state, "", url);
  }

  #text(attribute: string): string {
    return this.getAttribute(attribute) ?? "";
  }

  get #parameter(): string {
    return this.#text("share") || "filter";
  }

  /** The address of the host's page is the host's: only where it says `share` do we read and write it. */
  get #isShared(): boolean {
    return this.hasAttribute("share");
  }

  #address(): URL {
    const server = new URL(this.#text("src") || new URL(OWN_SCRIPT).origin, document.baseURI);
    const base = server.href.replace(/\/*$/, "/");
    const address = new URL(`embed/${encodeURIComponent(this.#text("gadget"))}/`, base);
    // A page that is only a string in an iframe has the origin of the page that made it, and no address.
    address.searchParams.set("origin", self.origin);
    for (const name of ["theme", ...PASSED]) {
      // The language may be the page's, said further out.
      const value = (name === "lang" ? this.closest("[lang]") : this)?.getAttribute(name);
      if (value) address.searchParams.set(name, value);
    }
    if (getComputedStyle(this).direction === "rtl") address.searchParams.set("dir", "rtl");
    return address;
  }

  /** Room is kept before the gadget speaks, so the page around does not jump; an explicit height always wins. */
  #resize(natural = this.#natural): void {
    this.#natural = natural;
    const most = Number.parseFloat(this.#text("max-height")) || MAX;
    const height = Math.min(Math.max(natural || 320, MIN), most, MAX);
    const explicit = this.#text("height");
    const wanted = /^\d+$/.test(explicit) ? `${explicit}px` : explicit;
    this.style.height = wanted || `${height}px`;
  }
}
