import type { Catalogue } from "./catalogue.ts";
import type { FilterTexts, SayFilter } from "./filter-words.ts";
import {
  type Condition,
  EVERYWHERE,
  type Filter,
  NOTHING,
  without,
  withProviders,
  withValues,
} from "./filters.ts";
import { isSearch } from "./searching.ts";
import { format } from "./time.ts";

/** One filter in words, and what is left when it is taken away. */
export interface Chip {
  lead: string;
  text: string;
  rest: Filter;
}

const DAY = { dateStyle: "medium" } as const;
const ANSWERS: Record<string, keyof FilterTexts> = {
  "bots no": "noBots",
  "bots yes": "onlyBots",
  "mine yes": "mine",
  "mine no": "notMine",
};

/** How a gadget speaks. */
export interface Speech {
  say: SayFilter;
  lang: string;
}

/** All but what the search box says. */
export function chipsOf(filter: Filter, catalogue: Catalogue, speech: Speech): Chip[] {
  const apps = (filter.providers ?? []).map((key) => appChip(filter, key, catalogue, speech));
  const others = filter.conditions.filter((one) => !isSearch(one));
  return [...apps, ...others.flatMap((one) => chips(filter, one, catalogue, speech))];
}

export function words({ lead, text }: Chip): string {
  return `${lead} ${text}`.trim();
}

function appChip(filter: Filter, key: string, catalogue: Catalogue, { say }: Speech): Chip {
  const left = filter.providers?.filter((one) => one !== key) ?? null;
  return { lead: say("app"), text: catalogue.name(key), rest: withProviders(filter, left) };
}

function chips(filter: Filter, condition: Condition, catalogue: Catalogue, speech: Speech): Chip[] {
  const { source, option, operator, values } = condition;
  const whole = (lead: string, text: string) => [{ lead, text, rest: without(filter, condition) }];
  if (!operator) return whole("", option);
  if (option === "update-date" && source === EVERYWHERE) return whole(...dated(condition, speech));
  if (isSilence(condition)) return whole(speech.say("hide"), catalogue.name(source));
  if (operator !== "IS" && operator !== "NOT")
    return whole(leadOf(condition, catalogue, speech), values.join(", "));
  return values.map((value) => ({
    ...told(condition, value, catalogue, speech),
    rest: withValues(
      filter,
      condition,
      values.filter((one) => one !== value),
    ),
  }));
}

export function isSilence({ option, operator, values }: Condition): boolean {
  return option === "activity" && operator === "IS" && values.length === 1 && values[0] === NOTHING;
}

function told(
  condition: Condition,
  value: string,
  catalogue: Catalogue,
  speech: Speech,
): { lead: string; text: string } {
  const { source, option, operator } = condition;
  const answer = operator === "IS" ? ANSWERS[`${option} ${value}`] : undefined;
  if (answer && source === EVERYWHERE) return { lead: "", text: speech.say(answer) };
  const text = catalogue.label(source, option, value);
  return operator === "NOT"
    ? { lead: speech.say("hide"), text }
    : { lead: leadOf(condition, catalogue, speech), text };
}

function leadOf({ source, option, operator }: Condition, catalogue: Catalogue, { say }: Speech): string {
  const known = catalogue.option(source, option);
  const name = option === "user" ? say("person") : (known?.name ?? option);
  const where = source === EVERYWHERE ? "" : `${catalogue.name(source)}: `;
  const how =
    operator === "IS" ? "" : ` ${known?.operators.find(({ key }) => key === operator)?.name ?? operator}`;
  return where + name + how;
}

function dated({ operator, values }: Condition, { say, lang }: Speech): [lead: string, text: string] {
  const day = (ms: string | undefined, shift: number) => format(Number(ms) + shift, lang, DAY);
  if (operator === "AFTER") return [say("since"), day(values[0], 1)];
  if (operator === "BEFORE") return [say("until"), day(values[0], -1)];
  return ["", `${day(values[0], 1)} – ${day(values[1], -1)}`];
}
