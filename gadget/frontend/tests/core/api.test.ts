import { beforeEach, expect, test, vi } from "vitest";
import { Api, type Press } from "../../src/core/api.ts";
import { act, more } from "../../src/core/calls.ts";
import { Tokens } from "../../src/core/tokens.ts";
import type { FetchToken } from "../../src/core/types.ts";
import { aPage, FakeClock, FakeServer } from "../cast.ts";

const config = { src: "https://streams.example", gadget: "team", limit: 20, filter: "", page: "", lang: "" };
const page = { body: aPage(["09"]), headers: { ETag: '"1"', "X-Poll-Interval": "45" } };
const vote: Press = { activity: "a1", action: "vote", undo: false, input: {}, id: "key-1" };

let server: FakeServer;
let clock: FakeClock;

beforeEach(() => {
  server = new FakeServer();
  clock = new FakeClock();
});

function anApi(fetchToken: FetchToken | null = null, change = {}) {
  return new Api({ ...config, ...change }, new Tokens(fetchToken, clock), clock, server.fetch);
}

function poll(api: Api) {
  return api.poll(new AbortController().signal);
}

test("every poll asks one constant URL in fetch's default cache mode", async () => {
  server.willReply(page);
  const api = anApi();
  await poll(api);
  await poll(api);
  const [first, second] = server.requests;
  expect(first?.url).toBe("https://streams.example/api/v1/gadgets/team/activities/?limit=20");
  expect(second?.url).toBe(first?.url);
  expect(second?.init.cache).toBeUndefined();
  expect(second?.init.credentials).toBe("omit");
});

test("an anonymous poll sends no header of its own, so it needs no preflight", async () => {
  server.willReply(page);
  await poll(anApi());
  expect(server.requests[0]?.headers).toEqual({});
});

test("in a frame, what is pressed tells the page around it; what is only read does not", async () => {
  server.willReply(page);
  const api = anApi(null, { page: "https://dashboard.example.com" });
  await poll(api);
  await act(api, vote);
  await api.fetchAs("/x", { method: "POST", headers: { a: "b" } });
  const told = server.requests.map(({ headers }) => headers["Embedding-Origin"]);
  expect(told).toEqual([undefined, "https://dashboard.example.com", "https://dashboard.example.com"]);
});

test("a poll says how long the server wants us to wait", async () => {
  server.willReply(page);
  expect((await poll(anApi())).pollInterval).toBe(45_000);
});

test("the same ETag means nothing new, and is not parsed again", async () => {
  server.willReply(page);
  const api = anApi();
  expect((await poll(api)).page?.items).toHaveLength(1);
  expect((await poll(api)).page).toBeNull();
});

test("without a readable ETag every answer counts", async () => {
  server.willReply({ body: aPage(["09"]) });
  const api = anApi();
  await poll(api);
  expect((await poll(api)).page).not.toBeNull();
});

test("a broken page does not leave its ETag behind", async () => {
  server.willReply({ headers: { ETag: '"1"' } }, page);
  const api = anApi();
  await expect(poll(api)).rejects.toMatchObject({ kind: "server" });
  expect((await poll(api)).page).not.toBeNull();
});

test("an answer nobody waits for does not count as seen", async () => {
  server.willReply(page);
  const api = anApi();
  const abandoned = new AbortController();
  const answer = api.poll(abandoned.signal);
  abandoned.abort();
  await answer;
  expect((await poll(api)).page).not.toBeNull();
});

test("a signed-in reader sends a bearer token", async () => {
  server.willReply(page);
  await poll(anApi(async () => ({ token: "abc", expires_at: null })));
  expect(server.requests[0]?.headers.Authorization).toBe("Bearer abc");
});

test("a refused token is renewed once", async () => {
  let n = 0;
  server.willReply({ status: 401 }, page);
  await poll(anApi(async () => ({ token: `t${++n}`, expires_at: null })));
  expect(server.requests.map((request) => request.headers.Authorization)).toEqual(["Bearer t1", "Bearer t2"]);
});

test("a second refusal is final: it never loops", async () => {
  server.willReply({ status: 403 });
  const api = anApi(async () => ({ token: "t", expires_at: null }));
  await expect(poll(api)).rejects.toMatchObject({ kind: "forbidden" });
  expect(server.requests).toHaveLength(2);
});

test("an anonymous refusal is not asked again", async () => {
  server.willReply({ status: 401 });
  await expect(poll(anApi())).rejects.toMatchObject({ kind: "signed-out", isFinal: true });
  expect(server.requests).toHaveLength(1);
});

test("a server that hangs is given up after half a minute", async () => {
  const hang: typeof fetch = async (_, request) => {
    request?.signal?.throwIfAborted();
    return new Promise(() => {});
  };
  const timeout = vi.spyOn(AbortSignal, "timeout").mockReturnValue(AbortSignal.abort());
  const api = new Api(config, new Tokens(null, clock), clock, hang);
  await expect(poll(api)).rejects.toMatchObject({ kind: "network" });
  expect(timeout).toHaveBeenCalledWith(30_000);
  timeout.mockRestore();
});

test("show more follows the cursor, but on our server only", async () => {
  server.willReply(page);
  await more(anApi(), "http://behind-a-proxy:8000/api/v1/gadgets/team/activities/?cursor=x&limit=20");
  expect(server.requests[0]?.url).toBe(
    "https://streams.example/api/v1/gadgets/team/activities/?cursor=x&limit=20",
  );
});

test("a press carries its input and its idempotency key", async () => {
  server.willReply({ body: {} });
  await act(anApi(), { ...vote, action: "comment", input: { text: "hi" } });
  const [{ url, init, headers }] = server.requests as [(typeof server.requests)[0]];
  expect(url).toBe("https://streams.example/api/v1/activities/a1/actions/comment/");
  expect(init.method).toBe("POST");
  expect(init.body).toBe('{"text":"hi"}');
  expect(headers["Idempotency-Key"]).toBe("key-1");
});

test("undo is DELETE of the same address", async () => {
  server.willReply({ body: {} });
  await act(anApi(), { ...vote, undo: true });
  expect(server.requests[0]?.init.method).toBe("DELETE");
  expect(server.requests[0]?.headers["Idempotency-Key"]).toBe("key-1");
});

test("a problem document says why in its own words", async () => {
  const body = { title: "Invalid", detail: "Check the fields", errors: { text: ["Too long"] } };
  server.willReply({ status: 400, body });
  await expect(act(anApi(), vote)).rejects.toMatchObject({
    kind: "invalid",
    detail: "Too long",
    answered: true,
  });
});

test("a proxy's HTML page is a problem without words", async () => {
  server.willReply({ status: 502 });
  await expect(act(anApi(), vote)).rejects.toMatchObject({ kind: "server", detail: "", answered: false });
});

test("429 brings how long to wait", async () => {
  server.willReply({ status: 429, headers: { "Retry-After": "40" } });
  await expect(poll(anApi())).rejects.toMatchObject({ kind: "rate-limited", retryAfter: 40_000 });
});

test.each([
  ["streams=user+IS+ana", "streams=user+IS+ana&limit=20"],
  ["?streams=text+CONTAINS+#1", "streams=text+CONTAINS+%231&limit=20"],
  ["limit=100&cursor=abc", "limit=20"],
])("the filter %s is asked for and nothing else", async (filter, query) => {
  server.willReply(page);
  await poll(anApi(null, { filter }));
  expect(server.requests[0]?.url).toBe(`https://streams.example/api/v1/gadgets/team/activities/?${query}`);
});

test("what is beside the page is asked for as the same reader", async () => {
  server.willReply({ body: { sources: [] } });
  const api = anApi(async () => ({ token: "t", expires_at: null }));
  expect(await api.beside("filters/", new AbortController().signal)).toEqual({ sources: [] });
  expect(server.requests[0]?.url).toBe("https://streams.example/api/v1/gadgets/team/filters/");
  expect(server.requests[0]?.headers.Authorization).toBe("Bearer t");
});
