const CAP = 10 * 60_000;
const FLOOR = 1_000;

/** ±10 %, so that a thousand gadgets opened by one e-mail do not ask in step. */
export function jittered(ms: number, random: number): number {
  return ms * (0.9 + 0.2 * random);
}

/** Full jitter: https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ */
export function fullJitter(base: number, failures: number, random: number): number {
  return Math.max(FLOOR, random * Math.min(CAP, base * 2 ** failures));
}

/** `Retry-After` is seconds or a date; null when absent or unreadable. */
export function retryAfter(value: string | null, now: number): number | null {
  if (!value) return null;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - now;
  return Number.isNaN(ms) ? null : Math.min(Math.max(ms, FLOOR), 6 * CAP);
}
