import { expect, test, vi } from "vitest";
import { anActivity, aPage } from "../cast.ts";
import { all, button, comes, find, focused, pass, press, show, stage, text } from "./stage.ts";

const point = (gadget: HTMLElement, type: string) =>
  gadget.dispatchEvent(Object.assign(new Event(type), { pointerType: "mouse" }));

/** jsdom does not know how the focus came. */
function byKeyboard(gadget: HTMLElement): void {
  const root = gadget.shadowRoot as ShadowRoot;
  const query = root.querySelector.bind(root);
  vi.spyOn(root, "querySelector").mockImplementation((selector: string) =>
    selector.startsWith(":focus-visible") ? root.activeElement : query(selector),
  );
}

test("every day is a feed of articles, labelled by its heading", async () => {
  const gadget = await show(aPage(["09", "08"]), { heading: "Team activity" });
  const [feed] = all(gadget, '[role="feed"]');
  expect([...(feed?.children ?? [])].every((child) => child.localName === "article")).toBe(true);
  const label = feed?.getAttribute("aria-labelledby");
  expect(find(gadget, `#${label}`).textContent).toContain("Today");
  expect(text(gadget, ".heading")).toBe("Team activity");
});

test("positions count over the whole stream, whose size is unknown while there is more", async () => {
  const days = aPage(["09", "08"]);
  days.items.push(anActivity("07", { published: "2026-11-22T07:00:00Z" }));
  const gadget = await show({ ...days, next: "/more" });
  expect(all(gadget, "article").map((one) => one.getAttribute("aria-posinset"))).toEqual(["1", "2", "3"]);
  expect(find(gadget, "article").getAttribute("aria-setsize")).toBe("-1");
});

test("headings follow the level the page gives", async () => {
  const gadget = await show(aPage(["09"]), { "heading-level": "2" });
  expect(
    all(gadget, '[role="heading"]').map((one) => one.ariaLevel ?? one.getAttribute("aria-level")),
  ).toEqual(["2", "3"]);
});

test("Page Down and Page Up walk the articles", async () => {
  const gadget = await show(aPage(["09", "08"]));
  const [first, second] = all(gadget, "article") as [HTMLElement, HTMLElement];
  first.focus();
  const key = (name: string) =>
    focused(gadget)?.dispatchEvent(
      new KeyboardEvent("keydown", { key: name, bubbles: true, composed: true }),
    );
  key("PageDown");
  expect(focused(gadget)).toBe(second);
  key("PageUp");
  key("PageUp");
  expect(focused(gadget)).toBe(first);
});

test("what comes while nobody looks closely goes in, marked as fresh", async () => {
  const gadget = await show(aPage(["09"]));
  await comes(aPage(["10", "09"]));
  expect(all(gadget, "article.fresh").map((one) => one.id)).toEqual(["item-10"]);
  expect(all(gadget, ".pill")).toEqual([]);
});

test("what leaves the list leaves nothing behind", async () => {
  const gadget = await show(aPage(["02", "01"]));
  const nodes = () => find(gadget, '[role="feed"]').childNodes.length;
  await comes(aPage(["03", "02"]));
  const before = nodes();
  await comes(aPage(["04", "03"]));
  await comes(aPage(["05", "04"]));
  expect(all(gadget, "article")).toHaveLength(2);
  expect(nodes()).toBe(before);
});

test("what comes under the pointer waits behind the pill, which lets it in", async () => {
  const gadget = await show(aPage(["09"]));
  await pass(1_000);
  point(gadget, "pointerenter");
  await comes(aPage(["11", "10", "09"]));
  expect(all(gadget, "article")).toHaveLength(1);
  expect(text(gadget, ".pill")).toBe("↑ 2 new");
  expect(text(gadget, '[role="status"]')).toBe("2 new activities");
  await press(gadget, "2 new");
  expect(all(gadget, "article").map((one) => one.id)).toEqual(["item-11", "item-10", "item-09"]);
  expect(all(gadget, ".pill")).toEqual([]);
  expect(focused(gadget)?.id).toBe("item-11");
});

test("a pointer that left, or rests so long that its leaving was missed, holds nothing back", async () => {
  const gadget = await show(aPage(["09"]));
  await pass(10_000);
  point(gadget, "pointermove");
  point(gadget, "pointerleave");
  await comes(aPage(["10", "09"]));
  expect(all(gadget, "article")).toHaveLength(2);
  point(gadget, "pointermove");
  await comes(aPage(["11", "10", "09"]));
  await comes(aPage(["11", "10", "09"]));
  expect(all(gadget, "article")).toHaveLength(3);
});

test("the focus that a click left on a button holds nothing back", async () => {
  const gadget = await show(aPage(["09"]));
  button(gadget, "Refresh").focus();
  await comes(aPage(["10", "09"]));
  expect(all(gadget, "article")).toHaveLength(2);
});

test("focus by keyboard holds news back too, and stays where it is", async () => {
  const gadget = await show(aPage(["09"]));
  const article = find(gadget, "article");
  byKeyboard(gadget);
  article.focus();
  await comes(aPage(["10", "09"]));
  expect(text(gadget, ".pill")).toBe("↑ 1 new");
  expect(focused(gadget)).toBe(article);
});

test("the focused item keeps its node and focus when news is let in above it", async () => {
  const gadget = await show(aPage(["09"]));
  const article = find(gadget, "article");
  article.focus();
  vi.mocked(document.hasFocus).mockReturnValue(false);
  await comes(aPage(["10", "09"]));
  expect(all(gadget, "article")).toHaveLength(2);
  expect(focused(gadget)).toBe(article);
});

test("when the focused item is removed, its neighbour takes the focus", async () => {
  const gadget = await show(aPage(["09", "08"]));
  find(gadget, "#item-09").focus();
  vi.mocked(document.hasFocus).mockReturnValue(false);
  await comes(aPage(["08"]));
  expect(focused(gadget)?.id).toBe("item-08");
});

test("show more follows the server's cursor", async () => {
  const gadget = await show({
    ...aPage(["09"]),
    next: "https://proxied/api/v1/gadgets/team/activities/?cursor=x",
  });
  stage.page = aPage(["08"]);
  await press(gadget, "Show more");
  expect(stage.requests.at(-1)?.url).toContain("?cursor=x");
  expect(all(gadget, "article")).toHaveLength(2);
  expect(focused(gadget)?.id).toBe("item-09");
});

test("pause stops asking, resume goes on", async () => {
  const gadget = await show(aPage(["09"]));
  await press(gadget, "Pause");
  await pass(300_000);
  expect(stage.requests).toHaveLength(1);
  await press(gadget, "Resume");
  expect(stage.requests).toHaveLength(2);
});

test("a hidden page does not ask", async () => {
  await show(aPage(["09"]));
  vi.spyOn(document, "hidden", "get").mockReturnValue(true);
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(300_000);
  expect(stage.requests).toHaveLength(1);
  vi.mocked(Object.getOwnPropertyDescriptor(document, "hidden")?.get as () => boolean).mockReturnValue(false);
  document.dispatchEvent(new Event("visibilitychange"));
  await pass(0);
  expect(stage.requests).toHaveLength(2);
});

test("a gadget taken off the page stops asking", async () => {
  const gadget = await show(aPage(["09"]));
  gadget.remove();
  await pass(300_000);
  expect(stage.requests).toHaveLength(1);
});

test("another gadget slug is another stream", async () => {
  const gadget = await show(aPage(["09"]));
  stage.page = aPage(["05"]);
  gadget.setAttribute("gadget", "ops");
  await pass(0);
  expect(stage.requests.at(-1)?.url).toContain("/gadgets/ops/");
  expect(all(gadget, "article").map((one) => one.id)).toEqual(["item-05"]);
});

test("two gadgets that show the same ask once", async () => {
  await show(aPage(["09"]));
  await show(aPage(["09"]));
  expect(stage.requests).toHaveLength(1);
});

test("the time says the full date and links to the activity", async () => {
  const gadget = await show({ ...aPage([]), items: [anActivity("11", { url: "https://example.com/a" })] });
  expect(find<HTMLAnchorElement>(gadget, "a.when").href).toBe("https://example.com/a");
  expect(find(gadget, "time").title).toContain("2026");
  expect(find(gadget, "time").getAttribute("datetime")).toBe("2026-11-23T11:00:00Z");
});

test("refresh asks now and lets in what it brings", async () => {
  const gadget = await show(aPage(["09"]));
  stage.page = aPage(["10", "09"]);
  await press(gadget, "Refresh");
  expect(all(gadget, "article")).toHaveLength(2);
  expect(focused(gadget)).toBe(button(gadget, "Refresh"));
});
