import { expect, test } from "vitest";
import { append, arrive, markGone, replace, reveal } from "../../src/core/arrivals.ts";
import { emptyTimeline, type Timeline } from "../../src/core/timeline.ts";
import { anActivity, aPage } from "../cast.ts";

const ids = (timeline: Timeline) => timeline.items.map((item) => item.id);
const waiting = (timeline: Timeline) => timeline.waiting.map((item) => item.id);
const shown = (...hours: string[]) => arrive(emptyTimeline, aPage(hours), false);

test("the first page is simply shown: no pill, no highlight", () => {
  const timeline = shown("09", "08");
  expect(ids(timeline)).toEqual(["09", "08"]);
  expect(timeline.waiting).toEqual([]);
  expect(timeline.fresh.size).toBe(0);
});

test("what comes while the reader is busy waits", () => {
  const timeline = arrive(shown("09"), aPage(["11", "10", "09"]), false);
  expect(ids(timeline)).toEqual(["09"]);
  expect(waiting(timeline)).toEqual(["11", "10"]);
});

test("what comes while the reader is idle goes in, highlighted once", () => {
  const timeline = arrive(shown("09"), aPage(["10", "09"]), true);
  expect(ids(timeline)).toEqual(["10", "09"]);
  expect([...timeline.fresh]).toEqual(["10"]);
  expect(arrive(timeline, aPage(["10", "09"]), true).fresh.size).toBe(0);
});

test("revealing lets the waiting in, and the pill does not return for them", () => {
  const revealed = reveal(arrive(shown("09"), aPage(["10", "09"]), false), true);
  expect(ids(revealed)).toEqual(["10", "09"]);
  expect(arrive(revealed, aPage(["10", "09"]), false).waiting).toEqual([]);
});

test("an empty list never gets a pill", () => {
  const timeline = arrive(arrive(emptyTimeline, aPage([]), false), aPage(["09"]), false);
  expect(ids(timeline)).toEqual(["09"]);
  expect(timeline.waiting).toEqual([]);
});

test("a late arrival finds its place in time", () => {
  const timeline = arrive(shown("11", "09"), aPage(["11", "10", "09"]), true);
  expect(ids(timeline)).toEqual(["11", "10", "09"]);
});

test("nothing appears twice", () => {
  const timeline = arrive(shown("09", "08"), aPage(["09", "08"]), true);
  expect(ids(append(timeline, aPage(["08", "07"])))).toEqual(["09", "08", "07"]);
});

test("an edit replaces its row in place", () => {
  const edited = anActivity("08", { revision: 2, content_html: "new" });
  const timeline = arrive(shown("09", "08"), { ...aPage(["09"]), items: [anActivity("09"), edited] }, false);
  expect(timeline.items[1]).toBe(edited);
});

test("an older answer does not undo what an action told us", () => {
  const truth = anActivity("09", { revision: 3 });
  const timeline = arrive(replace(shown("09"), truth), aPage(["09"]), true);
  expect(timeline.items[0]).toBe(truth);
});

test("what was removed goes when the reader is idle", () => {
  expect(ids(arrive(shown("09", "08", "07"), aPage(["09", "07"]), true))).toEqual(["09", "07"]);
});

test("what was removed holds its place while the reader is busy", () => {
  const timeline = arrive(shown("09", "08", "07"), aPage(["09", "07"]), false);
  expect(ids(timeline)).toEqual(["09", "08", "07"]);
  expect([...timeline.gone]).toEqual(["08"]);
  expect(ids(reveal(timeline, true))).toEqual(["09", "07"]);
});

test("items below the newest page are not taken for removed", () => {
  const timeline = append(
    arrive(emptyTimeline, aPage(["09", "08"], { next: "more" }), true),
    aPage(["07", "06"]),
  );
  expect(ids(arrive(timeline, aPage(["10", "09"], { next: "more" }), true))).toEqual([
    "10",
    "09",
    "08",
    "07",
    "06",
  ]);
});

test("a stream that was emptied is empty", () => {
  expect(ids(arrive(shown("09", "08"), aPage([]), true))).toEqual([]);
});

test("a removed item that comes back is no longer gone", () => {
  const timeline = arrive(markGone(shown("09"), "09"), aPage(["09"]), false);
  expect(timeline.gone.size).toBe(0);
});

test("what an action found gone stays marked, wherever it stands", () => {
  const older = append(arrive(emptyTimeline, aPage(["09"], { next: "more" }), true), aPage(["05"]));
  const timeline = arrive(markGone(older, "05"), aPage(["09"], { next: "more" }), false);
  expect([...timeline.gone]).toEqual(["05"]);
});

test("when more came than a page holds, revealing starts afresh instead of hiding a gap", () => {
  const before = arrive(emptyTimeline, aPage(["05", "04"], { next: "old" }), true);
  const timeline = arrive(before, aPage(["10", "09"], { next: "new" }), false);
  expect(timeline.restart).toEqual({ next: "new" });
  const revealed = reveal(timeline, true);
  expect(ids(revealed)).toEqual(["10", "09"]);
  expect(revealed.next).toBe("new");
});

test("show more goes on after the last item, also when new ones came above", () => {
  const before = arrive(emptyTimeline, aPage(["09", "08"], { next: "after-08" }), true);
  expect(arrive(before, aPage(["10", "09"], { next: "after-09" }), true).next).toBe("after-08");
});

test("a wallboard that nobody scrolls does not grow for ever", () => {
  const many = Array.from({ length: 201 }, (_, i) =>
    anActivity(`${1000 + i}`, { published: "2026-11-22T00:00:00Z" }),
  );
  const before: Timeline = { ...emptyTimeline, items: [anActivity("09"), ...many] };
  expect(ids(arrive(before, aPage(["10", "09"], { next: "more" }), true))).toEqual(["10", "09"]);
});
