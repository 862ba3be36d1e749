import type { Burst } from "./bursts.ts";
import { actorPart, objectParts, type Part, past, targetParts, textPart, verbOf } from "./sentence.ts";
import type { Activity } from "./types.ts";

/** "Jun Kato pushed 6 changesets to payments". */
export function burstSentence(burst: Burst): Part[] {
  const newest = burst[0] as Activity;
  return [
    actorPart(newest),
    ...textPart(` ${past(verbOf(newest))} `),
    ...counted(burst),
    ...targetParts(newest),
  ];
}

/** Under that sentence: what it was this time. */
export function memberSentence(activity: Activity): Part[] {
  const object = objectParts(activity);
  return object.length ? object : textPart(past(verbOf(activity)));
}

/** "6 changesets", "PAY-42 Import fails 4 times". */
function counted(burst: Burst): Part[] {
  const { object } = burst[0] as Activity;
  const times = textPart(`${burst.length} times`);
  const same = burst.every((one) => one.object?.id === object?.id) ? objectParts(burst[0] as Activity) : [];
  if (same.length) return [...same, ...textPart(" "), ...times];
  const noun = object && verbOf(burst[0] as Activity) !== "comment" ? plural(object.type) : "";
  return noun ? [{ as: "thing", text: `${burst.length}\u00a0${noun}` }] : times;
}

/** Of a type's key, "pull-request": "pull requests"; "" for what is no word. */
function plural(type: string): string {
  if (!/^[a-z_-]+$/.test(type)) return "";
  const noun = type.replace(/[_-]/g, " ").replace(/([^aeiou])y$/, "$1ie");
  return `${noun.replace(/(s|x|ch|sh)$/, "$1e")}s`;
}
