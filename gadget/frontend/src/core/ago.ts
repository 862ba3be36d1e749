import { format, unit } from "./time.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SECONDS = [1000, "second"] as const;
const MINUTES = [MINUTE, "minute"] as const;
const HOURS = [HOUR, "hour"] as const;

/** "12s ago", "3m ago". */
export function ago(at: number, now: number, lang: string): string {
  const age = Math.max(0, now - at);
  const [size, name] = age < MINUTE ? SECONDS : age < HOUR ? MINUTES : HOURS;
  // Narrow, French and others write "-3 min".
  const style = lang.startsWith("en") ? "narrow" : "short";
  const words = new Intl.RelativeTimeFormat(lang, { style, numeric: "auto" });
  return words.format(-Math.floor(age / size), name);
}

/** "40 sec", "5 min". */
export function wait(ms: number, lang: string): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds < 90 ? unit(seconds, "second", lang) : unit(Math.ceil(seconds / 60), "minute", lang);
}

export function clockTime(at: number, lang: string): string {
  return format(at, lang, { hour: "numeric", minute: "2-digit" });
}
