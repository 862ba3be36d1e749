import { guard } from "lit/directives/guard.js";
import { html, nothing } from "lit/html.js";
import type { Activity } from "../core/types.ts";
import { safeHtml } from "./safe-html.ts";
import type { View } from "./view.ts";

export function content(activity: Activity, view: View) {
  const body = activity.content_html || activity.summary_html;
  if (!body || view.isList) return nothing;
  const expanded = view.isPrinted || view.expanded.has(activity.id);
  return html`<div class="content activity-item-description" part="content">
    <div class="words user-content" ?data-clamp=${!expanded} data-activity=${activity.id} dir="auto">
      ${guard([body], () => safeHtml(body, view.src))}
    </div>
    ${expanded || view.clamped.has(activity.id) ? toggle(activity.id, expanded, view) : nothing}
  </div>`;
}

function toggle(activity: string, expanded: boolean, view: View) {
  return html`<button
    class="more-words comment-more"
    aria-expanded=${expanded}
    @click=${() => view.toggleExpanded(activity)}
  >
    ${view.say(expanded ? "showLess" : "readMore")}
  </button>`;
}

/** Knows which clamped texts really are longer than they show, at the width they have now. */
export class Clamps {
  clamped: ReadonlySet<string> = new Set();
  #known = new WeakSet<Element>();
  #observer = globalThis.ResizeObserver && new ResizeObserver(() => this.#measure());

  constructor(
    private readonly root: ShadowRoot,
    private readonly changed: () => void,
  ) {}

  /** What is new is measured at once: a frame later, its "Read more" would push away what is already on the screen. */
  watch(): void {
    const fresh = this.#words().filter((words) => !this.#known.has(words));
    for (const words of fresh) {
      this.#known.add(words);
      this.#observer?.observe(words);
    }
    if (fresh.length) this.#measure();
  }

  stop(): void {
    this.#observer?.disconnect();
    this.#known = new WeakSet();
  }

  #words(): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>("[data-clamp]")];
  }

  #measure(): void {
    const longer = this.#words().filter((words) => words.scrollHeight > words.clientHeight + 1);
    const clamped = new Set(longer.map((words) => words.dataset.activity ?? ""));
    if (String([...clamped]) === String([...this.clamped])) return;
    this.clamped = clamped;
    this.changed();
  }
}
