import { guard } from "lit/directives/guard.js";
import { html, nothing } from "lit/html.js";
import { type Burst, FEW, type Row } from "../../core/bursts.ts";
import { burstSentence, memberSentence } from "../../core/summary.ts";
import type { Activity } from "../../core/types.ts";
import { changes } from "../changes.ts";
import { content } from "../content.ts";
import { safeHtml } from "../safe-html.ts";
import { drawn } from "../sentence.ts";
import type { View } from "../view.ts";

/** One of a burst; the newest has over it what they are all together. */
export function member({ activity, burst }: Row, view: View, when: unknown) {
  const leads = burst?.[0] === activity;
  return html`${leads ? head(burst, view, when) : nothing}
    <div class="line">
      <p class="sentence activity-item-summary" part="sentence" id="say-${activity.id}" dir="auto">
        ${words(activity, view)} ${dots(activity, view)}
      </p>
      ${leads ? nothing : when}
    </div>
    ${changes(activity, view)} ${isHeld(activity, view) ? nothing : content(activity, view)}`;
}

function head(burst: Burst, view: View, when: unknown) {
  return html`<div class="line">
    <p class="sentence" part="burst" id=${burstId(burst)} dir="auto">${burstSentence(burst, view.language).map((part) => drawn(part, view))}</p>
    ${when}
  </div>`;
}

/** The burst's own sentence says who, which the source's need not say again. */
function words(activity: Activity, view: View) {
  const { title_html, actor } = activity;
  if (!title_html) return memberSentence(activity, view.language).map((part) => drawn(part, view));
  return guard([title_html, actor.name, words], () => {
    const told = safeHtml(title_html, view.src);
    if (told.firstChild?.textContent?.trim() === actor.name) told.firstChild.remove();
    return told;
  });
}

/** A comment is its words. Of anything else they stay behind three dots until they are wanted. */
function isHeld(activity: Activity, view: View): boolean {
  const isShown = view.isPrinted || view.expanded.has(activity.id);
  return activity.object?.type !== "comment" && !isShown;
}

function dots(activity: Activity, view: View) {
  const hasMore = activity.content_html || activity.summary_html;
  if (!hasMore || view.isList || activity.object?.type === "comment") return nothing;
  const expanded = view.expanded.has(activity.id);
  const name = view.say(expanded ? "showLess" : "readMore");
  return html`<button
    class="dots"
    aria-label=${name}
    title=${name}
    aria-expanded=${expanded}
    @click=${() => view.toggleExpanded(activity.id)}
  >
    …
  </button>`;
}

/** Under the last that a folded burst shows; it stays there, so that a second press folds again. */
export function burstToggle({ activity, burst }: Row, view: View) {
  if (burst?.[FEW - 1] !== activity) return nothing;
  const open = view.reading.isOpen(burst);
  return html`<button class="fold" aria-expanded=${open} @click=${() => view.reading.toggle(burst)}>
    ${open ? view.say("showLess") : view.say("andMore", { n: burst.length - FEW })}
  </button>`;
}

export function burstId(burst: Burst): string {
  return `burst-${burst[0]?.id}`;
}
