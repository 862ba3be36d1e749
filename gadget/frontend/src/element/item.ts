import { html, nothing } from "lit/html.js";
import type { Row } from "../core/bursts.ts";
import { fullTime, shortTime } from "../core/time.ts";
import type { Activity } from "../core/types.ts";
import { actions } from "./actions.ts";
import { avatar } from "./avatar.ts";
import { changes } from "./changes.ts";
import { content } from "./content.ts";
import { link } from "./link.ts";
import { burstId, burstToggle, member } from "./list/burst.ts";
import { sentenceOf } from "./sentence.ts";
import type { View } from "./view.ts";

export function item(row: Row, view: View) {
  const { activity, position, burst } = row;
  const { timeline } = view.stream.state;
  const gone = timeline.gone.has(activity.id);
  const leads = !burst || burst[0] === activity;
  return html`<article
    class="item verb-${activity.verb.key} ${burst ? "member" : ""} ${leads ? "" : "next"} ${gone ? "gone" : ""} ${timeline.fresh.has(activity.id) ? "fresh" : ""}"
    part="item"
    id="item-${activity.id}"
    tabindex="0"
    aria-posinset=${position}
    aria-setsize=${timeline.next ? -1 : timeline.items.length}
    aria-labelledby="${burst ? burstId(burst) : ""} say-${activity.id}"
  >
    ${gone ? html`<p class="farewell">${view.say("gone")}</p>` : ""}${leads ? avatar(activity, view) : nothing}
    <div class="fact activity-item">
      ${burst ? member(row, view, corner(activity, view)) : told(activity, view)}
      ${actions(activity, view)} ${burstToggle(row, view)}
      ${view.filtering?.menu(activity, view)}
    </div>
  </article>`;
}

function told(activity: Activity, view: View) {
  return html`<div class="line">
      <p class="sentence activity-item-summary" part="sentence" id="say-${activity.id}" dir="auto">${sentenceOf(activity, view)}</p>
      ${corner(activity, view)}
    </div>
    ${changes(activity, view)} ${content(activity, view)}`;
}

function corner(activity: Activity, view: View) {
  return html`${when(activity, view)}${view.filtering?.opener(activity)}`;
}

function when({ published, url }: Activity, view: View) {
  const full = fullTime(published, view.lang);
  const time = html`<time part="time" dir="auto" datetime=${published} title=${full}
    >${shortTime(published, view.now, view.lang, view.isAbsolute ? "" : view.say("now"))}</time
  >`;
  return link(url, "when activity-item-info", time, view);
}
