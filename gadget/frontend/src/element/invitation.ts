import { systemClock } from "../core/clock.ts";
import type { Script } from "../core/types.ts";
import type { Guests, GuestsHost } from "../scripts/guests.ts";
import { scripts as part } from "./parts.ts";

/** The list is not drawn before its scripts, or they would move it; but it does not wait for them longer. */
const PATIENCE = 2_000;

/** Has a gadget's scripts come, as soon as a page names any. They stay whatever the filter, until another reader comes. */
export class Invitation {
  guests: Guests | null = null;
  holding = false;
  #known: Script[] | null = null;

  constructor(private readonly host: GuestsHost) {}

  /** Of the page that is about to be drawn. */
  extend(scripts: Script[]): void {
    if (scripts === this.#known || (!scripts.length && !this.#known)) return;
    this.#known = scripts;
    this.holding = !this.guests;
    systemClock.after(PATIENCE, () => this.#settled());
    this.#welcome(scripts).then(
      () => this.#settled(),
      () => this.#settled(),
    );
  }

  /** Nobody reads any more, or somebody else, who is not told what this reader did. */
  end(): void {
    this.guests?.leave();
    this.guests = this.#known = null;
  }

  async #welcome(scripts: Script[]): Promise<void> {
    const { Guests } = await part.load();
    if (!this.#known) return;
    this.guests ??= new Guests(this.host);
    await this.guests.welcome(scripts);
  }

  #settled(): void {
    this.holding = false;
    this.host.changed();
  }
}
