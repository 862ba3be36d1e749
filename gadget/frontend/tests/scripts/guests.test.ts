import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ENGLISH } from "../../src/core/languages.ts";
import { sayIn } from "../../src/core/messages.ts";
import type { Stream } from "../../src/core/stream.ts";
import type { Activity, Script } from "../../src/core/types.ts";
import { Guests } from "../../src/scripts/guests.ts";
import { load } from "../../src/scripts/loading.ts";
import { during, registerAction, registerBuilder } from "../../src/scripts/registry.ts";
import { anAction, anActivity, aScript } from "../cast.ts";

const server = {
  base: "https://streams.example/x",
  fetch: vi.fn(async () => new Response("", { status: 202 })),
};
const job = (change: Partial<Activity> = {}) =>
  anActivity("09", {
    object: { type: "job", id: "1", title: "build 1", summary: "", url: "" },
    links: { pager: "https://pager.example/1" },
    actions: [anAction({ key: "comment", weight: 1 }), anAction({ key: "vote", weight: 9 })],
    ...change,
  });

let n = 0;
let src: string;
let guests: Guests;
let activity: Activity;
let items: Activity[];

async function welcome(change: Partial<Script> = {}): Promise<void> {
  await guests.welcome([aScript({ src, ...change })]);
}

/** What a file would register while it is loaded; no file is there, which is only said. */
beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  src = `/static/${++n}.js`;
  activity = job();
  items = [activity];
  guests = new Guests({
    gadget: document.createElement("div"),
    base: () => server.base,
    stream: () => ({ fetch: server.fetch, state: { timeline: { items } } }) as unknown as Stream,
    changed() {},
    say: sayIn(ENGLISH),
  });
  during(src);
});

afterEach(() => vi.restoreAllMocks());

const keys = (one = activity) => guests.row(one).map(({ key }) => key.replace(/\d+/, "n"));
const run = (answer: () => unknown) => ({ types: "job", label: "Run", run: answer as () => never });

test("actions stand by weight among the server's", async () => {
  registerAction({ ...run(() => null), weight: 5 });
  await welcome();
  expect(keys()).toEqual(["comment", "script-n", "vote"]);
});

test("a script says label, icon, question and place", async () => {
  const own = { label: "Run", icon: "start", confirm: "Now?", weight: 98 };
  registerAction({ ...run(() => null), ...own });
  await welcome();
  expect(guests.row(activity).at(-1)).toMatchObject(own);
});

test("the row in the admin has the last word on them", async () => {
  registerAction({ ...run(() => null), icon: "start", confirm: "Now?", weight: 5 });
  const row = { weight: 99, label: "Go", icon: "send", confirm: "Sure?" };
  await welcome(row);
  expect(guests.row(activity).at(-1)).toMatchObject(row);
});

test.each<[string, Partial<Script>, Parameters<typeof registerAction>[0], boolean]>([
  ["another type", {}, { ...run(() => null), types: "issue" }, false],
  ["one of several types", {}, { ...run(() => null), types: "issue job" }, true],
  ["a link that is there", {}, { ...run(() => null), rel: "pager" }, true],
  ["a link that is not", {}, { ...run(() => null), rel: "other" }, false],
  ["a row for other types", { types: ["issue"] }, run(() => null), false],
  ["a row for other sources", { sources: ["jira"] }, run(() => null), false],
  ["a row for this source", { sources: ["git"], types: ["job"] }, run(() => null), true],
])("%s decides whether it is offered", async (_, script, action, isOffered) => {
  registerAction(action);
  await welcome(script);
  expect(keys().includes("script-n")).toBe(isOffered);
});

test("what it returns is how it stands from then on", async () => {
  registerAction(run(() => ({ state: "done", label: "Ran", message: "It runs" })));
  await welcome();
  const key = guests.row(activity).at(-1)?.key ?? "";
  const outcome = await guests.run({ activity: "09", action: key, undo: false, input: {}, id: "1" });
  expect(outcome).toMatchObject({ message: "It runs", item: null, action: { state: "done", label: "Ran" } });
  expect(guests.row(activity).at(-1)).toMatchObject({ state: "done", label: "Ran" });
});

test.each<[string, unknown, string]>([
  ["in words", new Error("Not today"), "Not today"],
  ["by mistake", new TypeError("x is undefined"), ""],
])("what it throws %s is told so", async (_, thrown, detail) => {
  registerAction(run(() => Promise.reject(thrown)));
  await welcome();
  const press = {
    activity: "09",
    action: guests.row(activity).at(-1)?.key ?? "",
    undo: false,
    input: {},
    id: "1",
  };
  await expect(guests.run(press)).rejects.toMatchObject({ detail, answered: true });
});

test("it asks others by way of the server, and is handed a copy", async () => {
  registerAction({
    ...run(() => null),
    rel: "pager",
    run: async (item, { link, fetch }) => {
      (item as { url: string }).url = "changed";
      return { state: "done", message: String((await fetch(link, { method: "POST" })).status) };
    },
  });
  await welcome();
  const press = {
    activity: "09",
    action: guests.row(activity).at(-1)?.key ?? "",
    undo: false,
    input: {},
    id: "1",
  };
  expect((await guests.run(press))?.message).toBe("202");
  const proxy = `${server.base}/rest/activity-stream/1.0/url-proxy?url=https%3A%2F%2Fpager.example%2F1&activity=09`;
  const headers = { "idempotency-key": expect.stringMatching(/.{36}/) };
  expect(server.fetch).toHaveBeenCalledWith(proxy, { method: "POST", headers });
  expect(activity.url).toBe("");
});

test("what the server does is none of theirs", async () => {
  await welcome();
  expect(guests.run({ activity: "09", action: "vote", undo: false, input: {}, id: "1" })).toBeNull();
});

test("a builder is asked once, and again when the links change", async () => {
  const builder = vi.fn(() => document.createElement("a"));
  registerBuilder("issue job", builder, 5);
  await welcome();
  guests.row(activity);
  guests.row({ ...activity, revision: 2 });
  expect(builder).toHaveBeenCalledTimes(1);
  guests.row({ ...activity, links: {} });
  expect(builder).toHaveBeenCalledTimes(2);
});

test("a builder is asked again for an item that left the list and comes back", async () => {
  const builder = vi.fn(() => document.createElement("a"));
  registerBuilder("job", builder, 5);
  await welcome();
  guests.row(activity);
  items = [];
  await welcome();
  items = [activity];
  await welcome();
  guests.row(activity);
  expect(builder).toHaveBeenCalledTimes(2);
});

test.each([
  ["nothing", () => null],
  [
    "an error",
    () => {
      throw new Error("no");
    },
  ],
])("a builder that returns %s has no action", async (_, builder) => {
  registerBuilder("job", builder as () => null, 5);
  await welcome();
  expect(keys()).toEqual(["comment", "vote"]);
});

test.each([{ types: "job", label: "x" }, { types: "", label: "x", run() {} }, null])(
  "%o is no action",
  (wrong) => {
    expect(() => registerAction(wrong as never)).toThrow("registerAction needs");
  },
);

test.each(["https://evil.example/x.js", "//evil.example/x.js", "../../../../../../../../etc/x.js"])(
  "%s is never loaded",
  async (evil) => {
    const script = {
      key: "k",
      src: evil,
      style: "module" as const,
      texts: {},
      types: [],
      sources: [],
      label: "",
      icon: "",
      confirm: "",
      weight: null,
    };
    await load(script, server);
    expect(String(vi.mocked(console.error).mock.calls[0]?.[1])).toContain("is no static file of");
  },
);
