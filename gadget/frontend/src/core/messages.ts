import type { Language } from "./languages.ts";
import type { laterTexts } from "./later-words.ts";

export type Text = string | Partial<Record<Intl.LDMLPluralRule, string>>;
type Texts = Record<string, Text>;

/** What we say. Sentences of activities are in `sentence.ts`, labels of actions come from the server. */
const en = {
  activity: "Activity",
  today: "Today",
  yesterday: "Yesterday",
  now: "now",
  newSince: "New since {time}",
  andMore: "and {n} more",
  loading: "Loading activity…",
  live: "Live",
  refresh: "Refresh",
  readMore: "Read more",
  showLess: "Show less",
  changes: "Changes",
  was: ": was ",
  is: ", now ",
  nothing: "none",
  moreChanges: "{n} more",
  actions: "Actions",
  cancel: "Cancel",
  pending: "in progress",
  network: "Can’t reach the server",
} satisfies Texts;

export type GadgetTexts = typeof en & typeof laterTexts;
export type Message = keyof GadgetTexts;
export type Slots = Record<string, string | number>;
export type Speaker<Key> = (message: Key, slots?: Slots) => string;
export type Translate = Speaker<Message>;

/** Parts of the gadget that come later bring what only they say. */
export function addTexts(texts: Texts): void {
  Object.assign(en, texts);
}

/** Says the texts of one part in whatever language; English where a translation has none. */
export function speaker<Key extends string>(
  part: "gadget" | "filters" | "account",
  texts: Record<Key, Text>,
) {
  const speak = ({ tag, translation }: Language): Speaker<Key> => {
    const own = translation?.[part] as Texts | undefined;
    return (message, slots = {}) => worded(own?.[message] ?? texts[message], slots, tag);
  };
  return Object.assign(speak, { texts: texts as Texts });
}

/** The form for `n`, its slots filled, its numbers as the language writes them; "" where there is no text. */
export function worded(text: Text = "", slots: Slots, lang: string): string {
  const form = typeof text === "string" ? text : (text[pluralOf(Number(slots.n), lang)] ?? text.other);
  return (form ?? "").replace(/\{(\w+)\}/g, (_, slot) => {
    const value = slots[slot] ?? "";
    return typeof value === "number" ? value.toLocaleString(lang) : value;
  });
}

const plurals = new Map<string, Intl.PluralRules>();

function pluralOf(n: number, lang: string): Intl.LDMLPluralRule {
  const rules = plurals.get(lang) ?? new Intl.PluralRules(lang);
  plurals.set(lang, rules);
  return rules.select(n);
}

export const sayIn = speaker<Message>("gadget", en as unknown as GadgetTexts);
