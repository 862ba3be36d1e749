import { html, nothing } from "lit/html.js";
import type { Choice } from "../../core/catalogue.ts";
import type { SayFilter } from "../../core/filter-words.ts";
import { glyph } from "./glyphs.ts";

const PAUSE = 150;

export interface Picked {
  id: string;
  name: string;
  /** Anything may be entered: there is nothing to choose from. */
  isFree: boolean;
  say: SayFilter;
  chosen: readonly Choice[];
  choose(values: string[]): void;
}

type Look = (typed: string, signal: AbortSignal) => Choice[] | Promise<Choice[]>;

/** Several of many, found by typing (the combobox pattern of WAI-ARIA). */
export class Picker {
  #typed = "";
  #found: Choice[] | null = null;
  #at = 0;
  #looking: AbortController | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly look: Look,
    private readonly changed: () => void,
  ) {}

  draw(picked: Picked) {
    const left = this.#left(picked);
    const isOpen = this.#found !== null && !picked.isFree;
    const active = isOpen && left[this.#at] ? `${picked.id}-${this.#at}` : nothing;
    return html`<div class="picker">
      ${picked.chosen.map((one) => token(one, picked))}
      <input
        class="pick"
        id=${picked.id}
        role=${picked.isFree ? nothing : "combobox"}
        aria-label=${picked.name}
        aria-expanded=${picked.isFree ? nothing : isOpen}
        aria-controls=${isOpen ? `${picked.id}-list` : nothing}
        aria-autocomplete=${picked.isFree ? nothing : "list"}
        aria-activedescendant=${active}
        placeholder=${picked.chosen.length ? "" : picked.say(picked.isFree ? "typeList" : "type")}
        autocomplete="off"
        spellcheck="false"
        dir="auto"
        .value=${this.#typed}
        @focus=${() => this.#type(this.#typed, picked)}
        @blur=${() => this.#leave(picked)}
        @input=${(event: Event) => this.#type((event.target as HTMLInputElement).value, picked)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event, picked)}
      />
      ${isOpen ? this.#list(left, picked) : nothing}
    </div>`;
  }

  #list(left: Choice[], picked: Picked) {
    return html`<ul class="found" id="${picked.id}-list" role="listbox" aria-label=${picked.name}>
      ${left.map(
        ({ value, label }, i) => html`<li
          id="${picked.id}-${i}"
          role="option"
          class=${i === this.#at ? "active" : ""}
          aria-selected=${i === this.#at}
          @pointerdown=${(event: Event) => this.#press(event, value, picked)}
        >
          <bdi>${label}</bdi>${label === value ? nothing : html` <span>${value}</span>`}
        </li>`,
      )}
      ${left.length ? nothing : html`<li role="option" aria-disabled="true" aria-selected="false">${picked.say("noSuch")}</li>`}
    </ul>`;
  }

  #left({ chosen }: Picked): Choice[] {
    return (this.#found ?? []).filter(({ value }) => !chosen.some((one) => one.value === value));
  }

  /** The newest question only: an earlier answer that comes late is dropped. */
  #type(typed: string, { isFree }: Picked): void {
    this.#typed = typed;
    this.#looking?.abort();
    clearTimeout(this.#timer);
    if (isFree) return this.changed();
    const looking = new AbortController();
    this.#looking = looking;
    this.#timer = setTimeout(() => this.#ask(looking.signal), typed ? PAUSE : 0);
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const found = await this.look(this.#typed, signal);
    if (signal.aborted) return;
    this.#found = found;
    this.#at = 0;
    this.changed();
  }

  #close(): void {
    this.#looking?.abort();
    clearTimeout(this.#timer);
    this.#found = null;
    this.changed();
  }

  /** What was entered freely counts; a beginning of a word means nobody. */
  #leave(picked: Picked): void {
    if (picked.isFree) this.#enter(picked);
    this.#typed = "";
    this.#close();
  }

  /** Before the input loses the focus for it. */
  #press(event: Event, value: string, picked: Picked): void {
    event.preventDefault();
    this.#add(value, picked);
  }

  #add(value: string, picked: Picked): void {
    this.#typed = "";
    picked.choose([...picked.chosen.map((one) => one.value), value]);
    this.#type("", picked);
  }

  #enter(picked: Picked): void {
    const words = this.#typed.split(/[\s,]+/).filter(Boolean);
    this.#typed = "";
    if (words.length) picked.choose([...new Set([...picked.chosen.map((one) => one.value), ...words])]);
    this.changed();
  }

  #onKey(event: KeyboardEvent, picked: Picked): void {
    const left = this.#left(picked);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Escape" && this.#found) {
      event.stopPropagation();
      this.#close();
    } else if (step && left.length) {
      event.preventDefault();
      this.#at = (this.#at + step + left.length) % left.length;
      this.changed();
    } else if (event.key === "Enter") {
      event.preventDefault();
      const chosen = left[this.#at];
      if (picked.isFree) this.#enter(picked);
      else if (chosen && this.#found) this.#add(chosen.value, picked);
    } else if (event.key === "Backspace" && !this.#typed) {
      picked.choose(picked.chosen.slice(0, -1).map((one) => one.value));
    }
  }
}

function token({ value, label }: Choice, picked: Picked) {
  return html`<button
    class="token"
    aria-label=${picked.say("added", { label })}
    @click=${(event: Event) => {
      (event.currentTarget as HTMLElement).closest(".picker")?.querySelector("input")?.focus();
      picked.choose(picked.chosen.map((one) => one.value).filter((one) => one !== value));
    }}
  >
    <bdi>${label}</bdi>${glyph("cross")}
  </button>`;
}
