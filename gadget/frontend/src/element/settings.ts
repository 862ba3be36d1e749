import { type Language, languageOf } from "../core/languages.ts";
import type { LineConfig } from "../core/sharing.ts";

/** What another value of these asks the server is another question. */
export const ASKS = ["src", "gadget", "limit", "poll", "filter", "lang"];
export const LOOKS = ["heading", "heading-level", "view", "layout", "density", "bursts", "times"];

/** What a page sets, by attributes. */
export class Settings {
  constructor(private readonly gadget: HTMLElement) {}

  get question(): LineConfig {
    const poll = this.text("poll");
    return {
      src: this.src.replace(/\/+$/, ""),
      gadget: this.text("gadget"),
      limit: this.number("limit", 20),
      poll: poll === "never" ? Number.POSITIVE_INFINITY : (Number(poll) || 0) * 1000,
      filter: this.text("filter"),
      page: this.text("host-origin"),
      // What the browser asks for by itself need not be said.
      lang: this.language.code === languageOf(navigator.languages).code ? "" : this.language.code,
    };
  }

  /** The page's, around the gadget, or else the reader's. */
  get language(): Language {
    return languageOf([this.gadget.closest("[lang]")?.getAttribute("lang") ?? "", ...navigator.languages]);
  }

  /** Where the page does not say how it runs, its language does. */
  dir(lang: string): "rtl" | null {
    return lang.startsWith("ar") && !this.gadget.closest("[dir]") ? "rtl" : null;
  }

  /** What is drawn from them. */
  get view() {
    return {
      src: this.src,
      heading: this.text("heading"),
      level: this.number("heading-level", 3),
      isPrinted: globalThis.matchMedia?.("print").matches ?? false,
      isWallboard: this.isWallboard,
      isAbsolute: this.text("times") === "absolute",
    };
  }

  get src(): string {
    return new URL(this.text("src") || "/", location.href).href;
  }

  get isWallboard(): boolean {
    return this.text("view") === "wallboard";
  }

  /** The filter that the host's own address carries; null where the host does not share one. */
  get sharedFilter(): string | null {
    const name = this.gadget.getAttribute("share");
    return name === null ? null : new URLSearchParams(location.search).get(name || "filter");
  }

  /** By which a browser keeps what is this gadget's. */
  key(name: string): string {
    return `activity-gadget ${this.src} ${this.text("gadget")} ${name}`;
  }

  text(attribute: string): string {
    return this.gadget.getAttribute(attribute) ?? "";
  }

  number(attribute: string, otherwise: number): number {
    return Number(this.text(attribute)) || otherwise;
  }
}

/** Properties that were set before our script had run would hide the accessors for ever. */
export function adoptEarly(gadget: HTMLElement, ...names: string[]): void {
  for (const name of names) {
    const early = Object.getOwnPropertyDescriptor(gadget, name);
    if (!early) continue;
    delete (gadget as unknown as Record<string, unknown>)[name];
    Object.assign(gadget, { [name]: early.value });
  }
}
