import { html, nothing } from "lit/html.js";
import type { Choice } from "../../core/catalogue.ts";
import { chipsOf } from "../../core/chips.ts";
import { type SayFilter, sayFilterIn } from "../../core/filter-words.ts";
import { type Filter, isEmpty, NO_FILTER, parseFilter, printFilter } from "../../core/filters.ts";
import type { Language } from "../../core/languages.ts";
import type { Stream } from "../../core/stream.ts";
import type { Activity } from "../../core/types.ts";
import type { View } from "../view.ts";
import { bar } from "./bar.ts";
import { glyph } from "./glyphs.ts";
import { feedAddress, keepInAddress, viewAddress } from "./links.ts";
import { menu, opener } from "./menu.ts";
import { Offer } from "./offer.ts";
import { panel } from "./panel.ts";
import { Picker } from "./picker.ts";
import { SearchBox } from "./search-box.ts";

export interface FilteringHost {
  gadget: HTMLElement & { filter: string };
  stream(): Stream | null;
  changed(): void;
  language(): Language;
}

/** What one gadget is filtered by, and the parts of it where its reader says so. */
export class Filtering {
  readonly box = new SearchBox(this);
  readonly offer: Offer;
  isOpen = false;
  /** The activity whose menu is open. */
  menuOf: string | null = null;
  /** The address that was copied, or that could not be. */
  copied: { address: string; ok: boolean } | null = null;
  /** Chosen in a row that has no values yet. */
  readonly operators = new Map<string, string>();
  #pickers = new Map<string, Picker>();

  constructor(readonly host: FilteringHost) {
    this.offer = new Offer(host);
    if (!isEmpty(this.filter)) this.offer.load(this.filter);
  }

  get say(): SayFilter {
    return sayFilterIn(this.host.language());
  }

  get lang(): string {
    return this.host.language().tag;
  }

  get filter(): Filter {
    return parseFilter(this.host.gadget.filter);
  }

  /** The reader chose another filter. */
  choose(filter: Filter): void {
    const text = printFilter(filter);
    if (text === this.host.gadget.filter) return;
    this.host.gadget.filter = text;
    keepInAddress(this.host.gadget);
    this.offer.name(filter);
    const detail = { filter: text };
    this.host.gadget.dispatchEvent(
      new CustomEvent("filterchange", { bubbles: true, composed: true, detail }),
    );
    this.host.changed();
  }

  picker(key: string, look: (typed: string, signal: AbortSignal) => Choice[] | Promise<Choice[]>): Picker {
    const picker = this.#pickers.get(key) ?? new Picker(look, () => this.host.changed());
    this.#pickers.set(key, picker);
    return picker;
  }

  /** In the header, between its title and what else stands there. */
  tools() {
    const count = chipsOf(this.filter, this.offer.catalogue, this).length;
    const { say } = this;
    return html`<button
        class="icon-button filter-button ${count ? "on" : ""}"
        aria-label=${say("filterBy")}
        title=${say("filterBy")}
        aria-expanded=${this.isOpen}
        aria-controls="filter-panel"
        @click=${() => (this.isOpen ? this.close() : this.open())}
      >
        ${glyph("filter")}
      </button>
      <a
        class="icon-button"
        aria-label=${say("feed")}
        title=${say("feed")}
        href=${feedAddress(this.host.gadget)}
        target="_blank"
        rel="noopener noreferrer"
        >${glyph("feed")}</a
      >`;
  }

  bar(view: View) {
    this.offer.catalogue.meet(view.stream.state.timeline.items);
    return bar(this, view);
  }

  panel(view: View) {
    return this.isOpen ? panel(this, view) : nothing;
  }

  opener(activity: Activity) {
    return opener(activity, this);
  }

  menu(activity: Activity, view: View) {
    return this.menuOf === activity.id ? menu(activity, this, view) : nothing;
  }

  /** Nothing matches, which is another thing than nothing there; null where no filter is to blame. */
  nothing() {
    if (isEmpty(this.filter)) return null;
    return html`<div class="state">
      <span class="state-icon">${glyph("search")}</span>
      <p class="state-title">${this.say("nothing")}</p>
      <p class="state-hint">${this.say("nothingHint")}</p>
      ${this.clear()}
    </div>`;
  }

  clear() {
    if (isEmpty(this.filter)) return nothing;
    return html`<button class="soft" @click=${() => this.clearAll()}>${this.say("clear")}</button>`;
  }

  clearAll(): void {
    this.focus(".search input");
    this.box.forget();
    this.choose(NO_FILTER);
  }

  open(): void {
    this.isOpen = true;
    this.copied = null;
    this.host.changed();
    this.offer.load(this.filter).then(() => this.#enter());
  }

  /** Unless its reader went elsewhere meanwhile. */
  #enter(): void {
    const { activeElement } = this.host.gadget.shadowRoot ?? {};
    if (activeElement?.matches(".filter-button")) this.focus(".panel button");
  }

  close(): void {
    this.isOpen = false;
    this.focus(".filter-button");
    this.host.changed();
  }

  toggleMenu(activity: string): void {
    this.menuOf = this.menuOf === activity ? null : activity;
    this.copied = null;
    if (this.menuOf) this.offer.load(this.filter);
    this.host.changed();
  }

  async copyView(): Promise<void> {
    await this.copy(viewAddress(this.host.gadget));
  }

  /** Frames need their host's leave for the clipboard, pages a secure address: without it the address is shown. */
  async copy(address: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(address);
      this.copied = { address, ok: true };
    } catch {
      this.copied = { address, ok: false };
    }
    this.host.changed();
  }

  focus(selector: string): void {
    this.host.gadget.shadowRoot?.querySelector<HTMLElement>(selector)?.focus();
  }
}
