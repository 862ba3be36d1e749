import { expect, test } from "vitest";
import { fullJitter, jittered, retryAfter } from "../../src/core/backoff.ts";

test("the interval varies by a tenth either way", () => {
  expect(jittered(30_000, 0)).toBe(27_000);
  expect(jittered(30_000, 1)).toBeCloseTo(33_000);
});

test("back-off doubles with every failure, up to ten minutes", () => {
  expect(fullJitter(30_000, 0, 1)).toBe(30_000);
  expect(fullJitter(30_000, 2, 1)).toBe(120_000);
  expect(fullJitter(30_000, 20, 1)).toBe(600_000);
});

test("back-off is never a storm, even when chance says zero", () => {
  expect(fullJitter(30_000, 3, 0)).toBe(1_000);
});

test("Retry-After may be seconds or a date", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  expect(retryAfter("40", now)).toBe(40_000);
  expect(retryAfter("Mon, 23 Nov 2026 12:01:00 GMT", now)).toBe(60_000);
});

test("an absent, past or unreadable Retry-After does no harm", () => {
  const now = Date.parse("2026-11-23T12:00:00Z");
  expect(retryAfter(null, now)).toBeNull();
  expect(retryAfter("soon", now)).toBeNull();
  expect(retryAfter("Mon, 23 Nov 2026 11:00:00 GMT", now)).toBe(1_000);
});
