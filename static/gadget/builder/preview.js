// The gadget beside the form, as the form says now. Nothing is saved for it.
import { make } from "./make.js";

const SOON = 60_000;

/** Puts a new one in the place of the last as soon as it shows something. */
export class Preview {
  #shown = "";

  constructor(stage, ask) {
    this.stage = stage;
    this.ask = ask;
  }

  show(answer) {
    const shown = JSON.stringify([answer.frame, answer.lists]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const before = [...this.stage.children];
    const gadget = make("activity-gadget-frame");
    for (const [name, value] of Object.entries(answer.frame)) gadget.setAttribute(name, value);
    gadget.fetchToken = this.#tokens(answer);
    gadget.classList.toggle("coming", before.length > 0);
    gadget.addEventListener("load", () => setTimeout(() => this.#settle(gadget, before), 250), { capture: true, once: true });
    this.stage.append(gadget);
  }

  #settle(gadget, before) {
    for (const one of before) one.remove();
    gadget.classList.remove("coming");
  }

  /** The first one came with the answer; where it is nearly over, another one is asked for. */
  #tokens(answer) {
    let held = answer;
    return async () => {
      const isSoon = Date.parse(held.expires_at) - Date.now() < SOON;
      const fresh = isSoon ? await this.ask() : null;
      if (fresh?.token) held = fresh;
      return { token: held.token, expires_at: held.expires_at };
    };
  }
}
