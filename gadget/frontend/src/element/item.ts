import { html } from "lit/html.js";
import { fullTime, shortTime } from "../core/time.ts";
import type { Activity } from "../core/types.ts";
import { actions } from "./actions.ts";
import { avatar } from "./avatar.ts";
import { changes } from "./changes.ts";
import { content } from "./content.ts";
import { link } from "./link.ts";
import { sentenceOf } from "./sentence.ts";
import type { View } from "./view.ts";

export function item(activity: Activity, position: number, view: View) {
  const { timeline } = view.stream.state;
  const gone = timeline.gone.has(activity.id);
  return html`<article
    class="item verb-${activity.verb.key} ${gone ? "gone" : ""} ${timeline.fresh.has(activity.id) ? "fresh" : ""}"
    id="item-${activity.id}"
    tabindex="0"
    aria-posinset=${position}
    aria-setsize=${timeline.next ? -1 : timeline.items.length}
    aria-labelledby="say-${activity.id}"
  >
    ${gone ? html`<p class="farewell">${view.say("gone")}</p>` : ""} ${avatar(activity, view)}
    <div class="fact activity-item">
      <div class="line">
        <p class="sentence activity-item-summary" id="say-${activity.id}" dir="auto">${sentenceOf(activity, view)}</p>
        ${when(activity, view)}${view.filtering?.opener(activity)}
      </div>
      ${changes(activity, view)} ${content(activity, view)} ${actions(activity, view)}
      ${view.filtering?.menu(activity, view)}
    </div>
  </article>`;
}

function when({ published, url }: Activity, view: View) {
  const full = fullTime(published, view.lang);
  const time = html`<time dir="auto" datetime=${published} title=${full}
    >${shortTime(published, view.now, view.lang, view.say("now"))}</time
  >`;
  return link(url, "when activity-item-info", time, view);
}
