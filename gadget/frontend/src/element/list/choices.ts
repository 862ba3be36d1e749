import { Memory } from "../../core/memory.ts";
import type { Settings } from "../settings.ts";

export type Choice = "layout" | "density";

export const memory = new Memory(() => localStorage);

/** What a reader chose stays, where the browser remembers, over what the page says. */
export class Choices {
  #chosen = new Map<Choice, string | null>();

  constructor(private readonly settings: Settings) {}

  get(name: Choice): string {
    if (!this.#chosen.has(name)) this.#chosen.set(name, memory.get(this.settings.key(name)));
    return (!this.settings.isWallboard && this.#chosen.get(name)) || this.settings.text(name);
  }

  set(name: Choice, value: string): void {
    this.#chosen.set(name, value);
    memory.set(this.settings.key(name), value);
  }
}
