import { type Condition, everywhere, type Filter, isAt } from "./filters.ts";

const TEXT = everywhere("text", "CONTAINS");

/** What the search box says: every word must be found, "quoted words" in a row. */
export function searchOf({ conditions }: Filter): string {
  const words = conditions.filter(isSearch).map(({ values: [word = ""] }) => word);
  return words.map((word) => (word.includes(" ") ? `"${word}"` : word)).join(" ");
}

export function withSearch(filter: Filter, text: string): Filter {
  const words = [...text.matchAll(/"([^"]+)"?|([^\s"]+)/g)].map(([, quoted, word]) =>
    (quoted ?? word ?? "").trim(),
  );
  const wanted = [...new Set(words.filter(Boolean))].map((word) => ({ ...TEXT, values: [word] }));
  return { ...filter, conditions: [...filter.conditions.filter((one) => !isSearch(one)), ...wanted] };
}

/** Several values mean any of them, which the box cannot say: that stays a chip. */
export function isSearch(condition: Condition): boolean {
  return isAt(condition, TEXT) && condition.values.length === 1;
}
