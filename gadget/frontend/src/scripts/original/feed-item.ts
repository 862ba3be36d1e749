import { sentence } from "../../core/sentence.ts";
import type { Activity } from "../../core/types.ts";
import { fullLinks, typeOf } from "../links.ts";

/** One activity as the original hands it to a builder (contract.md §6.2). */
export type FeedItem = ReturnType<typeof feedItem>;

export function feedItem(activity: Activity, base: string) {
  const { actor, application, object, target } = activity;
  return {
    id: activity.id,
    type: typeOf(activity),
    title: activity.title_html || wordsOf(activity),
    content: activity.content_html,
    description: activity.summary_html,
    summary: activity.summary_html,
    link: activity.url,
    links: fullLinks(activity),
    authors: [{ name: actor.name, username: actor.username, uri: actor.url, photos: photos(actor.avatar) }],
    verb: activity.verb.id,
    category: activity.categories[0] ?? "",
    published: activity.published,
    updated: activity.updated,
    timezoneOffset: timezoneOffset(activity.published),
    inReplyTo: object?.type === "comment" ? (target?.id ?? "") : "",
    application: application?.id ?? activity.provider.key,
    generator: application?.id ?? base,
  };
}

function wordsOf(activity: Activity): string {
  const words = document.createElement("span");
  words.textContent = sentence(activity)
    .map((part) => part.text)
    .join("");
  return words.textContent;
}

function photos(uri: string) {
  return uri ? [{ uri }] : [];
}

/** "+0130" */
function timezoneOffset(published: string): string {
  const minutes = -new Date(published).getTimezoneOffset();
  const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
  return `${minutes < 0 ? "-" : "+"}${String(hours).padStart(2, "0")}${String(rest).padStart(2, "0")}`;
}
