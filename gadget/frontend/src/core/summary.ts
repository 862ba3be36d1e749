import type { Burst } from "./bursts.ts";
import type { Language } from "./languages.ts";
import { worded } from "./messages.ts";
import { actorPart, objectParts, type Part, textPart, toldOf, verbOf } from "./sentence.ts";
import type { Kind } from "./translation.ts";
import type { Activity } from "./types.ts";

/** "Jun Kato pushed 6 changesets to payments". */
export function burstSentence(burst: Burst, language: Language): Part[] {
  const newest = burst[0] as Activity;
  return toldOf(newest, language, { actor: [actorPart(newest)], ...counted(burst, language) });
}

/** Under that sentence: what it was this time. */
export function memberSentence(activity: Activity, language: Language): Part[] {
  const object = objectParts(activity);
  return object.length ? object : toldOf({ ...activity, target: null }, language, { object });
}

/** "6 changesets", "PAY-42 Import fails 4 times". */
function counted(burst: Burst, language: Language): { object: Part[]; times?: Part[] } {
  const newest = burst[0] as Activity;
  const n = burst.length;
  const same = burst.every(({ object }) => object?.id === newest.object?.id) ? objectParts(newest) : [];
  const isNamed = !same.length && verbOf(newest) !== "comment";
  const things = isNamed ? thingsOf(newest.object?.type ?? "", n, language) : "";
  if (things) return { object: [{ as: "thing", text: things }] };
  return { object: same, times: textPart(timesOf(n, language)) };
}

/** "6 changesets"; "" for what has no name in this language. */
function thingsOf(type: string, n: number, { tag, translation }: Language): string {
  if (translation) return worded(translation.sentences.things[type as Kind], { n }, tag);
  const noun = plural(type);
  return noun && `${n}\u00a0${noun}`;
}

function timesOf(n: number, { tag, translation }: Language): string {
  return worded(translation?.sentences.times ?? "{n} times", { n }, tag);
}

/** Of a type's key, "pull-request": "pull requests"; "" for what is no word. */
function plural(type: string): string {
  if (!/^[a-z_-]+$/.test(type)) return "";
  const noun = type.replace(/[_-]/g, " ").replace(/([^aeiou])y$/, "$1ie");
  return `${noun.replace(/(s|x|ch|sh)$/, "$1e")}s`;
}
