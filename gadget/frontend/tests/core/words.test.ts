import { expect, test } from "vitest";
import { ago, wait } from "../../src/core/ago.ts";
import { groupByDay } from "../../src/core/days.ts";
import { HUES, hueOf, initials } from "../../src/core/initials.ts";
import { past, sentence, startsWithVerb } from "../../src/core/sentence.ts";
import { fullTime, shortTime } from "../../src/core/time.ts";
import type { Activity, Thing } from "../../src/core/types.ts";
import { imageUrl, safeUrl } from "../../src/core/urls.ts";
import { anActivity } from "../cast.ts";

const now = new Date(2026, 10, 23, 12, 0).getTime();
const at = (...date: [number, number, number, number?, number?]) => new Date(...date).toISOString();
const on = (...date: Parameters<typeof at>) => anActivity("09", { published: at(...date) });
const words = { today: "Today", yesterday: "Yesterday" };
const aThing = (change: Partial<Thing>): Thing => ({
  type: "issue",
  id: "",
  title: "",
  summary: "",
  url: "",
  ...change,
});
const told = (change: Partial<Activity>) =>
  sentence(anActivity("09", change))
    .map((part) => part.text)
    .join("");

test("days are named Today, Yesterday, by weekday and then by date", () => {
  const items = [on(2026, 10, 23, 9), on(2026, 10, 22), on(2026, 10, 20), on(2026, 10, 12), on(2025, 10, 12)];
  const days = groupByDay(items, now, "en-GB", words).map(({ name, date }) => [name, date]);
  expect(days).toEqual([
    ["Today", expect.stringMatching(/^Monday,? 23 November$/)],
    ["Yesterday", expect.stringMatching(/^Sunday,? 22 November$/)],
    ["Friday", "20 November"],
    ["12 November", "Thursday"],
    ["12 November 2025", "Wednesday"],
  ]);
});

test("a day knows how many items come before it", () => {
  const days = groupByDay([on(2026, 10, 23), on(2026, 10, 23), on(2026, 10, 22)], now, "en", words);
  expect(days.map(({ offset, items }) => [offset, items.length])).toEqual([
    [0, 2],
    [2, 1],
  ]);
});

test("recent times count minutes, earlier ones show the clock", () => {
  expect(shortTime(at(2026, 10, 23, 11, 59), now + 30_000, "en", "now")).toBe("1 min");
  expect(shortTime(at(2026, 10, 23, 11, 56), now, "en", "now")).toBe("4 min");
  expect(shortTime(at(2026, 10, 23, 9, 12), now, "en-GB", "now")).toMatch(/^0?9:12$/);
});

test("a clock that runs behind the server's still says now", () => {
  expect(shortTime(at(2026, 10, 23, 12, 1), now, "en", "now")).toBe("now");
});

test("an unreadable date shows nothing rather than Invalid Date", () => {
  expect(fullTime("?", "en")).toBe("");
});

test("how long ago is short", () => {
  expect(ago(now, now + 12_000, "en")).toBe("12s ago");
  expect(ago(now, now + 3 * 60_000, "en")).toMatch(/^3\s?m(in)? ago$/);
  expect(ago(now, now + 49 * 3_600_000, "en")).toMatch(/^49\s?hr?\.? ago$/);
});

test("waiting is told in seconds, then in minutes", () => {
  expect(wait(39_200, "en")).toBe("40 sec");
  expect(wait(600_000, "en")).toBe("10 min");
});

test.each([
  ["post", "posted"],
  ["approve", "approved"],
  ["reply", "replied"],
  ["deploy", "deployed"],
  ["tag", "tagged"],
  ["resolved", "resolved"],
  ["make-friend", "make-friend"],
])("%s is told as %s", (verb, told) => {
  expect(past(verb)).toBe(told);
});

test("a push names its changeset, its subject and where it went", () => {
  const object = aThing({ type: "changeset", id: "a74e68d00", title: "a74e68d", summary: "Round half even" });
  const target = aThing({ type: "repository", title: "payments" });
  expect(told({ verb: { key: "push", id: "" }, object, target })).toBe(
    "Ana Ruiz pushed a74e68d Round half even to payments",
  );
});

test("an issue is told by key and title", () => {
  const object = aThing({ id: "PAY-42", title: "Import fails" });
  expect(told({ verb: { key: "resolve", id: "" }, object })).toBe("Ana Ruiz resolved PAY-42 Import fails");
});

test("a comment is told by what it is on; its words are the body", () => {
  const object = aThing({ type: "comment", id: "streams:comment:7" });
  const target = aThing({ id: "CR-118", title: "Ledger rounding" });
  expect(told({ object, target })).toBe("Ana Ruiz commented on CR-118 Ledger rounding");
});

test("what is missing leaves no gap", () => {
  expect(told({ object: null })).toBe("Ana Ruiz posted");
  expect(told({ object: null, actor: { name: "", username: "ana", url: "", avatar: "" } })).toBe(
    "ana posted",
  );
});

test("only a sentence that starts with its verb goes on after a name", () => {
  expect(startsWithVerb("Deployed payments 4.2")).toBe(true);
  expect(startsWithVerb("PAY-42 is back")).toBe(false);
  expect(startsWithVerb("Red alert")).toBe(false);
});

test("initials are two letters at most, in any script", () => {
  expect(initials("Ana María Ruiz")).toBe("AR");
  expect(initials("jun.kato")).toBe("JK");
  expect(initials("بدر")).toBe("ب");
  expect(initials("")).toBe("?");
});

test("a name always has the same colour", () => {
  expect(hueOf("Ana Ruiz")).toBe(hueOf("Ana Ruiz"));
  expect(hueOf("Ana Ruiz")).toBeLessThan(HUES);
});

test("only web and mail addresses are linked", () => {
  const base = "https://streams.example/";
  expect(safeUrl("javascript:alert(1)", base)).toBe("");
  expect(safeUrl(" java\nscript:alert(1)", base)).toBe("");
  expect(safeUrl("data:text/html,x", base)).toBe("");
  expect(safeUrl("http://[", base)).toBe("");
  expect(safeUrl("/x", base)).toBe("https://streams.example/x");
  expect(safeUrl("mailto:ana@example.com", base)).toBe("mailto:ana@example.com");
});

test("a picture is an address, not a name and not data", () => {
  expect(imageUrl("git", "https://streams.example/")).toBe("");
  expect(imageUrl("data:image/svg+xml,x", "https://streams.example/")).toBe("");
  expect(imageUrl("/static/git.svg", "https://streams.example/")).toBe(
    "https://streams.example/static/git.svg",
  );
});
