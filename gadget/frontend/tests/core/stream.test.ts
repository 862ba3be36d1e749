import { beforeEach, expect, test } from "vitest";
import { Flow } from "../../src/core/flow.ts";
import type { Presses } from "../../src/core/presses.ts";
import { Line } from "../../src/core/sharing.ts";
import { Stream } from "../../src/core/stream.ts";
import { Tokens } from "../../src/core/tokens.ts";
import type { Page } from "../../src/core/types.ts";
import { anAction, anActivity, aPage, comment, FakeClock, FakeServer, settled } from "../cast.ts";

let clock: FakeClock;
let server: FakeServer;
let isIdle: boolean;
let stream: Stream;
let flow: Flow;
let presses: Presses;

beforeEach(() => {
  clock = new FakeClock();
  server = new FakeServer();
  isIdle = false;
  const config = {
    src: "https://streams.example",
    gadget: "team",
    limit: 20,
    filter: "",
    page: "",
    lang: "",
    poll: 30_000,
  };
  const host = { isIdle: () => isIdle, changed() {}, drafts: new Map(), runScript: () => null };
  stream = new Stream(new Line(config, new Tokens(null, clock), clock, server.fetch, () => {}), host, clock);
  presses = stream.equip(Flow);
  flow = stream.flow as Flow;
});

const shown = () => stream.state.timeline.items.map((item) => item.id);

async function showing(...pages: Page[]): Promise<void> {
  server.willReply(...pages.map((body, n) => ({ body, headers: { ETag: `"${n}"` } })));
  stream.open();
  await settled();
}

test("it loads, then is ready", async () => {
  expect(stream.state.phase).toBe("loading");
  await showing(aPage(["09"]));
  expect(stream.state).toMatchObject({ phase: "ready", problem: null, checkedAt: clock.now() });
  expect(shown()).toEqual(["09"]);
});

test("news waits and is announced once", async () => {
  await showing(aPage(["09"]), aPage(["11", "10", "09"]), aPage(["11", "10", "09"]));
  await clock.pass(30_000);
  expect(stream.state.news).toEqual({ kind: "arrived", count: 2 });
  await clock.pass(5_000);
  expect(stream.state.news).toBeNull();
  await clock.pass(25_000);
  expect(stream.state.news).toBeNull();
});

test("what waits goes in by itself once the reader is idle, even if nothing else changed", async () => {
  await showing(aPage(["09"]), aPage(["10", "09"]));
  await clock.pass(30_000);
  isIdle = true;
  await clock.pass(30_000);
  expect(shown()).toEqual(["10", "09"]);
});

test("what a person asked for by hand goes straight in", async () => {
  await showing(aPage(["09"]), aPage(["10", "09"]));
  stream.refresh();
  await settled();
  expect(shown()).toEqual(["10", "09"]);
});

test("a failure keeps the last good data", async () => {
  server.willReply({ body: aPage(["09"]) }, "down");
  stream.open();
  await settled();
  await clock.pass(30_000);
  expect(stream.state.problem?.kind).toBe("network");
  expect(stream.state.retryAt).toBeGreaterThan(clock.now());
  expect(shown()).toEqual(["09"]);
});

test("who may no longer read sees nothing any more", async () => {
  server.willReply({ body: aPage(["09"]) }, { status: 403 });
  stream.open();
  await settled();
  await clock.pass(30_000);
  expect(stream.state.problem?.kind).toBe("forbidden");
  expect(shown()).toEqual([]);
});

test("show more appends, and says when it could not", async () => {
  await showing(aPage(["09"], { next: "https://streams.example/api/v1/gadgets/team/activities/?cursor=x" }));
  server.willReply("down");
  await flow.showMore();
  expect(stream.state.more).toMatchObject({ kind: "network" });
  server.willReply({ body: aPage(["08"]) });
  await flow.showMore();
  expect(shown()).toEqual(["09", "08"]);
  expect(stream.state.timeline.next).toBeNull();
});

test("an action replaces its item with the server's truth, says so and asks again soon", async () => {
  await showing(aPage(["09"]));
  const truth = anActivity("09", { revision: 2 });
  const action = anAction({ state: "done" });
  server.willReply(
    { body: { action, item: truth, message: "Your vote is in" } },
    { body: aPage(["10", "09"]) },
  );
  presses.press(anActivity("09"), anAction());
  await settled();
  expect(stream.state.timeline.items[0]).toEqual(truth);
  expect(stream.state.news).toEqual({ kind: "text", text: "Your vote is in" });
  await clock.pass(600);
  expect(server.requests).toHaveLength(3);
});

test("a note that is over keeps its place until nobody looks closely", async () => {
  await showing(aPage(["09"]));
  const body = { action: anAction(), item: anActivity("09", { revision: 2 }), message: "Done" };
  server.willReply({ body }, { body: aPage(["09"]) });
  presses.press(anActivity("09"), anAction());
  await clock.pass(60_000);
  expect(presses.row("09").note).not.toBeNull();
  isIdle = true;
  await clock.pass(30_000);
  expect(presses.row("09").note).toBeNull();
});

test("an activity that is gone is marked, announced, and leaves when the reader is idle", async () => {
  await showing(aPage(["09", "08"]));
  server.willReply({ status: 404 }, { body: aPage(["09"]) });
  presses.press(anActivity("08"), anAction());
  await settled();
  expect(stream.state.timeline.gone.has("08")).toBe(true);
  expect(stream.state.news).toEqual({ kind: "gone" });
  isIdle = true;
  await clock.pass(3_000);
  expect(shown()).toEqual(["09"]);
});

test("a form on what a poll found gone holds nothing back, and leaves with it", async () => {
  await showing(aPage(["09", "08"]), aPage(["10", "09"]));
  isIdle = true;
  presses.press(anActivity("08"), comment);
  await clock.pass(30_000);
  expect(shown()).toEqual(["09", "08"]);
  expect(presses.row("08").open).not.toBeNull();
  await clock.pass(30_000);
  expect(shown()).toEqual(["10", "09"]);
  expect(presses.row("08").open).toBeNull();
});

test("a form on what a fresh start left behind does not hold news back for ever", async () => {
  await showing(aPage(["05"], { next: "old" }), aPage(["10", "09"], { next: "new" }));
  presses.press(anActivity("05"), comment);
  await clock.pass(30_000);
  flow.reveal();
  expect(shown()).toEqual(["10", "09"]);
  expect(presses.row("05").open).toBeNull();
});

test("late and failing sources are passed on", async () => {
  const late = { key: "jira", name: "Jira", state: "late", last_ok: null, message: "" } as const;
  await showing(aPage(["09"], { sources: [late] }));
  expect(stream.state.sources).toEqual([late]);
});

test("closing stops everything", async () => {
  await showing(aPage(["09"]));
  stream.close();
  expect(clock.pending).toBe(0);
});
