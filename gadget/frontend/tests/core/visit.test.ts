import { expect, test } from "vitest";
import { Memory } from "../../src/core/memory.ts";
import { boundary, sinceTime, Visit } from "../../src/core/visit.ts";
import { aPage, FakeClock } from "../cast.ts";

const KEY = "seen";
const MINUTE = 60_000;
const items = (...hours: string[]) => aPage(hours).items;

/** A browser of one reader, where time passes when the test says so. */
function aBrowser(storage: () => Pick<Storage, "getItem" | "setItem"> = shelf()) {
  const clock = new FakeClock();
  const memory = new Memory(storage);
  return { clock, memory, visit: () => new Visit(memory, KEY, clock) };
}

function shelf() {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  return () => storage;
}

const refused = () => {
  throw new DOMException("denied", "SecurityError");
};

test("somebody who comes for the first time has no divider", () => {
  const visit = aBrowser().visit();
  visit.look(items("09", "08"));
  expect(visit.since).toBeNull();
});

test("somebody who comes back sees what is new since they went", async () => {
  const { clock, visit } = aBrowser();
  visit().look(items("09", "08"));
  const went = clock.now();
  await clock.pass(60 * MINUTE);
  const next = visit();
  next.look(items("11", "10", "09", "08"));
  expect(next.since?.at).toBe(went);
  expect(boundary(items("11", "10", "09", "08"), next.since)?.id).toBe("09");
});

test("the divider stands still for the whole visit, whatever comes", async () => {
  const { clock, visit } = aBrowser();
  visit().look(items("09"));
  await clock.pass(60 * MINUTE);
  const next = visit();
  next.look(items("10", "09"));
  const before = next.since;
  await clock.pass(10 * MINUTE);
  next.look(items("12", "11", "10", "09"));
  expect(next.since).toBe(before);
});

test("what comes during a visit that began with nothing new gets no divider", async () => {
  const { clock, visit } = aBrowser();
  visit().look(items("09"));
  const next = visit();
  next.look(items("09"));
  await clock.pass(MINUTE);
  next.look(items("10", "09"));
  expect(next.since).toBeNull();
});

test("whoever rested from a page that stayed open begins a new visit", async () => {
  const { clock, visit } = aBrowser();
  const only = visit();
  only.look(items("09"));
  await clock.pass(16 * MINUTE);
  only.look(items("10", "09"));
  expect(boundary(items("10", "09"), only.since)?.id).toBe("09");
});

test("where the browser keeps nothing, the page remembers while it lives", async () => {
  const { clock, visit } = aBrowser(refused);
  visit().look(items("09"));
  await clock.pass(60 * MINUTE);
  const next = visit();
  next.look(items("10", "09"));
  expect(next.since).not.toBeNull();
});

test.each(["", "rubbish", "{}", '{"seen":"x","at":1}', "null"])("a mark that says %j is none", (kept) => {
  const { memory, visit } = aBrowser();
  memory.set(KEY, kept);
  const one = visit();
  one.look(items("09"));
  expect(one.since).toBeNull();
});

test("a list of which all is new, or nothing, is not divided", () => {
  const since = { seen: Date.parse("2026-11-23T08:30:00Z"), at: 0 };
  expect(boundary(items("10", "09"), since)).toBeNull();
  expect(boundary(items("08", "07"), since)).toBeNull();
  expect(boundary(items("09"), null)).toBeNull();
  expect(boundary([], since)).toBeNull();
});

test("an empty list is no look", () => {
  const { memory, visit } = aBrowser();
  visit().look([]);
  expect(memory.get(KEY)).toBeNull();
});

test("the divider says the time, and of another day the date", () => {
  const at = new Date(2026, 10, 23, 9, 40).getTime();
  expect(sinceTime(at, at + MINUTE, "en-GB")).toMatch(/^0?9:40$/);
  expect(sinceTime(at, at + 26 * 60 * MINUTE, "en-GB")).toMatch(/Mon.* 23 Nov.* 0?9:40$/);
});
