import { addStyles } from "./styles/index.ts";

/** What the first paint does without: a file of its own, fetched once, when it is first needed. */
export class Part<T extends { styles: string }> {
  /** Null until it is here. */
  loaded: T | null = null;
  /** Here, or not to be had for now. */
  isSettled = false;
  #loading: Promise<T> | null = null;

  constructor(private readonly fetch: () => Promise<T>) {}

  /** Rejects when it cannot be fetched; asked again, it tries again. */
  load(): Promise<T> {
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<T> {
    try {
      const part = await this.fetch();
      addStyles(part.styles);
      this.loaded = part;
      return part;
    } catch (error) {
      this.#loading = null;
      throw error;
    } finally {
      this.isSettled = true;
    }
  }
}

export const scripts = new Part(() => import("../scripts/scripts.ts"));
export const later = new Part(() => import("./later.ts"));
export const filtering = new Part(() => import("./filtering.ts"));
export const wallboard = new Part(() => import("./styles/wallboard.ts"));
