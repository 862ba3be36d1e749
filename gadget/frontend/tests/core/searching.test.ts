import { expect, test } from "vitest";
import { NO_FILTER, parseFilter, printFilter } from "../../src/core/filters.ts";
import { searchOf, withSearch } from "../../src/core/searching.ts";

const printed = (text: string) =>
  decodeURIComponent(printFilter(withSearch(NO_FILTER, text))).replaceAll("+", " ");

test.each([
  ["import", "streams=text CONTAINS import"],
  ["  import   fails ", "streams=text CONTAINS import&streams=text CONTAINS fails"],
  ['"import fails" now', "streams=text CONTAINS import_fails&streams=text CONTAINS now"],
  ['"import fa', "streams=text CONTAINS import_fa"],
  ["a_b", "streams=text CONTAINS a\\_b"],
  ["same same", "streams=text CONTAINS same"],
  ['""', ""],
  ["", ""],
])("the search %j asks for every word", (text, query) => expect(printed(text)).toBe(query));

test.each(["import", "import fails", '"import fails" now'])("%j stands in the box again", (text) => {
  expect(searchOf(withSearch(NO_FILTER, text))).toBe(text);
});

test("a search leaves all other filters alone, and any of several words is no search", () => {
  const filter = parseFilter("streams=user+IS+ana&streams=text+CONTAINS+a+b&streams=text+CONTAINS+old");
  expect(searchOf(filter)).toBe("old");
  expect(decodeURIComponent(printFilter(withSearch(filter, "new")))).toBe(
    "streams=user+IS+ana&streams=text+CONTAINS+a+b&streams=text+CONTAINS+new",
  );
});
