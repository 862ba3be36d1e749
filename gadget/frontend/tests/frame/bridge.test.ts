import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { HostBridge } from "../../src/frame/bridge.ts";

const ns = "activity-streams";
const host = "https://host.example";

let parent: { postMessage: ReturnType<typeof vi.fn> };
let page: EventTarget & { parent: typeof parent };
let set: string;
let bridge: HostBridge;

beforeEach(() => {
  parent = { postMessage: vi.fn() };
  page = Object.assign(new EventTarget(), { parent });
  set = "";
  bridge = new HostBridge(
    host,
    (attribute, value) => (set = `${attribute}=${value}`),
    page as unknown as Window,
  );
});

afterEach(() => void vi.useRealTimers());

function says(change: object, data: object = { ns, v: 1, type: "connect" }): void {
  page.dispatchEvent(
    Object.assign(new Event("message"), { source: parent, origin: host, data, ports: [], ...change }),
  );
}

function aPort() {
  return { postMessage: vi.fn(), onmessage: null as ((event: { data: object }) => void) | null };
}

function connected() {
  const port = aPort();
  says({ ports: [port] });
  return port;
}

test("it says ready to the host's exact origin", () => {
  expect(parent.postMessage).toHaveBeenCalledWith({ ns, v: 1, type: "ready" }, host);
});

test.each([
  ["another window", { source: {} }],
  ["another origin", { origin: "https://evil.example" }],
  ["another namespace", { data: { ns: "other", v: 1, type: "connect" } }],
  ["another version", { data: { ns, v: 2, type: "connect" } }],
  ["no message at all", { data: null }],
])("a port from %s is not ours", async (_, change) => {
  const port = aPort();
  says({ ports: [port], ...change });
  await bridge.tell({ type: "size", height: 400 }).constructor;
  expect(port.onmessage).toBeNull();
  expect(port.postMessage).not.toHaveBeenCalled();
});

test("only the first port counts", async () => {
  const first = connected();
  const second = connected();
  await bridge.tell({ type: "size", height: 400 });
  expect(first.postMessage).toHaveBeenCalledWith({ ns, v: 1, type: "size", height: 400 });
  expect(second.postMessage).not.toHaveBeenCalled();
});

test("a token is asked for and answered over the port", async () => {
  const port = connected();
  const token = bridge.fetchToken();
  await vi.waitFor(() => expect(port.postMessage).toHaveBeenCalledWith({ ns, v: 1, type: "token" }));
  port.onmessage?.({ data: { type: "token", token: "abc", expires_at: null } });
  expect(await token).toEqual({ token: "abc", expires_at: null });
});

test.each([
  [{ token: null }, null],
  [{ error: "signed-out" }, { kind: "signed-out" }],
  [{ error: "unavailable" }, { kind: "network" }],
])("the answer %j means %j", async (reply, expected) => {
  const port = connected();
  const token = bridge.fetchToken();
  await vi.waitFor(() => expect(port.postMessage).toHaveBeenCalled());
  port.onmessage?.({ data: { type: "token", ...reply } });
  if (expected) await expect(token).rejects.toMatchObject(expected);
  else expect(await token).toBeNull();
});

test("a page that never connects has an anonymous reader", async () => {
  vi.useFakeTimers();
  const token = bridge.fetchToken();
  await vi.advanceTimersByTimeAsync(2_500);
  expect(await token).toBeNull();
});

test.each([
  [{ type: "theme", theme: "dark" }, "theme=dark"],
  [{ type: "filter", filter: "streams=user+IS+ana" }, "filter=streams=user+IS+ana"],
])("the host may change the theme and the filter", (data, expected) => {
  connected().onmessage?.({ data });
  expect(set).toBe(expected);
});
