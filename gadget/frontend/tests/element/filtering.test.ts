import { beforeEach, describe, expect, test, vi } from "vitest";
import type { ActivityGadget } from "../../src/element/activity-gadget.ts";
import { aPage } from "../cast.ts";
import { all, button, find, focused, pass, press, show, stage, text } from "./stage.ts";

let heard: string[];

beforeEach(() => {
  heard = [];
  history.replaceState(null, "", "/");
});

async function shown(attributes: Record<string, string> = {}): Promise<ActivityGadget> {
  const gadget = await show(aPage(["09", "08"]), attributes);
  gadget.addEventListener("filterchange", (event) => heard.push(plain((event as CustomEvent).detail.filter)));
  await pass(0);
  return gadget;
}

const plain = (query: string) => decodeURIComponent(query).replaceAll("+", " ");
const filterOf = (gadget: ActivityGadget) => plain(gadget.filter);
const asked = () =>
  stage.requests.map(({ url }) => plain(url)).filter((url) => url.includes("/activities/?"));
const chips = (gadget: HTMLElement) =>
  all(gadget, ".chip").map((one) => one.textContent?.replace(/\s+/g, " ").trim());

async function search(gadget: HTMLElement, words: string): Promise<void> {
  const box = find<HTMLInputElement>(gadget, ".search input");
  box.value = words;
  box.dispatchEvent(new Event("input"));
  await pass(0);
}

async function key(target: Element | null, name: string): Promise<void> {
  target?.dispatchEvent(
    new KeyboardEvent("keydown", { key: name, bubbles: true, composed: true, cancelable: true }),
  );
  await pass(0);
}

describe("searching", () => {
  test("is asked for once, when its reader pauses", async () => {
    const gadget = await shown();
    await search(gadget, "imp");
    await search(gadget, "import fails");
    expect(asked()).toHaveLength(1);
    await pass(400);
    expect(asked().slice(1)).toEqual([
      expect.stringContaining("streams=text CONTAINS import&streams=text CONTAINS fails"),
    ]);
    expect(heard).toEqual(["streams=text CONTAINS import&streams=text CONTAINS fails"]);
  });

  test("does not wait after Enter, and Escape clears it", async () => {
    const gadget = await shown();
    await search(gadget, "import");
    await key(find(gadget, ".search input"), "Enter");
    expect(filterOf(gadget)).toBe("streams=text CONTAINS import");
    await key(find(gadget, ".search input"), "Escape");
    expect([gadget.filter, find<HTMLInputElement>(gadget, ".search input").value]).toEqual(["", ""]);
  });

  test("keeps the list until there is another one, and says that it asks", async () => {
    const gadget = await shown();
    stage.page = "never";
    await search(gadget, "import");
    await pass(400);
    expect(all(gadget, "article")).toHaveLength(2);
    expect(find(gadget, "section").getAttribute("aria-busy")).toBe("true");
  });

  test("drops the answer to an earlier question", async () => {
    const gadget = await shown();
    let late: (response: Response) => void = () => {};
    vi.mocked(fetch).mockImplementationOnce(() => new Promise((resolve) => (late = resolve)));
    await search(gadget, "first");
    await pass(400);
    stage.page = aPage(["07"]);
    await search(gadget, "second");
    await pass(400);
    late(new Response(JSON.stringify(aPage(["06", "05", "04"]))));
    await pass(0);
    expect(all(gadget, "article")).toHaveLength(1);
  });
});

describe("chips", () => {
  test("show what an address brought, with names", async () => {
    stage.people = [{ value: "jun", label: "Jun Kato" }];
    const gadget = await shown({ filter: "streams=key+IS+PAY&streams=user+IS+jun&streams=bots+IS+no" });
    await pass(0);
    expect(chips(gadget)).toEqual(["Project Payments", "Person Jun Kato", "Hide bots"]);
  });

  test("are removed one by one, and the focus goes to a neighbour", async () => {
    const gadget = await shown({ filter: "streams=key+IS+PAY&streams=bots+IS+no" });
    await press(gadget, "Remove filter: Hide bots");
    expect(filterOf(gadget)).toBe("streams=key IS PAY");
    expect(focused(gadget)?.textContent).toContain("Payments");
    await press(gadget, "Remove filter: Project Payments");
    expect([gadget.filter, focused(gadget)?.getAttribute("aria-label")]).toEqual(["", "Search"]);
  });

  test("are all cleared at once", async () => {
    const gadget = await shown({ filter: "streams=key+IS+PAY&streams=text+CONTAINS+import" });
    await search(gadget, "import");
    await press(gadget, "Filter activity");
    await press(gadget, "Clear filters");
    expect([gadget.filter, chips(gadget)]).toEqual(["", []]);
  });

  test("follow a filter that the host sets, which is no choice of the reader", async () => {
    const gadget = await shown();
    gadget.filter = "streams=bots+IS+no";
    await pass(0);
    expect([chips(gadget), heard]).toEqual([["Hide bots"], []]);
    expect(asked().at(-1)).toContain("streams=bots IS no");
  });
});

describe("the panel", () => {
  async function opened(attributes: Record<string, string> = {}): Promise<ActivityGadget> {
    const gadget = await shown(attributes);
    await press(gadget, "Filter activity");
    await pass(0);
    return gadget;
  }

  test("takes the focus and gives it back on Escape", async () => {
    const gadget = await opened();
    expect(button(gadget, "Filter activity").getAttribute("aria-expanded")).toBe("true");
    await key(button(gadget, "Only mine"), "Escape");
    expect(all(gadget, ".panel")).toEqual([]);
    expect(focused(gadget)).toBe(button(gadget, "Filter activity"));
  });

  test.each([
    ["Only mine", "streams=mine IS yes"],
    ["Hide mine", "streams=mine IS no"],
    ["Hide bots", "streams=bots IS no"],
    ["Payments", "streams=key IS PAY"],
    ["Jenkins", "providers=ci"],
    ["fail build", "ci=activity IS build:fail"],
  ])("%s is one press, and another takes it back", async (words, filter) => {
    const gadget = await opened();
    await press(gadget, words);
    expect(filterOf(gadget)).toBe(filter);
    const pressed = all(gadget, ".panel .toggle").find((one) => one.textContent === words);
    expect(pressed?.getAttribute("aria-pressed")).toBe("true");
    pressed?.click();
    await pass(0);
    expect(gadget.filter).toBe("");
  });

  test("mine and not mine are answers to one question", async () => {
    const gadget = await opened();
    await press(gadget, "Only mine");
    await press(gadget, "Hide mine");
    expect(filterOf(gadget)).toBe("streams=mine IS no");
  });

  test("today and the last days are presets, other days are picked", async () => {
    const gadget = await opened();
    const midnight = new Date(2026, 10, 23).getTime();
    await press(gadget, "Today");
    expect(filterOf(gadget)).toBe(`streams=update-date AFTER ${midnight - 1}`);
    const to = all(gadget, "input[type=date]")[1] as HTMLInputElement;
    to.value = "2026-11-23";
    to.dispatchEvent(new Event("change", { bubbles: true }));
    await pass(0);
    expect(filterOf(gadget)).toContain(`streams=update-date BEFORE ${new Date(2026, 10, 24).getTime()}`);
    await press(gadget, "Any time");
    expect(gadget.filter).toBe("");
  });

  test("people are found by typing, the keyboard is enough", async () => {
    stage.people = [
      { value: "jun", label: "Jun Kato" },
      { value: "june", label: "June Park" },
    ];
    const gadget = await opened();
    const input = find<HTMLInputElement>(gadget, "[role=combobox]");
    input.value = "ju";
    input.dispatchEvent(new Event("input"));
    await pass(200);
    expect(stage.requests.at(-1)?.url).toContain("/filters/user/?q=ju");
    expect(all(gadget, "[role=option]").map((one) => one.textContent?.trim())).toEqual([
      "Jun Kato jun",
      "June Park june",
    ]);
    await key(input, "ArrowDown");
    await key(input, "Enter");
    expect(filterOf(gadget)).toBe("streams=user IS june");
    await key(input, "Escape");
    expect(all(gadget, ".panel")).toHaveLength(1);
    await key(input, "Backspace");
    expect(gadget.filter).toBe("");
  });

  test("another operator keeps the values", async () => {
    const gadget = await opened({ filter: "streams=key+IS+PAY" });
    const operator = find<HTMLSelectElement>(gadget, '[aria-label="Project"] select');
    operator.value = "NOT";
    operator.dispatchEvent(new Event("change"));
    await pass(0);
    expect(filterOf(gadget)).toBe("streams=key NOT PAY");
  });

  test("an option that nobody here has heard of is drawn as it is declared", async () => {
    const weather = {
      key: "weather",
      name: "Weather",
      help: "",
      type: "select",
      operators: [{ key: "IS", name: "is" }],
    };
    const values = [{ value: "sun", label: "Sunny" }];
    const source = { key: "sky", name: "Sky", alias: null, options: [{ ...weather, values }] };
    stage.catalogue = { body: { sources: [source] } };
    const gadget = await opened();
    await press(gadget, "Sunny");
    expect([filterOf(gadget), chips(gadget)]).toEqual(["sky=weather IS sun", ["Sky: Weather Sunny"]]);
  });

  test("free values are entered, a text is a text", async () => {
    const gadget = await opened();
    const category = find<HTMLInputElement>(gadget, '[aria-label="Category"] .pick');
    category.value = "ui bug";
    category.dispatchEvent(new Event("input"));
    await key(category, "Enter");
    expect(filterOf(gadget)).toBe("streams=category IS ui bug");
    const words = find<HTMLInputElement>(gadget, 'input[aria-label="Text"]');
    words.value = "any thing";
    words.dispatchEvent(new Event("change"));
    await pass(0);
    expect(filterOf(gadget)).toContain("streams=text CONTAINS any_thing");
  });

  test("says when it cannot be loaded, and tries again", async () => {
    stage.catalogue = "down";
    const gadget = await opened();
    expect(text(gadget, ".panel")).toContain("could not be loaded");
    stage.catalogue = { body: { sources: [] } };
    await press(gadget, "Try again");
    expect(text(gadget, ".panel")).not.toContain("could not be loaded");
  });
});

describe("nothing there", () => {
  test("nothing that matches is another thing than nothing at all", async () => {
    stage.page = aPage([]);
    const gadget = await show(aPage([]), { filter: "streams=key+IS+PAY" });
    await pass(0);
    expect(text(gadget, ".state")).toContain("Nothing matches");
    stage.page = aPage([]);
    await press(gadget, "Clear filters");
    await pass(0);
    expect(text(gadget, ".state")).toContain("Nothing has happened yet");
  });

  test("a filter that the server refuses is said why, and can be cleared", async () => {
    const refused = {
      status: 400,
      body: { title: "Bad Request", detail: "streams: unknown operator 'is'", errors: [] },
    };
    const gadget = await show(refused, { filter: "streams=user+is+ana" });
    await pass(0);
    expect(text(gadget, ".state")).toContain("unknown operator");
    stage.page = aPage(["09"]);
    await press(gadget, "Clear filters");
    await pass(0);
    expect(all(gadget, "article")).toHaveLength(1);
  });
});

describe("an item's menu", () => {
  test("hides what the item is about, and the mute is a chip", async () => {
    const gadget = await shown();
    await press(gadget, "More about this activity");
    await press(gadget, "Hide Ana Ruiz");
    expect([filterOf(gadget), chips(gadget)]).toEqual(["streams=user NOT ana", ["Hide Ana Ruiz"]]);
    expect(all(gadget, ".menu")).toEqual([]);
    await press(gadget, "Remove filter: Hide Ana Ruiz");
    expect(gadget.filter).toBe("");
  });

  test("closes on Escape, with the focus on its button", async () => {
    const gadget = await shown();
    await press(gadget, "More about this activity");
    await key(button(gadget, "Only Ana Ruiz"), "Escape");
    expect(all(gadget, ".menu")).toEqual([]);
    expect(focused(gadget)?.id).toBe("more-09");
  });
});

describe("elsewhere", () => {
  test("the feed is of what is shown", async () => {
    const gadget = await shown({ filter: "streams=key+IS+PAY" });
    const feed = find<HTMLAnchorElement>(gadget, "a.icon-button");
    expect(new URL(feed.href).pathname + new URL(feed.href).search).toBe(
      "/api/v1/gadgets/team/activities.atom?streams=key+IS+PAY",
    );
  });

  test("a link to the view is copied, or shown where the clipboard is closed", async () => {
    const copied: string[] = [];
    const writeText = vi.fn(async (address: string) => void copied.push(address));
    Object.defineProperty(navigator, "clipboard", { value: { writeText }, configurable: true });
    const gadget = await shown({ filter: "streams=key+IS+PAY" });
    await press(gadget, "Filter activity");
    await press(gadget, "Copy link to this view");
    expect(new URL(copied[0] ?? "").searchParams.get("filter")).toBe("streams=key+IS+PAY");
    writeText.mockRejectedValueOnce(new Error("not allowed"));
    await press(gadget, "Copy link to this view");
    expect(find<HTMLInputElement>(gadget, ".copy-here input").value).toBe(copied[0]);
  });

  test("a host's address is touched only where it says so", async () => {
    const gadget = await shown();
    await press(gadget, "Filter activity");
    await press(gadget, "Hide bots");
    expect(location.search).toBe("");
    gadget.remove();
    const sharing = await shown({ share: "" });
    await press(sharing, "Filter activity");
    await press(sharing, "Hide bots");
    expect(new URLSearchParams(location.search).get("filter")).toBe("streams=bots+IS+no");
    sharing.remove();
    expect((await shown({ share: "" })).filter).toBe("streams=bots+IS+no");
  });
});
