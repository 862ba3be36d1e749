import type { ProblemKind } from "./problem.ts";

type Plural = { one: string; other: string };
type Text = string | Plural;

/** What we say. Sentences of activities are in `sentence.ts`, labels of actions come from the server. */
const en = {
  activity: "Activity",
  today: "Today",
  yesterday: "Yesterday",
  now: "now",
  loading: "Loading activity…",
  live: "Live",
  late: "Not up to date",
  paused: "Paused",
  refresh: "Refresh",
  updated: "Updated {ago}",
  pause: "Pause",
  resume: "Resume",
  new: { one: "{n} new", other: "{n} new" },
  newOrMore: "{n}+ new",
  arrived: { one: "{n} new activity", other: "{n} new activities" },
  newSince: "New since {time}",
  andMore: "and {n} more",
  listView: "List view",
  compact: "Compact",
  showMore: "Show more",
  loadingMore: "Loading…",
  readMore: "Read more",
  showLess: "Show less",
  changes: "Changes",
  was: ": was ",
  is: ", now ",
  nothing: "none",
  moreChanges: "{n} more",
  actions: "Actions",
  cancel: "Cancel",
  optional: "optional",
  choose: "Choose…",
  undo: "Undo",
  retry: "Retry",
  tryAgain: "Try again",
  dismiss: "Dismiss",
  pending: "in progress",
  gone: "This activity is no longer available",
  sendHint: "{keys} sends · draft kept",
  done: "Done",
  you: "You",
  youAndOthers: { one: "You and {n} other", other: "You and {n} others" },
  empty: "Nothing has happened yet",
  emptyHint: "It appears here by itself.",
  offline: "You are offline",
  offlineSince: "Offline. Showing activity from {time}",
  stale: "{title}. Showing activity from {time}",
  nextTry: "Next try in {wait}.",
  late_source: "{name} answers late",
  failing_source: "{name} does not answer",
  heard: "last heard {ago}",
  nextAt: "next try {time}",
} satisfies Record<string, Text>;

const KEEP_TRYING = "We keep trying.";

const problems: Record<ProblemKind, [title: string, hint: string]> = {
  "signed-out": ["You are signed out", "Sign in to the page around this gadget."],
  forbidden: ["This stream is not shared with you", "Ask whoever set up this page."],
  "not-found": ["There is no such gadget", "It may have been renamed or removed."],
  "rate-limited": ["The server asks for a pause", KEEP_TRYING],
  invalid: ["The server refused", KEEP_TRYING],
  network: ["Can’t reach the server", KEEP_TRYING],
  server: ["The server had a problem", KEEP_TRYING],
};

export type Message = keyof typeof en;
export type Slots = Record<string, string | number>;
export type Translate = (message: Message, slots?: Slots) => string;

const plurals = new Intl.PluralRules("en");

export const say: Translate = (message, slots = {}) => {
  const text: Text = en[message];
  const form = typeof text === "string" ? text : text[plurals.select(Number(slots.n)) as keyof Plural];
  return form.replace(/\{(\w+)\}/g, (_, slot) => String(slots[slot] ?? ""));
};

export const problemText = (kind: ProblemKind): [title: string, hint: string] => problems[kind];

/**
 * Dates follow the page's English, or the reader's where that names no country; until there is a second catalogue,
 * others would mix two languages.
 */
export function languageOf(wanted: readonly string[]): string {
  return wanted.find((lang) => /^en-[a-z]{2}$/i.test(lang)) ?? "en";
}
