import { type Condition, EVERYWHERE, everywhere, type Filter } from "./filters.ts";

const OPTION = "update-date";

/** Days as an input shows them, "2026-11-25", in the reader's zone; empty for no limit. */
export interface Days {
  from: string;
  to: string;
}

/** The limits are no part of a range: from midnight on means after the millisecond before it. */
export function withDays(filter: Filter, { from, to }: Days): Filter {
  const others = filter.conditions.filter((one) => !isDate(one));
  const after = from ? [{ ...everywhere(OPTION, "AFTER"), values: [String(midnight(from) - 1)] }] : [];
  const before = to ? [{ ...everywhere(OPTION, "BEFORE"), values: [String(midnight(to, 1))] }] : [];
  return { ...filter, conditions: [...others, ...after, ...before] };
}

export function daysOf({ conditions }: Filter): Days {
  const limit = (operator: string) =>
    Number(conditions.find((one) => isDate(one) && one.operator === operator)?.values[0] ?? Number.NaN);
  const [after, before] = [limit("AFTER"), limit("BEFORE")];
  return { from: dayOf(after + 1), to: dayOf(before - 1) };
}

/** The day so many days before this moment. */
export function daysBefore(now: number, days: number): string {
  const day = new Date(now);
  day.setDate(day.getDate() - days);
  return dayOf(day.getTime());
}

export function dayOf(at: number): string {
  if (Number.isNaN(at) || Math.abs(at) > 8.64e15) return "";
  const day = new Date(at);
  const parts = [day.getFullYear(), day.getMonth() + 1, day.getDate()];
  return parts.map((part, i) => String(part).padStart(i ? 2 : 4, "0")).join("-");
}

/** When a day begins here, or one so many days later: some days have 23 hours. */
export function midnight(day: string, later = 0): number {
  const [year = 1970, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date + later).getTime();
}

function isDate(condition: Condition): boolean {
  return condition.source === EVERYWHERE && condition.option === OPTION;
}
