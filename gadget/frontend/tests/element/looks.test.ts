import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { anAction, anActivity, aPage } from "../cast.ts";
import { all, button, comes, find, pass, press, show, stage, text } from "./stage.ts";

const HOUR = 3_600_000;
let shelf: Record<string, string>;

beforeEach(() => {
  shelf = {};
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => shelf[key] ?? null,
    setItem: (key: string, value: string) => {
      shelf[key] = value;
    },
  });
});

afterEach(() => vi.unstubAllGlobals());

const told = anActivity("11", {
  content_html: "<p>words</p>",
  changes: [{ field: "status", from: "open", to: "done" }],
  actions: [anAction()],
});
const page = { ...aPage([]), items: [told] };

test("the list view has a line for each, the full view the rest", async () => {
  const gadget = await show(page, { layout: "list" });
  expect(all(gadget, ".content, .change")).toEqual([]);
  expect(button(gadget, "List view").getAttribute("aria-pressed")).toBe("true");
  await press(gadget, "List view");
  expect(all(gadget, ".content")).toHaveLength(1);
});

test("compact keeps the words, closer together", async () => {
  const gadget = await show(page);
  await press(gadget, "Compact");
  expect(find(gadget, "section").classList.contains("compact")).toBe(true);
  expect(all(gadget, ".content")).toHaveLength(1);
});

test("what a reader chose is there again, over what the page says", async () => {
  const gadget = await show(page, { layout: "list" });
  await press(gadget, "List view");
  await press(gadget, "Compact");
  gadget.remove();
  const again = await show(page, { layout: "list" });
  expect(all(again, "section.compact:not(.list)")).toHaveLength(1);
});

test("a browser that keeps nothing still lets the reader choose", async () => {
  vi.stubGlobal("localStorage", undefined);
  const gadget = await show(page, {});
  await press(gadget, "Compact");
  expect(find(gadget, "section").classList.contains("compact")).toBe(true);
});

test("times may be those of the clock only", async () => {
  const fresh = { ...aPage([]), items: [anActivity("11", { published: "2026-11-23T11:58:00Z" })] };
  expect(text(await show(fresh), "time")).toBe("2 min");
  expect(text(await show(fresh, { times: "absolute" }), "time")).toMatch(/\d:58/);
});

test("whoever comes back finds where they were, between the days' feeds and never inside one", async () => {
  (await show(aPage(["08", "07"]))).remove();
  vi.setSystemTime(Date.now() + HOUR);
  const gadget = await show(aPage(["10", "09", "08", "07"]));
  const divider = find(gadget, ".divider");
  expect(divider.textContent).toMatch(/New since \d+:\d\d/);
  expect(divider.previousElementSibling?.lastElementChild?.id).toBe("item-09");
  expect(divider.nextElementSibling?.firstElementChild?.id).toBe("item-08");
});

test("where all of today is new, the divider stands over yesterday's heading", async () => {
  const yesterday = anActivity("y", { published: "2026-11-22T12:00:00Z" });
  (await show({ ...aPage([]), items: [yesterday] })).remove();
  vi.setSystemTime(Date.now() + HOUR);
  const gadget = await show({ ...aPage([]), items: [anActivity("08"), yesterday] });
  expect(find(gadget, ".divider").nextElementSibling?.textContent).toContain("Yesterday");
});

test("it does not move while the reader stays", async () => {
  (await show(aPage(["08"]))).remove();
  vi.setSystemTime(Date.now() + HOUR);
  const gadget = await show(aPage(["09", "08"]));
  await comes(aPage(["11", "10", "09", "08"]));
  expect(find(gadget, ".divider").nextElementSibling?.firstElementChild?.id).toBe("item-08");
});

test("readers of one browser are not told of each other's visits", async () => {
  const token = (payload: string) => async () => ({ token: `ae_${payload}:1xW:sig`, expires_at: null });
  const as = async (payload: string, ids: string[]) => {
    const gadget = await show(aPage(ids));
    Object.assign(gadget, { fetchToken: token(payload) });
    await pass(0);
    return gadget;
  };
  (await as("ana", ["08"])).remove();
  vi.setSystemTime(Date.now() + HOUR);
  expect(all(await as("bob", ["09", "08"]), ".divider")).toEqual([]);
  expect(all(await as("ana", ["09", "08"]), ".divider")).toHaveLength(1);
  expect(Object.keys(shelf).join()).not.toContain("ana");
});

test("a wallboard offers nothing to press, and lets everything in at once", async () => {
  const gadget = await show({ ...page, next: "/more" }, { view: "wallboard" });
  expect(all(gadget, "button")).toEqual([]);
  gadget.dispatchEvent(Object.assign(new Event("pointerenter"), { pointerType: "mouse" }));
  await comes({ ...aPage([]), items: [anActivity("12"), told] });
  expect(all(gadget, "article")).toHaveLength(2);
  expect(all(gadget, ".pill, .divider, footer")).toEqual([]);
});

test("a wallboard looks as the page says, whoever chose what in this browser before", async () => {
  await press(await show(page), "List view");
  const wall = await show(page, { view: "wallboard" });
  expect(all(wall, "section.list")).toEqual([]);
});

test("live asks as often as the server lets it", async () => {
  stage.page = page;
  await show({ body: page, headers: { "X-Poll-Interval": "10" } }, { poll: "live" });
  await pass(20_000);
  expect(stage.requests.length).toBeGreaterThanOrEqual(2);
});

test("never asks once, and again by hand", async () => {
  const gadget = await show(page, { poll: "never" });
  await pass(HOUR / 4);
  expect(stage.requests).toHaveLength(1);
  await press(gadget, "Refresh");
  expect(stage.requests).toHaveLength(2);
});

test("a filter of the page goes to the server in every question", async () => {
  await show(page, { filter: "streams=key+IS+PAY" });
  await pass(HOUR / 60);
  const questions = stage.requests.filter(({ url }) => url.includes("/activities/"));
  const asked = questions.map(({ url }) => new URL(url).searchParams.get("streams"));
  expect(asked.length).toBeGreaterThan(1);
  expect(new Set(asked)).toEqual(new Set(["key IS PAY"]));
});

test("paper shows what was folded away and cut short", async () => {
  const push = (n: number) =>
    anActivity(`p${n}`, { published: `2026-11-23T09:0${n}:00Z`, content_html: "<p>words</p>" });
  const items = [4, 3, 2, 1].map((n) => ({ ...push(n), object: { ...told.object!, id: `PAY-${n}` } }));
  vi.stubGlobal("matchMedia", () => ({ matches: true, addEventListener: () => {} }));
  const gadget = await show({ ...aPage([]), items });
  expect(all(gadget, "article .content")).toHaveLength(4);
  expect(all(gadget, "[data-clamp]")).toEqual([]);
});
