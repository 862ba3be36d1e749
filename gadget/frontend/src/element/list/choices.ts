import { html } from "lit/html.js";
import { Memory } from "../../core/memory.ts";
import { addIcons, sign } from "../icons.ts";
import type { Settings } from "../settings.ts";
import type { View } from "../view.ts";

export type Choice = "layout" | "density";

export const memory = new Memory(() => localStorage);

addIcons({
  density: "M2.5 3h11v3.6h-11zM2.5 9.4h11V13h-11z",
  list: "M2.5 4h11M2.5 8h11M2.5 12h11",
});

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

/** In the header: how much of each activity is shown, and how closely. */
export function choices({ isList, isCompact, reading, say }: View) {
  return [
    choice("list", say("listView"), isList, () => reading?.choose("layout", isList ? "full" : "list")),
    choice("density", say("compact"), isCompact, () =>
      reading?.choose("density", isCompact ? "comfortable" : "compact"),
    ),
  ];
}

function choice(drawing: string, name: string, on: boolean, press: () => void) {
  return html`<button class="icon-button" aria-label=${name} title=${name} aria-pressed=${on} @click=${press}>
    ${sign(drawing)}
  </button>`;
}
