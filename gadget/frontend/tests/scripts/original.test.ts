import { expect, test } from "vitest";
import type { Activity, Script } from "../../src/core/types.ts";
import { fullLinks, linkOf, typeOf } from "../../src/scripts/links.ts";
import { textsOf } from "../../src/scripts/loading.ts";
import { feedItem } from "../../src/scripts/original/feed-item.ts";
import { sanitized } from "../../src/scripts/original/sanitized.ts";
import { isAtServer, proxied } from "../../src/scripts/original/server.ts";
import { i18n } from "../../src/scripts/original/texts.ts";
import { anActivity } from "../cast.ts";

const server = { base: "https://streams.example/x", fetch: async () => new Response() };
const job = (change: Partial<Activity> = {}) =>
  anActivity("09", { object: { type: "job", id: "1", title: "build 1", summary: "", url: "" }, ...change });

test("texts are those for everybody, and the reader's own", () => {
  const texts = { "": "all", de: "german", "pt-BR": "brazil" };
  const of = (...languages: string[]) => textsOf({ texts } as unknown as Script, languages);
  expect([of("de-AT", "en"), of("pt-BR"), of("fr"), of("en", "de")]).toEqual([
    ["all", "german"],
    ["all", "brazil"],
    ["all"],
    ["all"],
  ]);
});

test("a text has its values filled in; a key without one stands for itself", () => {
  i18n.put("greet", "Hello {0}");
  i18n.put({ bye: "Bye" });
  expect([i18n.get("greet", "Ana"), i18n.get("bye"), i18n.get("none")]).toEqual(["Hello Ana", "Bye", "none"]);
});

test("relations are known in short and in full", () => {
  const full = "http://streams.atlassian.com/syndication/build-trigger";
  expect(linkOf(job({ links: { [full]: "x" } }), "build-trigger")).toBe("x");
  expect(linkOf(job({ links: { "build-trigger": "x" } }), full)).toBe("x");
  expect(fullLinks(job({ links: { "build-trigger": "x" } }))).toEqual({ [full]: "x", "build-trigger": "x" });
});

test("a feed item has what builders look at", () => {
  const item = feedItem(job({ application: { id: "https://ci.example", name: "CI" } }), server.base);
  expect(item).toMatchObject({
    type: "job",
    application: "https://ci.example",
    title: "Ana Ruiz posted build 1",
  });
  expect(item.authors).toEqual([{ name: "Ana Ruiz", username: "ana", uri: "", photos: [] }]);
  expect(feedItem(job(), server.base).generator).toBe(server.base);
  expect(typeOf(job({ object: null }))).toBe("");
});

test.each([
  ["https://streams.example/x/api", true],
  ["https://streams.example/x", true],
  ["/x/api", true],
  ["https://streams.example/xy", false],
  ["https://streams.example.evil/x/", false],
  ["https://streams.example@evil.example/x/", false],
])("%s is at the server: %s", (url, is) => {
  expect(isAtServer(url, server)).toBe(is);
  expect(proxied(url, server) === url).toBe(is);
});

test("which activity is meant is said where it is known", () => {
  const address = `${server.base}/rest/activity-stream/1.0/url-proxy?url=https%3A%2F%2Fci.example%2F1`;
  expect(proxied("https://ci.example/1", server)).toBe(address);
  expect(proxied("https://ci.example/1", server, "0&9")).toBe(`${address}&activity=0%269`);
});

test.each([
  ['<a href="#" class="x" onclick="y()">ok</a>', '<a href="#" class="x">ok</a>'],
  ['<form action="javascript:x()"><input name="a"></form>', '<form><input name="a"></form>'],
  ["<b>ok</b><script>x()</script><img src=x onerror=x()>", '<b>ok</b><img src="x">'],
  ['<iframe srcdoc="<script>x()</script>"></iframe><svg onload="x()"></svg>ok', "ok"],
  [
    "<table><tbody><tr><td>ok</td></tr></tbody></table>",
    "<table><tbody><tr><td>ok</td></tr></tbody></table>",
  ],
])("%s is written as %s", (html, clean) => {
  expect(sanitized(html)).toBe(clean);
});
