import $ from "jquery";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ENGLISH } from "../../src/core/languages.ts";
import { sayIn } from "../../src/core/messages.ts";
import type { Stream } from "../../src/core/stream.ts";
import type { Activity, Script } from "../../src/core/types.ts";
import type { ActionScript } from "../../src/scripts/actions.d.ts";
import { Guests } from "../../src/scripts/guests.ts";
import { throughServer } from "../../src/scripts/original/ajax.ts";
import type { Server } from "../../src/scripts/original/server.ts";
import { Questions } from "../../src/scripts/questions.ts";
import { during, registerAction } from "../../src/scripts/registry.ts";
import { tell } from "../../src/scripts/whereabouts.ts";
import { anActivity, aScript } from "../cast.ts";

let server: Server;
vi.mock("../../src/scripts/loading.ts", () => ({
  load: async (_: Script, one: Server) => {
    server = one;
  },
}));

const BASE = "https://streams.example";
const PROXY = `${BASE}/rest/activity-stream/1.0/url-proxy?url=https%3A%2F%2Fci.example%2F1`;
throughServer($, { base: BASE, fetch: (...request) => server.fetch(...request) });

type Sent = { method: string; headers: Record<string, string> };
const fetch = vi.fn<(url: string, request: Sent) => Promise<Response>>();
const told = vi.fn();
let n = 0;
let items: Activity[];
let root: ShadowRoot;
let guests: Guests;

beforeEach(async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  vi.useFakeTimers();
  fetch.mockReset();
  told.mockReset();
  items = ["08", "09"].map((id) => anActivity(id, { object: aJob(id), actions: [] }));
  await build();
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function aJob(id: string) {
  return { type: "job", id, title: id, summary: "", url: "" };
}

/** A gadget of two items, each with a script's link and its row. */
async function build(script: Partial<Script> = {}): Promise<void> {
  const src = `/static/${++n}.js`;
  const gadget = document.createElement("div");
  document.body.replaceChildren(gadget);
  root = gadget.attachShadow({ mode: "open" });
  for (const { id } of items) {
    const article = document.createElement("article");
    article.id = `item-${id}`;
    article.innerHTML = '<a href="#">Trigger</a><p></p>';
    root.append(article);
  }
  const stream = { fetch, state: { timeline: { items } }, presses: { tell: told } } as unknown as Stream;
  guests = new Guests({ gadget, base: () => BASE, stream: () => stream, changed: draw, say: sayIn(ENGLISH) });
  during(src);
  await guests.welcome([aScript({ src, ...script })]);
}

function draw(): void {
  for (const activity of items) {
    const nodes = guests.row(activity).flatMap((one) => ("node" in one ? [one.node] : []));
    root.querySelector(`#item-${activity.id} p`)?.replaceChildren(...nodes);
  }
}

const asks = (confirmation: string) => async () =>
  new Response(JSON.stringify({ detail: "Start a build?", label: "Trigger build" }), {
    status: 428,
    headers: { Confirmation: confirmation },
  });
const does = async () => new Response(null, { status: 200 });
const pass = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
const link = (id: string) => root.querySelector<HTMLElement>(`#item-${id} a`) as HTMLElement;
const question = (id = "09") => root.querySelector<HTMLElement>(`#item-${id} .confirmation`);
const sent = () => fetch.mock.calls.map(([, request]) => request.headers);

async function answer(label: string, id = "09"): Promise<void> {
  const buttons = [...(question(id)?.querySelectorAll("button") ?? [])];
  buttons.find((one) => one.textContent === label)?.click();
  await pass();
}

/** What a script of the original does in its click handler. */
async function original(id = "09", options: JQuery.AjaxSettings = {}) {
  const outcome = { success: vi.fn(), error: vi.fn(), complete: vi.fn() };
  let request: JQuery.jqXHR | undefined;
  const ask = () => {
    request = $.ajax({ type: "POST", url: PROXY, global: false, ...options, ...outcome });
  };
  link(id).addEventListener("click", ask, { once: true });
  link(id).focus();
  link(id).click();
  // The part that asks is fetched.
  await vi.waitFor(() => expect(fetch.mock.results).not.toHaveLength(0));
  await pass(10);
  return { ...outcome, request };
}

test("the reader is asked in the row of the item where they pressed", async () => {
  fetch.mockImplementationOnce(asks("c1"));
  await original();
  await vi.waitFor(() => expect(question()).not.toBeNull());
  expect(question()?.querySelector(".question")?.textContent).toBe("Start a build?");
  expect(question("08")).toBeNull();
});

test("a yes sends the very press again, with the code, no sooner than a person reads", async () => {
  fetch.mockImplementationOnce(asks("c1")).mockImplementation(does);
  const { success, error } = await original();
  await vi.waitFor(() => expect(question()).not.toBeNull());
  await answer("Trigger build");
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(question()).toBeNull();
  await pass(600);
  const [first, second] = sent();
  expect(second).toEqual({ ...first, confirmation: "c1" });
  expect(first?.["idempotency-key"]).toMatch(/.{36}/);
  expect([success.mock.calls.length, error.mock.calls.length]).toEqual([1, 0]);
});

test("each press of a script is one of its own", async () => {
  fetch.mockImplementation(does);
  await original();
  await original();
  expect(sent()[0]?.["idempotency-key"]).not.toBe(sent()[1]?.["idempotency-key"]);
});

test("a script's own key stays", async () => {
  fetch.mockImplementation(does);
  await original("09", { headers: { "Idempotency-Key": "mine" } });
  expect(sent()[0]).toMatchObject({ "idempotency-key": "mine" });
});

test("a yes that comes too late is asked for again", async () => {
  fetch.mockImplementationOnce(asks("c1")).mockImplementationOnce(asks("c2")).mockImplementation(does);
  const { success } = await original();
  await vi.waitFor(() => expect(question()).not.toBeNull());
  await pass(180_000);
  await answer("Trigger build");
  await pass(10);
  expect(question()).not.toBeNull();
  expect(success).not.toHaveBeenCalled();
  await answer("Trigger build");
  await pass(600);
  expect(sent().map(({ confirmation }) => confirmation)).toEqual([undefined, "c1", "c2"]);
  expect(success).toHaveBeenCalledTimes(1);
});

test("a no ends the request as an abort does, and what the script says of it is no alarm", async () => {
  fetch.mockImplementation(asks("c1"));
  const { success, error, complete } = await original();
  error.mockImplementation(() => tell(link("09"), "bad", "Not triggered"));
  await vi.waitFor(() => expect(question()).not.toBeNull());
  await answer("Cancel");
  expect(question()).toBeNull();
  expect(error.mock.calls[0]?.slice(1)).toEqual(["abort", "abort"]);
  expect(error.mock.calls[0]?.[0]).toMatchObject({ status: 0 });
  expect([success.mock.calls.length, complete.mock.calls.length]).toEqual([0, 1]);
  expect(told).toHaveBeenCalledWith("09", "info", "Not triggered");
  await pass(5_000);
  expect(fetch).toHaveBeenCalledTimes(1);
});

test("what fails after another press is an alarm again, and so it is in another item", async () => {
  fetch.mockImplementation(asks("c1"));
  await original();
  await vi.waitFor(() => expect(question()).not.toBeNull());
  await answer("Cancel");
  tell(link("08"), "bad", "No");
  link("09").click();
  tell(link("09"), "bad", "No");
  expect(told.mock.calls.map(([, tone]) => tone)).toEqual(["bad", "bad"]);
});

test("the focus goes to the question, and back to where it came from", async () => {
  fetch.mockImplementation(asks("c1"));
  await original();
  await vi.waitFor(() => expect(question()).not.toBeNull());
  await pass(10);
  expect(root.activeElement?.textContent).toBe("Trigger build");
  await answer("Cancel");
  expect(root.activeElement).toBe(link("09"));
});

test("who has gone on to another item keeps the focus there", async () => {
  let reply = (_: Response) => {};
  fetch.mockImplementation(
    () =>
      new Promise((resolve) => {
        reply = resolve;
      }),
  );
  await original("09");
  link("08").focus();
  link("08").click();
  reply(await asks("c1")());
  await vi.waitFor(() => expect(question("09")).not.toBeNull());
  await pass(10);
  expect(question("08")).toBeNull();
  expect(root.activeElement).toBe(link("08"));
});

test("a script that gives up takes its question back", async () => {
  fetch.mockImplementation(asks("c1"));
  const { request, error } = await original();
  await vi.waitFor(() => expect(question()).not.toBeNull());
  request?.abort();
  await pass();
  expect(question()).toBeNull();
  expect(error).toHaveBeenCalledTimes(1);
});

test("a script that gave up before is not waited for", async () => {
  const questions = new Questions(guests.host);
  const asked = () => questions.ask("09", { detail: "?", label: "Yes" }, AbortSignal.abort());
  expect(asked).toThrow(expect.objectContaining({ name: "AbortError" }));
  expect(questions.of("09")).toBeUndefined();
});

test("of two questions in one row the later one counts", async () => {
  fetch.mockImplementationOnce(asks("c1")).mockImplementationOnce(asks("c2")).mockImplementation(does);
  const first = await original();
  await vi.waitFor(() => expect(question()).not.toBeNull());
  const second = await original();
  await pass(10);
  expect(first.error).toHaveBeenCalledTimes(1);
  expect(root.querySelectorAll(".confirmation")).toHaveLength(1);
  await answer("Trigger build");
  await pass(600);
  expect(second.success).toHaveBeenCalledTimes(1);
  expect(sent().at(-1)).toMatchObject({ confirmation: "c2" });
});

test("the spinner of the script waits while the reader is asked", async () => {
  fetch.mockImplementation(asks("c1"));
  await original();
  await vi.waitFor(() => expect(question()).not.toBeNull());
  expect(guests.row(items[1] as Activity).map(({ key }) => key)).toEqual(["ask-09"]);
});

test.each<[string, Response, () => void]>([
  [
    "an item that has gone",
    new Response("{}", { status: 428, headers: { Confirmation: "c" } }),
    () => items.pop(),
  ],
  ["no code", new Response("{}", { status: 428 }), () => {}],
])("with %s the script is told what the server said", async (_, said, happens) => {
  let reply = (_: Response) => {};
  fetch.mockImplementation(
    () =>
      new Promise((resolve) => {
        reply = resolve;
      }),
  );
  const { error } = await original();
  happens();
  reply(said);
  await vi.waitFor(() => expect(error).toHaveBeenCalledTimes(1));
  expect(error.mock.calls[0]?.[0]).toMatchObject({ status: 428 });
});

// Scripts in our style

async function run(script: Partial<ActionScript>, row: Partial<Script> = {}) {
  await build(row);
  registerAction({
    types: "job",
    label: "Build",
    run: async (_, context) => {
      const { status } = await context.fetch("https://ci.example/1", { method: "POST" });
      return { state: "done", message: String(status) };
    },
    ...script,
  });
  const action = guests.row(items[1] as Activity).at(-1)?.key ?? "";
  const outcome = guests.run({ activity: "09", action, undo: false, input: {}, id: "1" });
  outcome?.catch(() => {});
  await pass(10);
  return { outcome };
}

test("a script in our style is asked for the same way", async () => {
  fetch.mockImplementationOnce(asks("c1")).mockImplementation(does);
  const { outcome } = await run({});
  await vi.waitFor(() => expect(question()).not.toBeNull());
  await answer("Trigger build");
  await pass(600);
  expect(await outcome).toMatchObject({ message: "200", action: { state: "done" } });
  expect(fetch.mock.calls[0]?.[0]).toBe(`${PROXY}&activity=09`);
});

test("its headers go along in whatever form it has them", async () => {
  fetch.mockImplementation(does);
  const headers = new Headers({ Accept: "text/plain" });
  await run({ run: (_, { fetch }) => fetch("/x", { headers }).then(() => ({ state: "done" })) });
  await vi.waitFor(() => expect(fetch).toHaveBeenCalled());
  expect(sent()[0]).toMatchObject({ accept: "text/plain" });
});

test.each<[string, Partial<ActionScript>, Partial<Script>]>([
  ["the script", { confirm: "Sure?" }, {}],
  ["the row in the admin", {}, { confirm: "Sure?" }],
])("who answered the question of %s is not asked again", async (_, script, row) => {
  fetch.mockImplementationOnce(asks("c1")).mockImplementation(does);
  const { outcome } = await run(script, row);
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
  await pass(400);
  expect(fetch).toHaveBeenCalledTimes(1);
  expect(question()).toBeNull();
  await pass(200);
  expect(await outcome).toMatchObject({ message: "200" });
});

test("unless the server insists", async () => {
  fetch.mockImplementationOnce(asks("c1")).mockImplementationOnce(asks("c2")).mockImplementation(does);
  const { outcome } = await run({ confirm: "Sure?" });
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
  await pass(700);
  expect(question()).not.toBeNull();
  await answer("Trigger build");
  await pass(600);
  expect(await outcome).toMatchObject({ message: "200" });
});

test("a no is thrown at it, and passes through", async () => {
  fetch.mockImplementation(asks("c1"));
  const { outcome } = await run({});
  await vi.waitFor(() => expect(question()).not.toBeNull());
  await answer("Cancel");
  await expect(outcome).rejects.toMatchObject({ name: "AbortError" });
  expect(console.error).not.toHaveBeenCalled();
});

test("a script may make something of it", async () => {
  fetch.mockImplementation(asks("c1"));
  const { outcome } = await run({
    run: (_, { fetch }) =>
      fetch("https://ci.example/1", { method: "POST" }).then(
        () => ({ state: "done" as const }),
        ({ name }) => ({ state: "available" as const, message: name }),
      ),
  });
  await vi.waitFor(() => expect(question()).not.toBeNull());
  await answer("Cancel");
  expect(await outcome).toMatchObject({ message: "AbortError", action: { state: "available" } });
});
