import { afterEach, expect, test, vi } from "vitest";
import type { Activity } from "../../src/core/types.ts";
import { anActivity, aPage } from "../cast.ts";
import { all, find, press, show, text } from "./stage.ts";

afterEach(() => vi.resetModules());

const base = "https://streams.example/";
const of = (change: Partial<Activity>) => show({ ...aPage([]), items: [anActivity("09", change)] });

async function cleaned(html: string): Promise<string> {
  const { safeHtml } = await import("../../src/element/safe-html.ts");
  const box = document.createElement("div");
  box.append(safeHtml(html, base));
  return box.innerHTML;
}

test.each([
  ["<script>alert(1)</script>ok", "ok"],
  ["<img src=x onerror=alert(1)>ok", "ok"],
  ["<b onclick=alert(1) style='x' id='y'>ok</b>", "<b>ok</b>"],
  ["<a href='javascript:alert(1)'>ok</a>", "<a>ok</a>"],
  ["<a href='&#106;avascript:alert(1)'>ok</a>", "<a>ok</a>"],
  ["<svg><script>alert(1)</script></svg>ok", "ok"],
  ["<math><mi>x</mi></math>ok", "ok"],
  ["<iframe srcdoc='<script>1</script>'></iframe>ok", "ok"],
  ["<form action=/x><button>ok</button></form>", "ok"],
  ["<template><b>x</b></template>ok", "ok"],
  ["<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>", "<p></p>"],
  ["<h2>ok</h2>", '<strong class="title">ok</strong>'],
  ["<ul><li>a</li></ul><pre><code>b</code></pre>", "<ul><li>a</li></ul><pre><code>b</code></pre>"],
  ["a &lt;b&gt; &amp; c", "a &lt;b&gt; &amp; c"],
])("%s becomes %s", async (html, expected) => {
  expect(await cleaned(html)).toBe(expected);
});

test("a link opens elsewhere and tells nothing", async () => {
  expect(await cleaned('<a href="/x" target="_top" ping="/spy">x</a>')).toBe(
    '<a href="https://streams.example/x" target="_blank" rel="noopener noreferrer nofollow">x</a>',
  );
});

test("all HTML goes through our one Trusted Types policy, made once", async () => {
  const createHTML = vi.fn((html: string) => html);
  const createPolicy = vi.fn((_name: string, _rules: object) => ({ createHTML }));
  vi.stubGlobal("trustedTypes", { createPolicy });
  await cleaned("<b>one</b>");
  await cleaned("<b>two</b>");
  expect(createPolicy).toHaveBeenCalledOnce();
  expect(createPolicy).toHaveBeenCalledWith("activity-streams", expect.anything());
  expect(createHTML).toHaveBeenCalledTimes(2);
});

test("a page that forbids our policy still gets the words", async () => {
  vi.stubGlobal("trustedTypes", {
    createPolicy() {
      throw new TypeError("refused");
    },
  });
  expect((await cleaned("<b>ok</b>")).trim()).toBe("ok");
});

test("a source's own sentence is kept, with its links", async () => {
  const gadget = await of({ title_html: '<b>Ana Ruiz</b> closed <a href="https://example.com/1">PAY-1</a>' });
  expect(text(gadget, ".sentence")).toBe("Ana Ruiz closed PAY-1");
  expect(find<HTMLAnchorElement>(gadget, ".sentence a").rel).toBe("noopener noreferrer nofollow");
});

test("a sentence that does not say who gets the name in front", async () => {
  const gadget = await of({ title_html: "Deployed <b>payments 4.2</b> to production" });
  expect(text(gadget, ".sentence")).toBe("Ana Ruiz deployed payments 4.2 to production");
});

test("a changeset is code, its subject and its repository", async () => {
  const object = {
    type: "changeset",
    id: "a74",
    title: "a74e68d",
    summary: "Round half even",
    url: "javascript:1",
  };
  const target = {
    type: "repository",
    id: "p",
    title: "payments",
    summary: "",
    url: "https://example.com/p",
  };
  const gadget = await of({ verb: { key: "push", id: "" }, object, target });
  expect(text(gadget, ".sentence")).toBe("Ana Ruiz pushed a74e68d Round half even to payments");
  expect(text(gadget, ".sentence code")).toBe("a74e68d");
  expect(all(gadget, ".sentence a").map((one) => one.textContent)).toEqual(["payments"]);
});

test("text is text, whatever it looks like", async () => {
  const gadget = await of({ actor: { name: "<img src=x>", username: "", url: "", avatar: "" } });
  expect(text(gadget, ".sentence .actor")).toBe("<img src=x>");
  expect(all(gadget, ".sentence img")).toEqual([]);
});

test("content keeps its nodes over a poll that does not change it", async () => {
  const gadget = await of({ content_html: "<p>words</p>" });
  const words = find(gadget, ".words p");
  gadget.setAttribute("heading", "Other");
  await Promise.resolve();
  expect(find(gadget, ".words p")).toBe(words);
});

test("a person without a picture has initials; a picture that fails gives way to them", async () => {
  const avatar = "https://example.com/ana.png";
  const gadget = await of({ actor: { name: "Ana Ruiz", username: "ana", url: "", avatar } });
  expect(text(gadget, ".initials")).toBe("AR");
  const picture = find<HTMLImageElement>(gadget, ".picture");
  expect(picture.getAttribute("referrerpolicy")).toBe("no-referrer");
  picture.dispatchEvent(new Event("error"));
  expect(picture.hidden).toBe(true);
});

test("the badge says where it comes from", async () => {
  const gadget = await of({ application: { id: "x", name: "Deploys" } });
  expect(find(gadget, ".badge").getAttribute("aria-label")).toBe("Deploys");
});

test("a change shows the field, what it was, struck through, and what it is", async () => {
  const gadget = await of({ changes: [{ field: "status", from: "In review", to: "Done" }] });
  expect(text(gadget, ".change")).toBe("status : was In review →, now Done");
  expect(text(gadget, ".change del")).toBe("In review");
  expect(find(gadget, ".changes").getAttribute("aria-label")).toBe("Changes");
});

test.each([
  [{ from: null, to: "4.2" }, "size →, now 4.2"],
  [{ from: "", to: "4.2" }, "size →, now 4.2"],
  [{ from: "4.2", to: null }, "size : was 4.2 →, now none"],
])("what was or is nothing is told without a gap", async (change, expected) => {
  expect(text(await of({ changes: [{ field: "size", ...change }] }), ".change")).toBe(expected);
});

test("a value is only text", async () => {
  const gadget = await of({ changes: [{ field: "<b>x</b>", from: "<script>", to: "<img src=x>" }] });
  expect(all(gadget, ".change :is(b, img, script)")).toEqual([]);
});

test("many changes fold until asked for", async () => {
  const change = (n: number) => ({ field: `field ${n}`, from: "a", to: "b" });
  const gadget = await of({ changes: [1, 2, 3, 4, 5, 6, 7].map(change) });
  expect(all(gadget, ".change")).toHaveLength(5);
  await press(gadget, "2 more");
  expect(all(gadget, ".change")).toHaveLength(7);
});

test("a long value is cut until asked for", async () => {
  const gadget = await of({ changes: [{ field: "text", from: "a", to: "x".repeat(50) }] });
  expect(text(gadget, ".now")).toBe(`${"x".repeat(40)}…`);
  await press(gadget, "Read more");
  expect(text(gadget, ".now")).toBe("x".repeat(50));
});

test("a compact list has no room for changes", async () => {
  const items = [anActivity("09", { changes: [{ field: "status", from: "a", to: "b" }] })];
  expect(all(await show({ ...aPage([]), items }, { layout: "list" }), ".change")).toEqual([]);
});
