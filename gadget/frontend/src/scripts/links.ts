import type { Activity } from "../core/types.ts";

const SYNDICATION = "http://streams.atlassian.com/syndication/";

/** The address of a relation, whether the source or the script names it in short or in full. */
export function linkOf({ links }: Activity, rel: string): string {
  const same = Object.keys(links).find((known) => lastPart(known) === lastPart(rel));
  return links[rel] ?? (same ? (links[same] ?? "") : "");
}

/** As the original has them: in full, and as the source has them. */
export function fullLinks({ links }: Activity): Record<string, string> {
  const full = Object.entries(links).map(([rel, href]) => [
    rel.includes("/") ? rel : SYNDICATION + rel,
    href,
  ]);
  return { ...Object.fromEntries(full), ...links };
}

/** "issue", also of an address whose last part it is. */
export function typeOf({ object }: Activity): string {
  return lastPart(object?.type ?? "");
}

function lastPart(name: string): string {
  return name.split("/").at(-1) ?? "";
}
