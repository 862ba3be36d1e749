import type { laterTexts } from "./later-messages.ts";
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
  retry: "Retry",
  tryAgain: "Try again",
  pending: "in progress",
  gone: "This activity is no longer available",
  done: "Done",
  you: "You",
  youAndOthers: { one: "You and {n} other", other: "You and {n} others" },
  empty: "Nothing has happened yet",
  emptyHint: "It appears here by itself.",
  offline: "You are offline",
  offlineSince: "Offline. Showing activity from {time}",
  stale: "{title}. Showing activity from {time}",
  nextTry: "Next try in {wait}.",
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

export type Message = keyof typeof en | keyof typeof laterTexts;
export type Slots = Record<string, string | number>;
type Speaker<Key> = (message: Key, slots?: Slots) => string;
export type Translate = Speaker<Message>;
type Texts<Key extends string> = Partial<Record<Key, Text>>;

const plurals = new Intl.PluralRules("en");

/** Parts that come later bring their own texts. */
export function speaker<Key extends string>(texts: Texts<Key>): Speaker<Key> {
  return (message, slots = {}) => {
    const text: Text = texts[message] ?? "";
    const form = typeof text === "string" ? text : text[plurals.select(Number(slots.n)) as keyof Plural];
    return form.replace(/\{(\w+)\}/g, (_, slot) => String(slots[slot] ?? ""));
  };
}

export const say: Translate = speaker<Message>(en);

export function learn(texts: Texts<Message>): void {
  Object.assign(en, texts);
}

export const problemText = (kind: ProblemKind): [title: string, hint: string] => problems[kind];

/**
 * Dates follow the page's English, or the reader's where that names no country; until there is a second catalogue,
 * others would mix two languages.
 */
export function languageOf(wanted: readonly string[]): string {
  return wanted.find((lang) => /^en-[a-z]{2}$/i.test(lang)) ?? "en";
}
