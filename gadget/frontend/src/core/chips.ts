import type { Catalogue } from "./catalogue.ts";
import { sayFilter as say } from "./filter-words.ts";
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
const ANSWERS: Record<string, string> = {
  "bots no": say("noBots"),
  "bots yes": say("onlyBots"),
  "mine yes": say("mine"),
  "mine no": say("notMine"),
};

/** All but what the search box says. */
export function chipsOf(filter: Filter, catalogue: Catalogue, lang: string): Chip[] {
  const apps = (filter.providers ?? []).map((key) => appChip(filter, key, catalogue));
  const others = filter.conditions.filter((one) => !isSearch(one));
  return [...apps, ...others.flatMap((one) => chips(filter, one, catalogue, lang))];
}

export function words({ lead, text }: Chip): string {
  return `${lead} ${text}`.trim();
}

function appChip(filter: Filter, key: string, catalogue: Catalogue): Chip {
  const left = filter.providers?.filter((one) => one !== key) ?? null;
  return { lead: say("app"), text: catalogue.name(key), rest: withProviders(filter, left) };
}

function chips(filter: Filter, condition: Condition, catalogue: Catalogue, lang: string): Chip[] {
  const { source, option, operator, values } = condition;
  const whole = (lead: string, text: string) => [{ lead, text, rest: without(filter, condition) }];
  if (!operator) return whole("", option);
  if (option === "update-date" && source === EVERYWHERE) return whole(...dated(condition, lang));
  if (isSilence(condition)) return whole(say("hide"), catalogue.name(source));
  if (operator !== "IS" && operator !== "NOT") return whole(leadOf(condition, catalogue), values.join(", "));
  return values.map((value) => ({
    ...told(condition, value, catalogue),
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

function told(condition: Condition, value: string, catalogue: Catalogue): { lead: string; text: string } {
  const { source, option, operator } = condition;
  const answer = operator === "IS" ? ANSWERS[`${option} ${value}`] : undefined;
  if (answer && source === EVERYWHERE) return { lead: "", text: answer };
  const text = catalogue.label(source, option, value);
  return operator === "NOT" ? { lead: say("hide"), text } : { lead: leadOf(condition, catalogue), text };
}

function leadOf({ source, option, operator }: Condition, catalogue: Catalogue): string {
  const known = catalogue.option(source, option);
  const name = option === "user" ? say("person") : (known?.name ?? option);
  const where = source === EVERYWHERE ? "" : `${catalogue.name(source)}: `;
  const how =
    operator === "IS" ? "" : ` ${known?.operators.find(({ key }) => key === operator)?.name ?? operator}`;
  return where + name + how;
}

function dated({ operator, values }: Condition, lang: string): [lead: string, text: string] {
  const day = (ms: string | undefined, shift: number) => format(Number(ms) + shift, lang, DAY);
  if (operator === "AFTER") return [say("since"), day(values[0], 1)];
  if (operator === "BEFORE") return [say("until"), day(values[0], -1)];
  return ["", `${day(values[0], 1)} – ${day(values[1], -1)}`];
}
