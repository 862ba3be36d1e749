import { expect, test } from "vitest";
import { dayOf, daysBefore, daysOf, midnight, withDays } from "../../src/core/dates.ts";
import { everywhere, NO_FILTER, parseFilter, valuesAt } from "../../src/core/filters.ts";

const at = (text: string) => new Date(text).getTime();

test("a day begins at the reader's midnight, and may be written again as a day", () => {
  expect(midnight("2026-11-25")).toBe(at("2026-11-25T00:00:00"));
  expect(midnight("2026-12-31", 1)).toBe(at("2027-01-01T00:00:00"));
  expect(dayOf(at("2026-01-02T23:59:59"))).toBe("2026-01-02");
});

test.each([
  { from: "2026-11-01", to: "2026-11-25" },
  { from: "2026-11-01", to: "" },
  { from: "", to: "2026-11-25" },
  { from: "", to: "" },
])("the days $from to $to are read again", (days) => {
  expect(daysOf(withDays(NO_FILTER, days))).toEqual(days);
});

test("both days are part of the range", () => {
  const filter = withDays(NO_FILTER, { from: "2026-11-25", to: "2026-11-25" });
  const [after] = valuesAt(filter, everywhere("update-date", "AFTER")).map(Number);
  const [before] = valuesAt(filter, everywhere("update-date", "BEFORE")).map(Number);
  expect([after, before]).toEqual([at("2026-11-25T00:00:00") - 1, at("2026-11-26T00:00:00")]);
});

test("other days replace what was asked of dates and nothing else", () => {
  const filter = withDays(parseFilter("streams=user+IS+ana&streams=update-date+BETWEEN+1+2"), {
    from: "",
    to: "",
  });
  expect(filter.conditions.map(({ option }) => option)).toEqual(["user"]);
});

test("so many days before now", () => {
  expect(daysBefore(at("2026-03-02T12:00:00"), 0)).toBe("2026-03-02");
  expect(daysBefore(at("2026-03-02T12:00:00"), 6)).toBe("2026-02-24");
});

test.each([Number.NaN, 1e20])("%d is no day", (ms) => expect(dayOf(ms)).toBe(""));
