import { expect, test, vi } from "vitest";
import type { Activity } from "../../src/core/types.ts";
import { anAction, anActivity, aPage } from "../cast.ts";
import { all, comes, find, focused, pass, press, show, stage, text } from "./stage.ts";

const payments = { type: "repository", id: "payments", title: "payments", summary: "", url: "" };

function push(n: number, change: Partial<Activity> = {}): Activity {
  return anActivity(`p${n}`, {
    published: `2026-11-23T09:0${n}:00Z`,
    verb: { key: "push", id: "" },
    object: { type: "changeset", id: `sha${n}`, title: `sha${n}`, summary: `Change ${n}`, url: "" },
    target: payments,
    actions: [anAction()],
    ...change,
  });
}

const pushes = (most: number, change: Partial<Activity> = {}) =>
  Array.from({ length: most }, (_, i) => push(most - i, change));
const page = (items: Activity[], next: string | null = null) => ({ ...aPage([]), items, next });
const articles = (gadget: HTMLElement) => all(gadget, "article").map(({ id }) => id.replace("item-", ""));

test("a burst is one sentence, its two newest and how many more there are", async () => {
  const gadget = await show(page(pushes(6)));
  expect(articles(gadget)).toEqual(["p6", "p5"]);
  expect(text(gadget, "#burst-p6")).toBe("Ana Ruiz pushed 6 changesets to payments");
  expect(text(gadget, "#say-p5")).toBe("sha5 Change 5");
  expect(all(gadget, ".avatar")).toHaveLength(1);
  expect(text(gadget, ".fold")).toBe("and 4 more");
});

test("it opens in place and folds again, and the focus stays on its button", async () => {
  const gadget = await show(page(pushes(6)));
  await press(gadget, "and 4 more");
  expect(articles(gadget)).toEqual(["p6", "p5", "p4", "p3", "p2", "p1"]);
  const button = find(gadget, ".fold");
  expect(button.ariaExpanded ?? button.getAttribute("aria-expanded")).toBe("true");
  expect(focused(gadget)).toBe(button);
  await press(gadget, "Show less");
  expect(articles(gadget)).toEqual(["p6", "p5"]);
  expect(focused(gadget)).toBe(button);
});

test("every one of an open burst can be acted on", async () => {
  const gadget = await show(page(pushes(6)));
  await press(gadget, "and 4 more");
  expect(all(gadget, ".action")).toHaveLength(6);
  stage.action = "never";
  find(gadget, "#p1-vote").click();
  await pass(0);
  expect(stage.requests.at(-1)?.url).toContain("/activities/p1/actions/vote/");
});

test("screen readers hear the burst's sentence with each of its articles, and true positions", async () => {
  const gadget = await show(page([...pushes(6), anActivity("08")]));
  const [first, second, third] = all(gadget, "article");
  expect(second?.getAttribute("aria-labelledby")).toBe("burst-p6 say-p5");
  expect([first, second, third].map((one) => one?.getAttribute("aria-posinset"))).toEqual(["1", "2", "7"]);
  expect(third?.getAttribute("aria-setsize")).toBe("7");
});

test("a burst that the reader opened stays open while more arrives", async () => {
  const gadget = await show(page(pushes(5)));
  await press(gadget, "and 3 more");
  vi.mocked(document.hasFocus).mockReturnValue(false);
  await comes(page(pushes(6)));
  expect(articles(gadget)).toEqual(["p6", "p5", "p4", "p3", "p2", "p1"]);
});

test("what waits behind the pill changes no burst", async () => {
  const gadget = await show(page(pushes(5)));
  await pass(1_000);
  gadget.dispatchEvent(Object.assign(new Event("pointerenter"), { pointerType: "mouse" }));
  await comes(page(pushes(7)));
  expect(text(gadget, ".fold")).toBe("and 3 more");
  await press(gadget, "2 new");
  expect(articles(gadget)).toEqual(["p7", "p6"]);
  expect(text(gadget, ".fold")).toBe("and 5 more");
});

test("show more folds nothing away that was read", async () => {
  const gadget = await show(page(pushes(9).slice(0, 3), "/more"));
  stage.page = page(pushes(6));
  await press(gadget, "Show more");
  expect(articles(gadget)).toEqual(["p9", "p8", "p7", "p6", "p5"]);
});

test("a source's own sentence leaves out who it was", async () => {
  const told = (n: number) => push(n, { title_html: `<b>Ana Ruiz</b> moved <a href="/x">card ${n}</a>` });
  const gadget = await show(page([told(4), told(3), told(2), told(1)]));
  expect(text(gadget, "#say-p4")).toBe("moved card 4");
});

test("the words of a push stay behind three dots, those of a comment are shown", async () => {
  const words = { content_html: "<p>Why it was done.</p>" };
  const gadget = await show(page(pushes(4, words)));
  expect(all(gadget, ".content")).toEqual([]);
  find(gadget, "#item-p3 .dots").click();
  await Promise.resolve();
  expect(text(gadget, "#item-p3 .content")).toContain("Why it was done.");
  gadget.remove();
  const object = { type: "comment", id: "c", title: "", summary: "", url: "" };
  const comments = pushes(4, { ...words, object }).map((one) => ({ ...one, verb: { key: "post", id: "" } }));
  expect(all(await show(page(comments)), ".content")).toHaveLength(2);
});

test("bursts may be switched off", async () => {
  const gadget = await show(page(pushes(6)), { bursts: "off" });
  expect(all(gadget, "article")).toHaveLength(6);
  expect(all(gadget, ".fold")).toEqual([]);
});

test("a poll that changes one activity touches the nodes of no other", async () => {
  const gadget = await show(page(pushes(9), "/more"), { bursts: "off" });
  const changed = new Set<string>();
  const observer = new MutationObserver((records) => {
    for (const { target } of records) {
      const article = (target instanceof Element ? target : target.parentElement)?.closest("article");
      if (article) changed.add(article.id);
    }
  });
  observer.observe(find(gadget, ".days"), {
    subtree: true,
    childList: true,
    attributes: true,
    characterData: true,
  });
  const items = pushes(9);
  items[4] = push(5, { revision: 2, content_html: "<p>new</p>" });
  await comes(page(items, "/more"));
  await Promise.resolve();
  expect([...changed]).toEqual(["item-p5"]);
});
