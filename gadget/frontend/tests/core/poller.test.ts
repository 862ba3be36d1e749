import { beforeEach, expect, test, vi } from "vitest";
import { Poller, type Watcher } from "../../src/core/poller.ts";
import { Problem } from "../../src/core/problem.ts";
import type { Answer } from "../../src/core/types.ts";
import { aPage, FakeClock, settled } from "../cast.ts";

let clock: FakeClock;
const answer: Answer = { page: aPage(["09"]), pollInterval: 0, etag: "", reader: "" };

beforeEach(() => {
  clock = new FakeClock();
});

function aWatcher() {
  return { asking: vi.fn(), answered: vi.fn(), failed: vi.fn() } satisfies Watcher;
}

function setUp(ask = vi.fn(async (_: AbortSignal): Promise<Answer> => answer), wish = 30_000) {
  const poller = new Poller(ask, clock, wish);
  const watcher = aWatcher();
  return { poller, watcher, ask };
}

test("it asks at once and then at its interval", async () => {
  const { poller, watcher, ask } = setUp();
  poller.join(watcher);
  await settled();
  expect(watcher.answered).toHaveBeenCalledWith(answer.page, clock.now());
  await clock.pass(30_000);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("the server's interval wins when it is larger", async () => {
  const { poller, watcher, ask } = setUp(
    vi.fn(async () => ({ ...answer, pollInterval: 90_000, etag: "", reader: "" })),
  );
  poller.join(watcher);
  await settled();
  await clock.pass(89_000);
  expect(ask).toHaveBeenCalledOnce();
  await clock.pass(1_000);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("without a wish the server decides, and thirty seconds if it does not", async () => {
  const ask = vi.fn(async () => ({ ...answer, pollInterval: 10_000, etag: "", reader: "" }));
  ask.mockResolvedValueOnce(answer);
  const { poller, watcher } = setUp(ask, 0);
  poller.join(watcher);
  await settled();
  await clock.pass(30_000);
  expect(ask).toHaveBeenCalledTimes(2);
  await clock.pass(10_000);
  expect(ask).toHaveBeenCalledTimes(3);
});

test("nobody polls faster than every five seconds", async () => {
  const { poller, watcher, ask } = setUp(undefined, 100);
  poller.join(watcher);
  await settled();
  await clock.pass(4_900);
  expect(ask).toHaveBeenCalledOnce();
});

test("it backs off with full jitter and recovers", async () => {
  const ask = vi.fn().mockRejectedValueOnce(new Problem("network")).mockResolvedValue(answer);
  const { poller, watcher } = setUp(ask);
  poller.join(watcher);
  await settled();
  expect(watcher.failed).toHaveBeenCalledWith(
    expect.objectContaining({ kind: "network" }),
    clock.now() + 15_000,
  );
  await clock.pass(15_000);
  expect(watcher.answered).toHaveBeenCalledOnce();
});

test("Retry-After is honoured, even by a gadget that wakes up earlier", async () => {
  const ask = vi.fn().mockRejectedValue(new Problem("rate-limited", { retryAfter: 40_000 }));
  const { poller, watcher } = setUp(ask);
  poller.join(watcher);
  await settled();
  poller.setAwake(watcher, false);
  await clock.pass(10_000);
  poller.setAwake(watcher, true);
  expect(ask).toHaveBeenCalledOnce();
  await clock.pass(30_000);
  expect(ask).toHaveBeenCalledTimes(2);
});

test.each(["signed-out", "forbidden", "not-found"] as const)(
  "it does not go on asking when %s",
  async (kind) => {
    const { poller, watcher, ask } = setUp(vi.fn().mockRejectedValue(new Problem(kind)));
    poller.join(watcher);
    await settled();
    await clock.pass(3_600_000);
    expect(ask).toHaveBeenCalledOnce();
    expect(watcher.failed).toHaveBeenCalledWith(expect.objectContaining({ kind }), null);
  },
);

test("a person may ask again after a final refusal", async () => {
  const { poller, watcher, ask } = setUp(vi.fn().mockRejectedValue(new Problem("signed-out")));
  poller.join(watcher);
  await settled();
  poller.refresh();
  expect(ask).toHaveBeenCalledTimes(2);
});

test("a sleeping gadget does not ask; a late riser asks at once", async () => {
  const { poller, watcher, ask } = setUp();
  poller.join(watcher);
  await settled();
  poller.setAwake(watcher, false);
  await clock.pass(300_000);
  expect(ask).toHaveBeenCalledOnce();
  poller.setAwake(watcher, true);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("a short nap does not cost a request", async () => {
  const { poller, watcher, ask } = setUp();
  poller.join(watcher);
  await settled();
  poller.setAwake(watcher, false);
  await clock.pass(10_000);
  poller.setAwake(watcher, true);
  expect(ask).toHaveBeenCalledOnce();
  await clock.pass(20_000);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("it sleeps only when all its gadgets do", async () => {
  const { poller, watcher, ask } = setUp();
  poller.join(watcher);
  poller.join(aWatcher());
  await settled();
  poller.setAwake(watcher, false);
  await clock.pass(31_000);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("who joins later gets the last page at once, without a request", async () => {
  const { poller, watcher, ask } = setUp();
  poller.join(watcher);
  await settled();
  const late = aWatcher();
  poller.join(late);
  expect(late.answered).toHaveBeenCalledWith(answer.page, clock.now());
  expect(ask).toHaveBeenCalledOnce();
});

test("leaving aborts the request and drops its answer", async () => {
  const signals: AbortSignal[] = [];
  const { poller, watcher } = setUp(
    vi.fn(async (signal) => {
      signals.push(signal);
      return answer;
    }),
  );
  poller.join(watcher);
  poller.leave(watcher);
  await settled();
  expect(signals[0]?.aborted).toBe(true);
  expect(watcher.answered).not.toHaveBeenCalled();
  expect(clock.pending).toBe(0);
});

test("after an action it asks once more within 300 to 600 ms: other items may show the same thing", async () => {
  const { poller, watcher, ask } = setUp();
  poller.join(watcher);
  await settled();
  poller.soon();
  await clock.pass(290);
  expect(ask).toHaveBeenCalledOnce();
  await clock.pass(310);
  expect(ask).toHaveBeenCalledTimes(2);
  await clock.pass(20_000);
  expect(ask).toHaveBeenCalledTimes(2);
});

test("an answer that left before the action is ignored", async () => {
  let release = (_: Answer) => {};
  const ask = vi.fn(() => new Promise<Answer>((resolve) => (release = resolve)));
  const { poller, watcher } = setUp(ask);
  poller.join(watcher);
  poller.soon();
  release(answer);
  await settled();
  expect(watcher.answered).not.toHaveBeenCalled();
});

test("refresh does not double a request that is on its way", () => {
  const { poller, watcher, ask } = setUp(vi.fn(() => new Promise<Answer>(() => {})));
  poller.join(watcher);
  poller.refresh();
  expect(ask).toHaveBeenCalledOnce();
});

test("an unknown error is a network problem", async () => {
  const { poller, watcher } = setUp(vi.fn().mockRejectedValue(new TypeError("?")));
  poller.join(watcher);
  await settled();
  expect(watcher.failed).toHaveBeenCalledWith(
    expect.objectContaining({ kind: "network" }),
    expect.any(Number),
  );
});

test("what another tab heard counts as an answer, and the next question waits its turn", async () => {
  const { poller, watcher, ask } = setUp();
  poller.join(watcher);
  await settled();
  await clock.pass(20_000);
  expect(poller.hear({ ...answer, page: aPage(["10", "09"]) })).toBe(true);
  expect(watcher.answered.mock.lastCall?.[0]?.items).toHaveLength(2);
  await clock.pass(20_000);
  expect(ask).toHaveBeenCalledTimes(1);
});

test("after an action nobody else's answer will do", async () => {
  const { poller, watcher, ask } = setUp();
  poller.join(watcher);
  await settled();
  poller.soon();
  expect(poller.hear(answer)).toBe(false);
  await clock.pass(1_000);
  expect(ask.mock.lastCall).toMatchObject([{}, true]);
});

test("a gadget that is gone hears nothing", async () => {
  const { poller, watcher } = setUp();
  poller.join(watcher);
  await settled();
  poller.leave(watcher);
  expect(poller.hear(answer)).toBe(false);
});
