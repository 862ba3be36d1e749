import { beforeEach, expect, test, vi } from "vitest";
import { openLine } from "../../src/core/sharing.ts";
import { type Shared, shareAcrossTabs } from "../../src/core/tabs.ts";
import { Tokens } from "../../src/core/tokens.ts";
import type { FetchToken } from "../../src/core/types.ts";
import { aPage, FakeClock, FakeServer, settled } from "../cast.ts";

const INTERVAL = 30_000;
const config = {
  src: "https://streams.example",
  gadget: "team",
  limit: 20,
  filter: "",
  page: "",
  lang: "",
  poll: INTERVAL,
};

let clock: FakeClock;
let server: FakeServer;
let browser: Browser;

/** What the tabs of one browser share: channels by name, and one lock. */
class Browser {
  channels = new Map<string, Set<FakeChannel>>();
  told: unknown[] = [];
  held = new Set<string>();

  shared(locks: Shared["locks"] = this.locks): Shared {
    return { locks, channel: (name) => new FakeChannel(this, name) as unknown as BroadcastChannel };
  }

  locks = {
    request: async (name: string, _: unknown, run: (lock: Lock | null) => unknown) => {
      if (this.held.has(name)) return run(null);
      this.held.add(name);
      try {
        return await run({ name, mode: "exclusive" });
      } finally {
        this.held.delete(name);
      }
    },
  } as unknown as LockManager;
}

class FakeChannel {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  readonly #others: Set<FakeChannel>;

  constructor(
    private readonly browser: Browser,
    name: string,
  ) {
    this.#others = browser.channels.get(name) ?? new Set();
    browser.channels.set(name, this.#others.add(this));
  }

  postMessage(data: unknown) {
    this.browser.told.push(data);
    for (const other of this.#others) if (other !== this) other.onmessage?.({ data });
  }

  close() {
    this.#others.delete(this);
  }
}

/** Another tab is another token source: within one page they would share the line itself. */
function aTab(shared = browser.shared(), token = "t") {
  const fetchToken: FetchToken = async () => ({ token, expires_at: null });
  const line = openLine(config, new Tokens(fetchToken, clock), clock, server.fetch);
  shareAcrossTabs(line, shared, clock);
  const watcher = { asking: vi.fn(), answered: vi.fn(), failed: vi.fn() };
  line.poller.join(watcher);
  return { line, watcher };
}

const shows = ({ watcher }: ReturnType<typeof aTab>) =>
  watcher.answered.mock.calls.map(([page]) => page?.items.length).findLast(Boolean);

function pageOf(ids: string[], etag: string, reader = "ana") {
  return { body: aPage(ids), headers: { ETag: etag, "X-Reader": reader } };
}

beforeEach(() => {
  clock = new FakeClock();
  server = new FakeServer().willReply(pageOf(["09"], '"1"'));
  browser = new Browser();
});

async function opened(...tabs: ReturnType<typeof aTab>[]) {
  await settled();
  server.requests = [];
  return tabs;
}

test("two tabs of one reader ask once an interval between them, and both show what came", async () => {
  const [one, two] = await opened(aTab(), aTab());
  server.willReply(pageOf(["10", "09"], '"2"'));
  await clock.pass(INTERVAL * 4);
  expect(server.requests.length).toBeLessThanOrEqual(4);
  expect(server.requests.length).toBeGreaterThanOrEqual(3);
  expect([one && shows(one), two && shows(two)]).toEqual([2, 2]);
});

test("a tab that was answered before it could hear the others asks no second time for itself", async () => {
  await opened(aTab());
  const fetchToken: FetchToken = async () => ({ token: "t", expires_at: null });
  const line = openLine(config, new Tokens(fetchToken, clock), clock, server.fetch);
  line.poller.join({ asking: vi.fn(), answered: vi.fn(), failed: vi.fn() });
  await settled();
  shareAcrossTabs(line, browser.shared(), clock);
  server.requests = [];
  await clock.pass(INTERVAL);
  expect(server.requests.length).toBe(1);
});

test("nothing new costs the other tabs nothing either", async () => {
  await opened(aTab(), aTab(), aTab());
  await clock.pass(INTERVAL * 4);
  expect(server.requests.length).toBeLessThanOrEqual(4);
});

test("another reader has another channel, whatever address they look at", async () => {
  aTab();
  await settled();
  server.willReply(pageOf(["08", "07"], '"3"', "eve"));
  const eve = aTab(browser.shared(), "eves");
  await settled();
  expect(browser.channels.size).toBe(2);
  expect([...browser.channels.values()].map((tabs) => tabs.size)).toEqual([1, 1]);
  expect(shows(eve)).toBe(2);
});

test("no token is ever told", async () => {
  await opened(aTab(browser.shared(), "very-secret"), aTab(browser.shared(), "very-secret"));
  await clock.pass(INTERVAL * 3);
  expect(browser.told.length).toBeGreaterThan(0);
  expect(JSON.stringify([browser.told, [...browser.channels.keys()]])).not.toContain("very-secret");
});

test("before the server named the reader nobody listens", async () => {
  server.willReply({ status: 401 });
  aTab();
  await settled();
  expect(browser.channels.size).toBe(0);
});

test("a tab that was hidden leaves the others nothing to wait for", async () => {
  const [one, two] = await opened(aTab(), aTab());
  one?.line.poller.setAwake(one.watcher, false);
  await clock.pass(INTERVAL * 3);
  expect(server.requests.length).toBeGreaterThanOrEqual(2);
  expect(two?.watcher.answered.mock.calls.length).toBeGreaterThanOrEqual(3);
  expect(browser.held.size).toBe(0);
});

test("a gadget that asks for something else while its question is out leaves no lock behind", async () => {
  const [one] = await opened(aTab());
  server.fetch = vi.fn(() => new Promise<Response>(() => {}));
  const line = one!.line;
  Object.assign(line.api, { poll: (signal: AbortSignal) => until(signal) });
  await clock.pass(INTERVAL * 1.2);
  expect(browser.held.size).toBe(1);
  line.leave(one!.watcher);
  await settled();
  expect(browser.held.size).toBe(0);
});

function until(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
}

test.each([
  ["throw", { request: () => Promise.reject(new DOMException("no", "SecurityError")) }],
  ["are null", null],
  ["are missing", undefined],
])("where locks %s it asks all the same", async (_, locks) => {
  const shared = browser.shared(locks as Shared["locks"]);
  const [one] = await opened(aTab(shared));
  await clock.pass(INTERVAL * 2.5);
  expect(server.requests.length).toBeGreaterThanOrEqual(2);
  expect(one?.watcher.failed).not.toHaveBeenCalled();
});

test("where channels throw every tab asks for itself", async () => {
  const channel = () => {
    throw new DOMException("no", "SecurityError");
  };
  const shared = { locks: browser.locks, channel };
  await opened(aTab(shared), aTab(shared));
  await clock.pass(INTERVAL * 2.5);
  expect(server.requests.length).toBeGreaterThanOrEqual(4);
});

test("a question that another tab hangs on is asked again after a while", async () => {
  const [one] = await opened(aTab());
  for (const name of browser.channels.keys()) browser.held.add(name);
  await clock.pass(INTERVAL + 1_000);
  expect(server.requests).toHaveLength(0);
  await clock.pass(5_000);
  expect(server.requests).toHaveLength(1);
  expect(one?.watcher.failed).not.toHaveBeenCalled();
});

test("a failure is a failure, and not asked twice", async () => {
  const [one] = await opened(aTab());
  server.willReply({ status: 500 });
  await clock.pass(INTERVAL * 1.2);
  expect(server.requests).toHaveLength(1);
  expect(one?.watcher.failed).toHaveBeenCalledTimes(1);
});

test("now and then a tab proves that its own token is still good", async () => {
  const [one, two] = await opened(aTab(), aTab(browser.shared(), "revoked"));
  two?.line.api.tokens.forget("revoked");
  const told = { page: null, pollInterval: 0, etag: '"1"', reader: "ana" };
  const channel = [...browser.channels.values()][0];
  const [first, second] = [...(channel ?? [])];
  for (let i = 0; i < 10; i++) second?.onmessage?.({ data: told });
  expect(first).toBeDefined();
  one?.line.poller.setAwake(one.watcher, false);
  for (const name of browser.channels.keys()) browser.held.add(name);
  await clock.pass(INTERVAL + 1_000);
  expect(server.requests).toHaveLength(1);
});

test("what was not heard is not taken for shown", async () => {
  const [one] = await opened(aTab());
  const [mine] = [...([...browser.channels.values()][0] ?? [])];
  one?.line.poller.soon();
  mine?.onmessage?.({ data: { page: aPage(["10", "09"]), pollInterval: 0, etag: '"2"', reader: "ana" } });
  server.willReply(pageOf(["10", "09"], '"2"'));
  await clock.pass(2_000);
  expect(one && shows(one)).toBe(2);
});

test("the channel closes with the last gadget", async () => {
  const [one] = await opened(aTab());
  one?.line.leave(one.watcher);
  expect([...browser.channels.values()].every((tabs) => tabs.size === 0)).toBe(true);
});
