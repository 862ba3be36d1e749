import type { Activity, Thing } from "./types.ts";

export interface Part {
  as: "actor" | "text" | "thing" | "key" | "code" | "subject";
  text: string;
  url?: string;
}

/** How the target is joined on, where "in" would be wrong. */
const JOINED: Record<string, string> = {
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

/** Who did what to which thing, where: for activities whose source gave no sentence of its own. */
export function sentence(activity: Activity): Part[] {
  const object = objectParts(activity);
  return [
    actorPart(activity),
    ...textPart(` ${past(verbOf(activity))}`),
    ...(object.length ? [...textPart(" "), ...object] : []),
    ...targetParts(activity),
  ];
}

/** The body shows the words of a comment; the sentence says only what it is on. */
export function objectParts(activity: Activity): Part[] {
  return isComment(activity) ? [] : thingParts(activity.object);
}

/** " to payments" */
export function targetParts(activity: Activity): Part[] {
  const target = thingParts(activity.target);
  return target.length ? [...textPart(` ${JOINED[verbOf(activity)] ?? "in"} `), ...target] : [];
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
  return IRREGULAR[verb] ?? `${verb.replace(/e$/, "").replace(/([^aeiou])y$/, "$1i")}ed`;
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
