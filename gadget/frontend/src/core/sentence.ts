import { ENGLISH, type Language } from "./languages.ts";
import type { Relation, Sentences } from "./translation.ts";
import type { Activity, Thing } from "./types.ts";

export interface Part {
  as: "actor" | "text" | "thing" | "key" | "code" | "subject";
  text: string;
  url?: string;
}

/** How the target is joined on, where "in" would be wrong. */
const JOINED: Record<string, Relation> = {
  push: "to",
  commit: "to",
  move: "to",
  add: "to",
  deploy: "to",
  reply: "to",
  remove: "from",
  comment: "on",
  build: "of",
  start: "of",
  finish: "of",
  fail: "of",
};

const IRREGULAR: Record<string, string> = {
  build: "built",
  checkin: "checked in",
  commit: "committed",
  give: "gave",
  leave: "left",
  run: "ran",
  send: "sent",
  stop: "stopped",
  tag: "tagged",
  write: "wrote",
};

const KEY = /^[A-Z][A-Z0-9_]+-\d+$/;

const TOLD = "[{actor} ]{verb}[ {object}][ {times}][ {where}]";

/** What stands in the slots of a sentence; see `Sentences`. */
interface Slots {
  actor?: Part[];
  object: Part[];
  times?: Part[];
}

/** Who did what to which thing, where: for activities whose source gave no sentence of its own. */
export function sentence(activity: Activity, language = ENGLISH): Part[] {
  return toldOf(activity, language, { actor: [actorPart(activity)], object: objectParts(activity) });
}

/** In the language's own order of words. */
export function toldOf(activity: Activity, { translation }: Language, slots: Slots): Part[] {
  const verb = verbOf(activity);
  const own: Sentences | undefined = translation?.sentences;
  const target = thingParts(activity.target);
  const relation = at(JOINED, verb) ?? "in";
  const parts = filled(at(own?.verbs, verb) ?? own?.other ?? TOLD, {
    ...slots,
    target,
    where: filled(own?.where[relation] ?? `${relation} {target}`, { target }),
    verb: textPart(own ? verb.replaceAll("-", " ") : past(verb)),
  });
  return parts[0]?.as === "text" ? [...textPart(parts[0].text.trimStart()), ...parts.slice(1)] : parts;
}

/** A verb is any word of a stranger, "constructor" too. */
function at<T>(table: Record<string, T> | undefined, verb: string): T | undefined {
  return table && Object.hasOwn(table, verb) ? table[verb] : undefined;
}

/** A group in brackets goes away along with a slot that has nothing to say. */
function filled(pattern: string, slots: Record<string, Part[]>): Part[] {
  return pattern.split(/[[\]]/).flatMap((group) => {
    const pieces = group.split(/\{(\w+)\}/).map((piece, i) => (i % 2 ? (slots[piece] ?? []) : piece));
    return pieces.some((piece) => Array.isArray(piece) && !piece.length)
      ? []
      : pieces.flatMap((piece) => (Array.isArray(piece) ? piece : textPart(piece)));
  });
}

/** The body shows the words of a comment; the sentence says only what it is on. */
export function objectParts(activity: Activity): Part[] {
  return isComment(activity) ? [] : thingParts(activity.object);
}

export function verbOf(activity: Activity): string {
  return isComment(activity) ? "comment" : activity.verb.key;
}

function isComment({ object }: Activity): boolean {
  return object?.type === "comment" && !object.title;
}

/** post → posted, approve → approved, reply → replied; a key that is no plain verb stays as it is. */
export function past(verb: string): string {
  if (!/^[a-z]+$/.test(verb) || verb.endsWith("ed")) return verb;
  return at(IRREGULAR, verb) ?? `${verb.replace(/e$/, "").replace(/([^aeiou])y$/, "$1i")}ed`;
}

export function actorPart({ actor }: Activity): Part {
  return { as: "actor", text: actor.name || actor.username, url: actor.url };
}

/** A source's sentence often starts with its verb: "Deployed…" goes on after the actor's name as "deployed…". */
export function startsWithVerb(text: string): boolean {
  return /^\s*[A-Z][a-z]{2,}ed\s/.test(text);
}

function thingParts(thing: Thing | null): Part[] {
  if (!thing) return [];
  const { url } = thing;
  const title = thing.title || thing.id;
  if (thing.type === "changeset") return changesetParts(thing, title);
  if (KEY.test(thing.id) && !title.includes(thing.id))
    return [{ as: "key", text: thing.id, url }, ...textPart(" "), { as: "thing", text: title, url }];
  return title ? [{ as: "thing", text: title, url }] : [];
}

function changesetParts({ summary, url }: Thing, title: string): Part[] {
  const code: Part = { as: "code", text: title, url };
  return summary ? [code, ...textPart(" "), { as: "subject", text: summary, url }] : [code];
}

export function textPart(text: string): Part[] {
  return text ? [{ as: "text", text }] : [];
}
