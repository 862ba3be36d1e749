import { html, render } from "lit/html.js";
import { beforeEach, expect, test } from "vitest";
import { keyed } from "../../src/element/keyed.ts";

let place: HTMLElement;

beforeEach(() => {
  place = document.createElement("div");
});

function show(...words: string[]): Element[] {
  const item = (word: string) => html`<p>${word}</p>`;
  render(html`<b></b>${keyed(words, (word) => word[0] ?? "", item)}<i></i>`, place);
  return [...place.querySelectorAll("p")];
}

const text = () => place.textContent;

test.each([
  ["what comes, wherever it comes", ["b", "d"], ["a", "b", "c", "d", "e"]],
  ["what goes", ["a", "b", "c", "d"], ["b", "d"]],
  ["another order", ["a", "b", "c", "d"], ["d", "b", "a", "c"]],
  ["all at once", ["a", "b", "c", "d"], ["e", "d", "a", "f"]],
  ["none left", ["a", "b"], []],
  ["the first of all", [], ["a", "b"]],
])("%s: every item that stays keeps its node", (_, before, after) => {
  const nodes = new Map(show(...before).map((node) => [node.textContent, node]));
  const shown = show(...after);
  expect(text()).toBe(after.join(""));
  expect(place.firstElementChild?.tagName + (place.lastElementChild?.tagName ?? "")).toBe("BI");
  for (const node of shown) expect(nodes.get(node.textContent) ?? node).toBe(node);
});

test("what changed is drawn into the node that it has", () => {
  const [node] = show("a1", "b1");
  expect(show("a2", "b1")[0]).toBe(node);
  expect(text()).toBe("a2b1");
});

test("what merely gets company is not moved, or it would lose the focus", async () => {
  const nodes = show("b", "d");
  const moved: Node[] = [];
  const observer = new MutationObserver((all) => moved.push(...all.flatMap((one) => [...one.addedNodes])));
  observer.observe(place, { childList: true });
  show("a", "b", "c", "d");
  await Promise.resolve();
  expect(moved.filter((node) => nodes.includes(node as Element))).toEqual([]);
});

test("a key that is there twice is shown once, and goes as a whole", () => {
  show("a1", "a2", "b");
  expect(text()).toBe("a2b");
  show("b");
  expect(text()).toBe("b");
});

test("a list that is open for days leaves nothing behind", () => {
  show("a", "b");
  const before = place.childNodes.length;
  for (let n = 0; n < 50; n += 1) show("a", n % 2 ? "c" : "d");
  show("a", "b");
  expect(place.childNodes.length).toBe(before);
});
