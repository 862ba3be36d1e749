import { guard } from "lit/directives/guard.js";
import { html } from "lit/html.js";
import { actorPart, type Part, sentence, startsWithVerb } from "../core/sentence.ts";
import type { Activity } from "../core/types.ts";
import { link } from "./link.ts";
import { safeHtml, textOf } from "./safe-html.ts";
import type { View } from "./view.ts";

export function sentenceOf(activity: Activity, view: View) {
  if (!activity.title_html) return sentence(activity, view.language).map((part) => drawn(part, view));
  return guard([activity.title_html, activity.actor.name], () => told(activity, view));
}

/** The source's own sentence; when it does not say who, we say it first. */
function told(activity: Activity, view: View) {
  const words = safeHtml(activity.title_html, view.src);
  const text = textOf(activity.title_html);
  const name = activity.actor.name;
  if (!name || text.includes(name)) return words;
  if (startsWithVerb(text)) lowerFirstLetter(words);
  return html`${drawn(actorPart(activity), view)} ${words}`;
}

function lowerFirstLetter(words: DocumentFragment): void {
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node && !node.nodeValue?.trim()) node = walker.nextNode();
  if (node?.nodeValue) node.nodeValue = node.nodeValue.replace(/\S/, (letter) => letter.toLocaleLowerCase());
}

export function drawn(part: Part, view: View) {
  if (part.as === "text") return part.text;
  const words = part.as === "code" ? html`<code>${part.text}</code>` : html`<bdi>${part.text}</bdi>`;
  const look = part.as === "actor" ? "actor activity-item-user activity-item-author" : part.as;
  return link(part.url, look, words, view);
}
