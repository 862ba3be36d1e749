import { describe, expect, test } from "vitest";
import {
  answered,
  escapeValue,
  everywhere,
  hiding,
  isEmpty,
  keeping,
  NO_FILTER,
  parseFilter,
  printFilter,
  toggled,
  unescapeValue,
  valuesAt,
  without,
  withProviders,
  withValues,
} from "../../src/core/filters.ts";

const asked = (query: string) => parseFilter(query);
const printed = (filter: ReturnType<typeof parseFilter>) =>
  decodeURIComponent(printFilter(filter)).replaceAll("+", " ");

describe("a query and back", () => {
  test.each([
    "streams=user IS ana",
    "streams=user IS ana jun",
    "streams=user NOT evans\\_ye",
    "streams=key IS A_B",
    "streams=text CONTAINS import_fails&streams=text CONTAINS retry",
    "streams=update-date BETWEEN 1 2",
    "source=activity IS changeset:push&thirdparty=provider_name NOT https://ci.example@Our_CI",
    "streams=bots IS no&providers=source thirdparty",
  ])("%s", (query) => {
    const params = new URLSearchParams(query);
    expect(printFilter(asked(params.toString()))).toBe(params.toString());
  });

  test.each(["evans_ye", "two words", "a_b c", "_", " ", "plain", "\\"])("the value %j", (value) => {
    expect(unescapeValue(escapeValue(value))).toBe(value);
  });

  test("a question mark, pluses and percents are an address's spelling", () => {
    expect(asked("?streams=user+IS+ana%20jun").conditions[0]?.values).toEqual(["ana", "jun"]);
  });

  test("nothing is no filter", () => {
    expect(isEmpty(asked(""))).toBe(true);
    expect(printFilter(NO_FILTER)).toBe("");
  });

  test("values of equal conditions add up, each once", () => {
    expect(printed(asked("streams=user+IS+ana&streams=user+IS+jun+ana"))).toBe("streams=user IS ana jun");
  });

  test.each(["streams=nonsense", "streams=user IS"])(
    "what is no filter, %s, stays for the server to refuse",
    (query) => {
      expect(printed(asked(query))).toBe(query);
      expect(isEmpty(asked(query))).toBe(false);
    },
  );
});

describe("another filter", () => {
  const filter = asked("streams=user IS ana&source=activity NOT file:post");

  test("has other values in one place", () => {
    expect(printed(withValues(filter, everywhere("user"), ["jun"]))).toBe(
      "streams=user IS jun&source=activity NOT file:post",
    );
  });

  test("has one value more, or less", () => {
    expect(valuesAt(toggled(filter, everywhere("user"), "jun"), everywhere("user"))).toEqual(["ana", "jun"]);
    expect(printed(toggled(filter, everywhere("user"), "ana"))).toBe("source=activity NOT file:post");
  });

  test("has no more of one condition", () => {
    const [first] = filter.conditions;
    expect(first && printed(without(filter, first))).toBe("source=activity NOT file:post");
  });

  test("answers a question otherwise, whatever was answered before", () => {
    const mine = answered(asked("streams=mine NOT no"), "mine", "no");
    expect(printed(mine)).toBe("streams=mine IS no");
    expect(isEmpty(answered(mine, "mine", null))).toBe(true);
  });

  test("without a chosen source is for all of them", () => {
    expect(withProviders(filter, []).providers).toBeNull();
    expect(printed(withProviders(NO_FILTER, ["source"]))).toBe("providers=source");
  });

  test("is not the one before", () => {
    const before = printFilter(filter);
    toggled(filter, everywhere("user"), "jun");
    expect(printFilter(filter)).toBe(before);
  });
});

describe("hiding and keeping one value", () => {
  const hide = (query: string) => printed(hiding(asked(query), "streams", "user", "ana"));
  const keep = (query: string) => printed(keeping(asked(query), "streams", "user", "ana"));

  test.each([
    ["", "streams=user NOT ana"],
    ["streams=user NOT jun", "streams=user NOT jun ana"],
    ["streams=user NOT ana", "streams=user NOT ana"],
    ["streams=user IS ana jun", "streams=user IS jun"],
    ["streams=user IS ana", "streams=user NOT ana"],
  ])("hiding Ana in %j", (query, expected) => expect(hide(query)).toBe(expected));

  test.each([
    ["", "streams=user IS ana"],
    ["streams=user NOT ana", "streams=user IS ana"],
    ["streams=user NOT ana jun", "streams=user NOT jun&streams=user IS ana"],
    ["streams=user IS jun", "streams=user IS ana"],
  ])("keeping Ana in %j", (query, expected) => expect(keep(query)).toBe(expected));
});
