import { html, render } from "lit/html.js";
import type { Guest } from "../element/view.ts";
import type { GuestsHost } from "./guests.ts";
import { lastPressed, type Place } from "./whereabouts.ts";

/** The problem document of a first press. */
interface Asked {
  detail: string;
  label: string;
}

interface Question extends Guest {
  node: HTMLElement;
  opener: HTMLElement | null;
  withdraw(): void;
}

/** What the readers of one gadget are being asked: one question for each item, in its row. */
export class Questions {
  #open = new Map<string, Question>();
  #declined: Place | null = null;

  constructor(private readonly host: GuestsHost) {}

  of(activity: string): Guest | undefined {
    return this.#open.get(activity);
  }

  /** Whether a script only says what the reader knows: they said no, and have pressed nothing since. */
  isDeclined(activity: string): boolean {
    return this.#declined?.item === activity && this.#declined === lastPressed();
  }

  /** Resolves when the reader says yes, rejects with an AbortError when they say no or the script gives up. */
  ask(activity: string, { detail, label }: Asked, signal?: AbortSignal | null): Promise<void> {
    signal?.throwIfAborted();
    this.#open.get(activity)?.withdraw();
    const node = document.createElement("span");
    node.className = "confirmation";
    return new Promise<void>((yes, no) => {
      const decline = () => {
        this.#declined = lastPressed();
        no(new DOMException("The reader said no", "AbortError"));
      };
      signal?.addEventListener("abort", decline);
      render(buttons(detail, label, this.host.say("cancel"), yes, decline), node);
      const question = { key: `ask-${activity}`, weight: Infinity, node, withdraw: decline };
      this.#show(activity, { ...question, opener: this.#focused });
    }).finally(() => this.#close(activity, node));
  }

  #show(activity: string, question: Question): void {
    this.#open.set(activity, question);
    this.host.changed();
    setTimeout(() => this.#enter(question));
  }

  /** It is drawn by now. Whoever is busy with another item stays there. */
  #enter({ node, opener }: Question): void {
    if (opener?.closest("article")?.contains(node)) node.querySelector("button")?.focus();
  }

  #close(activity: string, node: HTMLElement): void {
    const question = this.#open.get(activity);
    if (question?.node !== node) return;
    if (node.contains(this.#focused)) question.opener?.focus();
    this.#open.delete(activity);
    this.host.changed();
  }

  get #focused(): HTMLElement | null {
    return (this.host.gadget.shadowRoot?.activeElement ?? null) as HTMLElement | null;
  }
}

/** As our own actions ask (element/acting/confirmation.ts). */
function buttons(detail: string, label: string, cancel: string, yes: () => void, no: () => void) {
  const id = `ask-${crypto.randomUUID()}`;
  return html`<span class="question" id=${id}>${detail}</span>
    <button class="button" aria-describedby=${id} @click=${() => yes()}>${label}</button>
    <button class="quiet" @click=${no}>${cancel}</button>`;
}
