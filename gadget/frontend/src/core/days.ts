import { format } from "./time.ts";
import type { Activity } from "./types.ts";

export interface Day {
  key: string;
  /** "Today", "Yesterday", "Friday", "12 November". */
  name: string;
  /** The full date, empty when the name says it already. */
  date: string;
  items: Activity[];
  /** How many items of the stream come before this day. */
  offset: number;
}

interface DayWords {
  today: string;
  yesterday: string;
}

export function groupByDay(items: Activity[], now: number, lang: string, words: DayWords): Day[] {
  const days: Day[] = [];
  items.forEach((item, offset) => {
    const start = startOfDay(Date.parse(item.published));
    const key = String(start);
    if (days.at(-1)?.key !== key) days.push({ key, ...named(start, now, lang, words), items: [], offset });
    days.at(-1)?.items.push(item);
  });
  return days;
}

function named(start: number, now: number, lang: string, words: DayWords): { name: string; date: string } {
  const daysAgo = Math.round((startOfDay(now) - start) / 86_400_000);
  const year = new Date(start).getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  const written = (weekday?: "long") => format(start, lang, { weekday, day: "numeric", month: "long", year });
  const weekday = format(start, lang, { weekday: "long" });
  if (daysAgo > 6) return { name: written(), date: weekday };
  if (daysAgo > 1) return { name: weekday, date: written() };
  return { name: daysAgo === 1 ? words.yesterday : words.today, date: written("long") };
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
