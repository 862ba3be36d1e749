import { expect, test } from "vitest";
import { Folds, type Row } from "../../src/core/bursts.ts";
import { ENGLISH } from "../../src/core/languages.ts";
import { burstSentence, memberSentence } from "../../src/core/summary.ts";
import type { Activity, Thing } from "../../src/core/types.ts";
import { anActivity } from "../cast.ts";

const payments: Thing = { type: "repository", id: "payments", title: "payments", summary: "", url: "" };
const jun = { name: "Jun Kato", username: "jun", url: "", avatar: "" };

/** The nth push of a day, a minute after the one before. */
function push(n: number, change: Partial<Activity> = {}): Activity {
  const minute = String(n).padStart(2, "0");
  return anActivity(`p${n}`, {
    published: `2026-11-23T09:${minute}:00Z`,
    actor: jun,
    verb: { key: "push", id: "" },
    object: { type: "changeset", id: `sha${n}`, title: `sha${n}`, summary: `Change ${n}`, url: "" },
    target: payments,
    ...change,
  });
}

const pushes = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => push(from - i));
const ids = (rows: Row[]) => rows.map(({ activity }) => activity.id);
const text = (parts: { text: string }[]) =>
  parts
    .map((part) => part.text)
    .join("")
    .replace(/\u00a0/g, " ");

function shown(items: Activity[], folds = new Folds(), isRead = false, boundary: Activity | null = null) {
  folds.see(items, isRead);
  return folds.rows(items, 0, boundary);
}

test("six pushes to one place are one burst, of which two are shown", () => {
  const rows = shown(pushes(6, 1));
  expect(ids(rows)).toEqual(["p6", "p5"]);
  expect(rows[0]?.burst).toHaveLength(6);
});

test("three are not worth a sentence of their own", () => {
  expect(ids(shown(pushes(3, 1)))).toEqual(["p3", "p2", "p1"]);
});

test("what is folded away keeps its place in the count", () => {
  const rows = shown([...pushes(6, 1), anActivity("08")]);
  expect(rows.map(({ position }) => position)).toEqual([1, 2, 7]);
});

test("an opened burst shows everything, once and in order, and folds again", () => {
  const folds = new Folds();
  const items = pushes(6, 1);
  folds.toggle(shown(items, folds)[0]?.burst ?? []);
  expect(ids(shown(items, folds))).toEqual(["p6", "p5", "p4", "p3", "p2", "p1"]);
  folds.toggle(items);
  expect(ids(shown(items, folds))).toEqual(["p6", "p5"]);
});

test("an opened burst stays open while it grows at both ends and loses some", () => {
  const folds = new Folds();
  folds.toggle(shown(pushes(6, 2), folds)[0]?.burst ?? []);
  expect(ids(shown(pushes(8, 1), folds))).toHaveLength(8);
  expect(ids(shown([push(8), push(7), push(2), push(1)], folds))).toHaveLength(4);
});

test.each([
  ["somebody else", { actor: { ...jun, username: "ana" } }],
  ["another verb", { verb: { key: "tag", id: "" } }],
  ["another place", { target: { ...payments, id: "ledger" } }],
  ["another source", { provider: { key: "github", name: "GitHub", icon: null } }],
  ["another program", { application: { id: "https://ci.example.com", name: "CI" } }],
  ["another kind of thing", { object: { ...payments, type: "branch" } }],
])("%s interrupts a burst", (_, change) => {
  const items = [...pushes(9, 7), push(6, change), ...pushes(5, 3)];
  expect(shown(items)).toHaveLength(7);
});

test("more than an hour between two, or midnight, ends a burst", () => {
  const early = (n: number) => push(n, { published: `2026-11-23T07:0${n}:00Z` });
  expect(shown([...pushes(9, 7), early(3), early(2), early(1)])).toHaveLength(6);
  const at = (n: number, hours: number, minutes: number) =>
    push(n, { published: new Date(2026, 10, 23, hours, minutes).toISOString() });
  const night = [at(6, 24, 20), at(5, 24, 10), at(4, 24, 0), at(3, 23, 50), at(2, 23, 40), at(1, 23, 30)];
  expect(shown(night)).toHaveLength(6);
});

test("issues without a place of their own belong together by their project", () => {
  const issue = (n: number, key: string) =>
    push(n, {
      target: null,
      object: { type: "issue", id: `${key}-${n}`, title: `Issue ${n}`, summary: "", url: "" },
    });
  expect(shown([issue(4, "PAY"), issue(3, "PAY"), issue(2, "PAY"), issue(1, "PAY")])).toHaveLength(2);
  expect(shown([issue(4, "PAY"), issue(3, "OPS"), issue(2, "PAY"), issue(1, "PAY")])).toHaveLength(4);
});

test("nothing is folded across what divides new from known", () => {
  const items = pushes(8, 1);
  const rows = shown(items, new Folds(), false, items[4]);
  expect(ids(rows)).toEqual(["p8", "p7", "p4", "p3"]);
});

test("show more never folds away what somebody was reading", () => {
  const folds = new Folds();
  expect(shown(pushes(9, 7), folds)).toHaveLength(3);
  const rows = shown(pushes(9, 1), folds, true);
  expect(ids(rows)).toEqual(["p9", "p8", "p7", "p6", "p5"]);
  expect(rows.at(-1)?.burst).toHaveLength(6);
});

test("what the pill lets in folds among itself only", () => {
  const folds = new Folds();
  shown(pushes(3, 1), folds);
  expect(ids(shown(pushes(7, 1), folds, true))).toEqual(["p7", "p6", "p3", "p2", "p1"]);
});

test("a change in place while somebody reads leaves the folding as it is", () => {
  const folds = new Folds();
  shown(pushes(3, 1), folds);
  shown(pushes(5, 1), folds, true);
  expect(ids(shown(pushes(5, 1), folds, true))).toEqual(["p5", "p4", "p3", "p2", "p1"]);
});

test("while nobody reads, what stands is folded with what comes", () => {
  const folds = new Folds();
  shown(pushes(3, 1), folds);
  expect(ids(shown(pushes(4, 1), folds))).toEqual(["p4", "p3"]);
});

test("paper shows everything", () => {
  const folds = new Folds();
  const items = pushes(6, 1);
  folds.see(items, false);
  expect(folds.rows(items, 0, null, true)).toHaveLength(6);
});

test("a burst is told in one sentence", () => {
  expect(text(burstSentence(pushes(6, 1), ENGLISH))).toBe("Jun Kato pushed 6 changesets to payments");
});

test.each([
  ["pull-request", "4 pull requests"],
  ["branch", "4 branches"],
  ["reply", "4 replies"],
  ["http://example.com/x", "4 times"],
])("things of the type %s are counted as %s", (type, counted) => {
  const items = [4, 3, 2, 1].map((n) => push(n, { object: { ...payments, type, id: String(n) } }));
  expect(text(burstSentence(items, ENGLISH))).toBe(`Jun Kato pushed ${counted} to payments`);
});

test("the same thing again and again, and comments, are counted in times", () => {
  const update = (n: number) =>
    push(n, {
      verb: { key: "update", id: "" },
      target: null,
      object: { ...payments, type: "issue", id: "PAY-42", title: "Import fails" },
    });
  expect(text(burstSentence([update(4), update(3), update(2), update(1)], ENGLISH))).toBe(
    "Jun Kato updated PAY-42 Import fails 4 times",
  );
  const remark = (n: number) =>
    push(n, {
      verb: { key: "post", id: "" },
      object: { type: "comment", id: String(n), title: "", summary: "", url: "" },
    });
  const remarks = [remark(4), remark(3), remark(2), remark(1)];
  expect(text(burstSentence(remarks, ENGLISH))).toBe("Jun Kato commented 4 times on payments");
  expect(text(memberSentence(remark(4), ENGLISH))).toBe("commented");
});

test("each of a burst says what it was", () => {
  expect(text(memberSentence(push(3), ENGLISH))).toBe("sha3 Change 3");
});
