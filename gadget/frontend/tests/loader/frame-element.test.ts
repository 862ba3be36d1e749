import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ActivityGadgetFrame } from "../../src/loader/frame-element.ts";

customElements.define("activity-gadget-frame", ActivityGadgetFrame);

const ns = "activity-streams";
const src = "https://streams.example";

/** jsdom has no MessageChannel of its own, and ours can be read. */
class Channel {
  static last: Channel;
  port1 = {
    postMessage: vi.fn(),
    close: vi.fn(),
    onmessage: null as ((event: { data: object }) => unknown) | null,
  };
  port2 = {};
  constructor() {
    Channel.last = this;
  }
}

beforeEach(() => {
  vi.stubGlobal("MessageChannel", Channel);
  vi.stubGlobal(
    "fetch",
    vi.fn(async () => Response.json({ token: "abc", expires_at: "2026-11-23T12:10:00Z" })),
  );
});

afterEach(() => {
  document.body.replaceChildren();
  vi.unstubAllGlobals();
});

function embed(attributes: Record<string, string> = {}): ActivityGadgetFrame {
  const frame = document.createElement("activity-gadget-frame") as ActivityGadgetFrame;
  for (const [name, value] of Object.entries({ src, gadget: "team", ...attributes }))
    frame.setAttribute(name, value);
  document.body.append(frame);
  return frame;
}

const iframe = (frame: HTMLElement) => frame.querySelector("iframe") as HTMLIFrameElement;

function ready(frame: HTMLElement, change: object = {}) {
  const inner = iframe(frame).contentWindow as Window;
  const tell = vi.spyOn(inner, "postMessage").mockImplementation(() => {});
  const event = new MessageEvent("message", {
    data: { ns, v: 1, type: "ready" },
    origin: src,
    source: inner,
    ...change,
  });
  dispatchEvent(event);
  return tell;
}

function connected(attributes: Record<string, string> = {}) {
  const frame = embed(attributes);
  ready(frame);
  return { frame, port: Channel.last.port1 };
}

async function asked(port: Channel["port1"], data: object) {
  port.postMessage.mockClear();
  await port.onmessage?.({ data });
  return port.postMessage.mock.calls[0]?.[0];
}

test("it makes one sandboxed iframe with what it was given", () => {
  const made = iframe(embed({ theme: "dark", limit: "10", density: "compact", heading: "Ours" }));
  expect(made.src).toBe(
    `${src}/embed/team/?origin=${encodeURIComponent(location.origin)}&theme=dark&limit=10&density=compact&heading=Ours`,
  );
  expect(made.getAttribute("sandbox")).toBe(
    "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-forms",
  );
  expect(made.referrerPolicy).toBe("strict-origin");
  expect(made.allow).toBe("local-network-access; clipboard-write");
  expect(made.title).toBe("Ours");
});

test("to those who hear it, it is called what the frame says; until then by its heading or its name", async () => {
  expect(iframe(embed()).title).toBe("team");
  const { frame, port } = connected({ lang: "de" });
  await asked(port, { type: "title", title: "Aktivität im Team" });
  expect(iframe(frame).title).toBe("Aktivität im Team");
});

test("a server below a path keeps its path", () => {
  expect(iframe(embed({ src: "https://example.com/streams" })).src).toContain(
    "https://example.com/streams/embed/team/",
  );
});

test("the iframe is made only when it comes near the screen", () => {
  let see = (_: { isIntersecting: boolean }[]) => {};
  const options = vi.fn();
  class Observer {
    constructor(callback: typeof see, given: object) {
      see = callback;
      options(given);
    }
    observe() {}
    disconnect() {}
  }
  vi.stubGlobal("IntersectionObserver", Observer);
  const frame = embed();
  expect(iframe(frame)).toBeNull();
  expect(options).toHaveBeenCalledWith({ rootMargin: "400px" });
  see([{ isIntersecting: true }]);
  expect(iframe(frame)).not.toBeNull();
});

test("it warns when host and gadget share an origin", () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  embed({ src: location.origin });
  expect(warn).toHaveBeenCalledOnce();
});

test("a ready frame gets a port, at its exact origin", () => {
  const tell = ready(embed());
  expect(tell).toHaveBeenCalledWith({ ns, v: 1, type: "connect" }, src, [Channel.last.port2]);
});

test.each([
  ["another origin", { origin: "https://evil.example" }],
  ["another window", { source: window }],
  ["another namespace", { data: { ns: "x", v: 1, type: "ready" } }],
  ["another version", { data: { ns, v: 2, type: "ready" } }],
])("a message from %s is ignored", (_, change) => {
  expect(ready(embed(), change)).not.toHaveBeenCalled();
});

test("a theme that changes before the frame is ready arrives with the port", () => {
  const frame = embed({ theme: "light" });
  frame.setAttribute("theme", "dark");
  ready(frame);
  expect(Channel.last.port1.postMessage).toHaveBeenCalledWith({ ns, v: 1, type: "theme", theme: "dark" });
});

test("a theme that changes later is passed on without a new iframe", () => {
  const { frame, port } = connected();
  const before = iframe(frame);
  frame.setAttribute("theme", "dark");
  expect(port.postMessage).toHaveBeenCalledWith({ ns, v: 1, type: "theme", theme: "dark" });
  expect(iframe(frame)).toBe(before);
});

test.each([
  ["dark", "dark"],
  ["inherit", "inherit"],
  ["auto", "light dark"],
])("a frame of theme %s has the colour scheme %s, as the page in it", (theme, scheme) => {
  expect(iframe(embed({ theme })).style.colorScheme).toBe(scheme);
});

test("another gadget is another iframe", () => {
  const frame = embed();
  frame.setAttribute("gadget", "ops");
  expect(frame.querySelectorAll("iframe")).toHaveLength(1);
  expect(iframe(frame).src).toContain("/embed/ops/");
});

test("the host's own server says who is reading", async () => {
  const { port } = connected({ "token-url": "/token/" });
  expect(await asked(port, { type: "token" })).toMatchObject({ type: "token", token: "abc" });
  expect(fetch).toHaveBeenCalledWith("/token/", { credentials: "same-origin", cache: "no-store" });
});

test("without a token address the reader is anonymous", async () => {
  const { port } = connected();
  expect(await asked(port, { type: "token" })).toMatchObject({ token: null });
  expect(fetch).not.toHaveBeenCalled();
});

test("what a page set before the script had run is kept", () => {
  const own = async () => null;
  const frame = Object.assign(document.createElement("early-gadget-frame"), { fetchToken: own });
  document.body.append(frame);
  customElements.define("early-gadget-frame", class extends ActivityGadgetFrame {});
  expect((frame as ActivityGadgetFrame).fetchToken).toBe(own);
});

test("a page without an address of its own gives the origin of the page that made it", () => {
  vi.stubGlobal("origin", "https://dashboard.example");
  const address = new URL(iframe(embed()).src);
  expect(address.searchParams.get("origin")).toBe("https://dashboard.example");
});

test("a host may bring its own way to fetch a token", async () => {
  const { frame, port } = connected();
  frame.fetchToken = async () => ({ token: "own", expires_at: null });
  expect(await asked(port, { type: "token" })).toMatchObject({ token: "own" });
});

test.each([
  [403, "signed-out"],
  [500, "unavailable"],
])("a token address that answers %i means %s", async (status, error) => {
  vi.mocked(fetch).mockResolvedValue(new Response("", { status }));
  const { port } = connected({ "token-url": "/token/" });
  expect(await asked(port, { type: "token" })).toMatchObject({ token: null, error });
});

test("a host that cannot be reached is unavailable", async () => {
  vi.mocked(fetch).mockRejectedValue(new TypeError("down"));
  const { port } = connected({ "token-url": "/token/" });
  expect(await asked(port, { type: "token" })).toMatchObject({ error: "unavailable" });
});

test.each([
  [10, "80px"],
  [640, "640px"],
  [99_999, "2000px"],
  [Number.NaN, "320px"],
])("a height of %d becomes %s", async (height, expected) => {
  const { frame, port } = connected();
  await asked(port, { type: "size", height });
  expect(frame.style.height).toBe(expected);
});

test("max-height limits it and an explicit height wins", async () => {
  const { frame, port } = connected({ "max-height": "500" });
  await asked(port, { type: "size", height: 900 });
  expect(frame.style.height).toBe("500px");
  frame.setAttribute("height", "700");
  expect(frame.style.height).toBe("700px");
});

test("room is kept before the gadget speaks", () => {
  expect(embed().style.height).toBe("320px");
});

test("a frame taken off the page hears nothing any more", () => {
  const { frame, port } = connected();
  frame.remove();
  expect(port.close).toHaveBeenCalled();
  expect(iframe(frame)).toBeNull();
});

// --- filters ---

const FILTER = "streams=user+IS+ana";

function told(data: object): void {
  Channel.last.port1.onmessage?.({ data } as MessageEvent);
}

test("a filter is part of the first address, and a later one is passed on without a new iframe", () => {
  const frame = embed({ filter: FILTER });
  const made = iframe(frame);
  expect(new URL(made.src).searchParams.get("filter")).toBe(FILTER);
  ready(frame);
  (frame as HTMLElement & { filter: string }).filter = "";
  expect(iframe(frame)).toBe(made);
  expect(Channel.last.port1.postMessage).toHaveBeenLastCalledWith({ ns, v: 1, type: "filter", filter: "" });
});

test("a filter that the reader chose is an event and an attribute, and is not told back", () => {
  const frame = embed({});
  const heard: string[] = [];
  frame.addEventListener("filterchange", (event) => heard.push((event as CustomEvent).detail.filter));
  ready(frame);
  const sent = Channel.last.port1.postMessage.mock.calls.length;
  told({ type: "filter", filter: FILTER });
  expect([heard, frame.getAttribute("filter")]).toEqual([[FILTER], FILTER]);
  expect(Channel.last.port1.postMessage).toHaveBeenCalledTimes(sent);
});

test("the host's address is touched only where it says so", () => {
  ready(embed({}));
  told({ type: "filter", filter: FILTER });
  expect(location.search).toBe("");
});

test("a host that shares keeps the filter in its address, and begins with it", () => {
  history.replaceState(null, "", "?page=2");
  ready(embed({ share: "activity" }));
  told({ type: "filter", filter: FILTER });
  expect(new URLSearchParams(location.search).get("activity")).toBe(FILTER);
  expect(new URLSearchParams(location.search).get("page")).toBe("2");
  expect(new URL(iframe(embed({ share: "activity" })).src).searchParams.get("filter")).toBe(FILTER);
  told({ type: "filter", filter: "" });
  expect(location.search).toBe("?page=2");
  history.replaceState(null, "", location.pathname);
});
