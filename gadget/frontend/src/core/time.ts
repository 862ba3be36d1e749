const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Beside a row, under its day's heading: minutes while they mean something, then the time of day. */
export function shortTime(published: string, now: number, lang: string, justNow: string): string {
  const then = Date.parse(published);
  // An empty word for now: the clock alone.
  const age = justNow ? now - then : HOUR;
  if (age < MINUTE) return justNow;
  if (age < HOUR) return unit(Math.floor(age / MINUTE), "minute", lang);
  return format(then, lang, { hour: "numeric", minute: "2-digit" });
}

export function fullTime(published: string, lang: string): string {
  return format(Date.parse(published), lang, { dateStyle: "full", timeStyle: "short" });
}

export function unit(n: number, name: string, lang: string): string {
  return new Intl.NumberFormat(lang, { style: "unit", unit: name, unitDisplay: "short" }).format(n);
}

// Making a formatter costs a hundred times more than using it, and a page shows forty times.
const formats = new Map<string, Intl.DateTimeFormat>();

export function format(at: number, lang: string, options: Intl.DateTimeFormatOptions): string {
  const key = lang + JSON.stringify(options);
  const formatter = formats.get(key) ?? new Intl.DateTimeFormat(lang, options);
  formats.set(key, formatter);
  return Number.isNaN(at) ? "" : formatter.format(at);
}
