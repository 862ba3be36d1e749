/** The filter language (docs/consume.md) as values: a query string in, the same filter out. */

export const EVERYWHERE = "streams";
/** As a source's `activity` it matches none, which silences the source and leaves the others alone. */
export const NOTHING = "nothing";

export interface Place {
  /** "streams", or the key of a source. */
  source: string;
  option: string;
  operator: string;
}

export interface Condition extends Place {
  /** Unescaped; dates as milliseconds since 1970. */
  values: readonly string[];
}

/** Conditions that all hold, within these sources (null for all). Never changed, only replaced. */
export interface Filter {
  conditions: readonly Condition[];
  providers: readonly string[] | null;
}

export const NO_FILTER: Filter = { conditions: [], providers: null };
const SETS = ["IS", "NOT"];

/** Never fails: what is no filter is kept as it is, for the server to refuse and the reader to remove. */
export function parseFilter(query: string): Filter {
  let filter = NO_FILTER;
  for (const [name, text] of new URLSearchParams(query)) {
    if (name === "providers") filter = withProviders(filter, text.split(" ").filter(Boolean));
    else filter = added(filter, conditionOf(name, text));
  }
  return filter;
}

export function printFilter({ conditions, providers }: Filter): string {
  const params = new URLSearchParams(conditions.map((one) => [one.source, textOf(one)]));
  if (providers) params.append("providers", providers.join(" "));
  return params.toString();
}

export function isEmpty({ conditions, providers }: Filter): boolean {
  return !conditions.length && !providers;
}

/** `_` becomes `\_`, a space becomes `_`: values are separated by spaces. */
export function escapeValue(value: string): string {
  return value.replaceAll("_", "\\_").replaceAll(" ", "_");
}

export function unescapeValue(text: string): string {
  return text.replace(/\\_|_/g, (found) => (found === "_" ? " " : "_"));
}

function conditionOf(source: string, text: string): Condition {
  const [option = "", operator = "", ...values] = text.split(" ");
  if (!values.length) return { source, option: text, operator: "", values: [] };
  return { source, option, operator, values: values.map(unescapeValue) };
}

function textOf({ option, operator, values }: Condition): string {
  return operator ? [option, operator, ...values.map(escapeValue)].join(" ") : option;
}

/** Values of equal set-like conditions add up; of all others each holds by itself. */
function added(filter: Filter, condition: Condition): Filter {
  if (!SETS.includes(condition.operator)) return { ...filter, conditions: [...filter.conditions, condition] };
  const known = valuesAt(filter, condition);
  const values = [...new Set([...known, ...condition.values])];
  if (known.length) return withValues(filter, condition, values);
  return { ...filter, conditions: [...filter.conditions, { ...condition, values }] };
}

export function isAt(condition: Place, place: Place): boolean {
  const { source, option, operator } = condition;
  return source === place.source && option === place.option && operator === place.operator;
}

export function valuesAt({ conditions }: Filter, place: Place): readonly string[] {
  return conditions.filter((one) => isAt(one, place)).flatMap((one) => one.values);
}

/** These values in this place and no others; none takes the condition away. */
export function withValues(filter: Filter, place: Place, values: readonly string[]): Filter {
  const { source, option, operator } = place;
  const at = filter.conditions.findIndex((one) => isAt(one, place));
  const others = filter.conditions.filter((one) => !isAt(one, place));
  const stated = values.length ? [{ source, option, operator, values }] : [];
  return { ...filter, conditions: others.toSpliced(at < 0 ? others.length : at, 0, ...stated) };
}

export function without(filter: Filter, condition: Condition): Filter {
  return { ...filter, conditions: filter.conditions.filter((one) => one !== condition) };
}

export function toggled(filter: Filter, place: Place, value: string): Filter {
  const values = valuesAt(filter, place);
  const left = values.filter((one) => one !== value);
  return withValues(filter, place, left.length < values.length ? left : [...values, value]);
}

/** The one value that counts of an option with several answers, whatever was asked before. */
export function answered(filter: Filter, option: string, value: string | null): Filter {
  const others = filter.conditions.filter((one) => one.source !== EVERYWHERE || one.option !== option);
  const cleared = { ...filter, conditions: others };
  return value === null ? cleared : withValues(cleared, everywhere(option), [value]);
}

/** This value no more: where it was asked for, it no longer is. */
export function hiding(filter: Filter, source: string, option: string, value: string): Filter {
  const wanted = { source, option, operator: "IS" };
  const left = valuesAt(filter, wanted).filter((one) => one !== value);
  const rest = withValues(filter, wanted, left);
  return left.length ? rest : added(rest, { source, option, operator: "NOT", values: [value] });
}

/** This value alone, also where it was hidden. */
export function keeping(filter: Filter, source: string, option: string, value: string): Filter {
  const hidden = { source, option, operator: "NOT" };
  const left = valuesAt(filter, hidden).filter((one) => one !== value);
  return withValues(withValues(filter, hidden, left), { source, option, operator: "IS" }, [value]);
}

/** None, or all of them, means: whatever the source. */
export function withProviders(filter: Filter, keys: readonly string[] | null): Filter {
  return { ...filter, providers: keys?.length ? keys : null };
}

export function everywhere(option: string, operator = "IS"): Place {
  return { source: EVERYWHERE, option, operator };
}
