import { afterEach, expect, test, vi } from "vitest";
import { anAction, anActivity, aPage } from "../cast.ts";
import { all, comes, find, pass, press, show, stage, text } from "./stage.ts";

const resolved = anActivity("09", {
  verb: { key: "resolve", id: "" },
  title_html: "",
  object: { type: "issue", id: "", title: "PAY-42", summary: "", url: "" },
  actions: [anAction()],
});
const page = { ...aPage([]), items: [resolved] };
const languages = (...tags: string[]) => vi.spyOn(navigator, "languages", "get").mockReturnValue(tags);
const speaks = async (gadget: HTMLElement, words: string) =>
  vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(10);
    expect(text(gadget)).toContain(words);
  });

afterEach(() => vi.restoreAllMocks());

test("a gadget speaks its reader's language, dates and all", async () => {
  languages("de-AT", "en");
  const gadget = await show(page);
  await speaks(gadget, "Ana Ruiz hat PAY-42");
  expect(find(gadget, "section").lang).toBe("de-AT");
  expect(find(gadget, "section").hasAttribute("dir")).toBe(false);
  expect(find(gadget, ".filter-button").ariaLabel).toBe("Aktivitäten filtern");
  expect(text(gadget, ".updated")).toMatch(/^Aktualisiert/);
});

test("the page around it goes before the browser, its own attribute before the page", async () => {
  languages("ja");
  document.body.lang = "fr";
  const around = await show(page);
  const own = await show(page, { lang: "es" });
  await speaks(around, "Ana Ruiz a résolu PAY-42");
  await speaks(own, "Ana Ruiz resolvió PAY-42");
  document.body.removeAttribute("lang");
});

test("nothing is drawn in another language before", async () => {
  languages("de");
  const gadget = await show(page);
  const seen: string[] = [];
  new MutationObserver(() => seen.push(text(gadget))).observe(gadget.shadowRoot as ShadowRoot, {
    subtree: true,
    childList: true,
    characterData: true,
  });
  await speaks(gadget, "Ana Ruiz hat PAY-42");
  expect(seen.join()).not.toMatch(/Today|resolved|Refresh/);
});

test("Arabic runs from right to left where the page does not say", async () => {
  const arabic = await show(page, { lang: "ar" });
  await speaks(arabic, "Ana Ruiz حلّ PAY-42");
  expect(find(arabic, "section").dir).toBe("rtl");
  const told = await show(page, { lang: "ar", dir: "ltr" });
  await speaks(told, "حلّ");
  expect(find(told, "section").hasAttribute("dir")).toBe(false);
});

test("the server is told the language only where the browser would ask for another", async () => {
  languages("en-GB", "de");
  await show(page);
  expect(stage.requests.at(-1)?.headers).not.toHaveProperty("Accept-Language");
  const german = await show(page, { lang: "de-CH" });
  await speaks(german, "hat PAY-42");
  expect(stage.requests.find(({ headers }) => headers["Accept-Language"])?.headers).toMatchObject({
    "Accept-Language": "de",
  });
  await press(german, "Vote");
  expect(stage.requests.at(-1)).toMatchObject({ method: "POST", headers: { "Accept-Language": "de" } });
});

test("another language is another question, and what stood stands until it is answered", async () => {
  languages("en");
  const gadget = await show(page);
  const before = stage.requests.length;
  gadget.setAttribute("lang", "pt-BR");
  expect(all(gadget, "article")).toHaveLength(1);
  await speaks(gadget, "Ana Ruiz resolveu PAY-42");
  expect(stage.requests.length).toBeGreaterThan(before);
  gadget.removeAttribute("lang");
  await speaks(gadget, "Ana Ruiz resolved PAY-42");
});

test("a problem is told in it as well", async () => {
  const gadget = await show("down", { lang: "zh-CN" });
  await speaks(gadget, "无法连接服务器");
  expect(text(gadget)).toContain("我们会继续尝试。");
  await comes(aPage([]));
  await pass(30_000);
  await speaks(gadget, "还没有任何动态");
});
