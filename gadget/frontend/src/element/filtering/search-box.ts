import { html, nothing } from "lit/html.js";
import { searchOf, withSearch } from "../../core/searching.ts";
import type { Filtering } from "./filtering.ts";
import { glyph } from "./glyphs.ts";

const PAUSE = 300;

/** Words that must be found; asked for when their reader pauses. */
export class SearchBox {
  /** What is being typed; null when the filter says it all. */
  #typed: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly filtering: Filtering) {}

  forget(): void {
    clearTimeout(this.#timer);
    this.#typed = null;
  }

  draw() {
    const { say } = this.filtering;
    const text = this.#typed ?? searchOf(this.filtering.filter);
    return html`<span class="search" role="search">
      ${glyph("search")}
      <input
        type="search"
        enterkeyhint="search"
        aria-label=${say("search")}
        placeholder=${say("search")}
        maxlength="200"
        autocomplete="off"
        spellcheck="false"
        dir="auto"
        .value=${text}
        @input=${(event: Event) => this.#type((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        @blur=${() => this.#ask()}
      />
      ${
        text
          ? html`<button class="cross-button" aria-label=${say("clearSearch")} @click=${() => this.#clear()}>${glyph("cross")}</button>`
          : nothing
      }
    </span>`;
  }

  #type(text: string): void {
    this.#typed = text;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#search(), PAUSE);
    this.filtering.host.changed();
  }

  #search(): void {
    clearTimeout(this.#timer);
    if (this.#typed !== null) this.filtering.choose(withSearch(this.filtering.filter, this.#typed));
  }

  #ask(): void {
    this.#search();
    this.#typed = null;
    this.filtering.host.changed();
  }

  #clear(): void {
    this.#typed = "";
    this.filtering.focus(".search input");
    this.#search();
    this.filtering.host.changed();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key === "Enter") this.#search();
    if (event.key !== "Escape" || !(event.target as HTMLInputElement).value) return;
    event.preventDefault();
    event.stopPropagation();
    this.#clear();
  }
}
