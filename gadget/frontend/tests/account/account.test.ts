import { beforeEach, expect, test, vi } from "vitest";
import { Account } from "../../src/account/account.ts";
import { newVerifier } from "../../src/account/verifier.ts";
import { Exchange } from "../../src/core/exchange.ts";
import type { FetchToken } from "../../src/core/types.ts";
import { FakeClock, FakeServer, settled } from "../cast.ts";

const OURS = "https://streams.example";
const NOT_YET = { status: 202, body: { token: null } };
const OVER = { status: 403, body: { code: "sign_in_over", detail: "over" } };
const ana = (n: number) => ({
  status: 201,
  body: { token: `ae_${n}`, expires_at: "", refresh: `r${n}`, name: "Ana Ruiz" },
});
const vouched: FetchToken = async () => null;

let clock: FakeClock;
let server: FakeServer;
let opened: { close: ReturnType<typeof vi.fn> } | null;
let page: EventTarget & { location: { origin: string }; open: ReturnType<typeof vi.fn> };
let gadget: { fetchToken: FetchToken | null };
let account: Account;

beforeEach(async () => {
  clock = new FakeClock();
  server = new FakeServer().willReply(NOT_YET);
  opened = { close: vi.fn() };
  page = Object.assign(new EventTarget(), { location: { origin: OURS }, open: vi.fn(() => opened) });
  gadget = { fetchToken: vouched };
  let made = 0;
  account = new Account(gadget, {
    exchange: new Exchange(OURS, "team", server.fetch),
    clock,
    page: page as unknown as Window,
    newVerifier: async () => ({ verifier: `v${++made}`, challenge: `c${made}`, word: "A1B-2C3" }),
    address: (challenge) => `${OURS}/window?${challenge}`,
    changed: () => {},
  });
  await settled();
});

async function says(change: object = {}, data: object = {}): Promise<void> {
  const message = { ns: "activity-streams", v: 1, type: "code", code: "secret", ...data };
  page.dispatchEvent(
    Object.assign(new Event("message"), { source: opened, origin: OURS, data: message, ...change }),
  );
  await vi.waitFor(() => settled());
}

const sent = () => server.requests.map(({ init }) => JSON.parse((init.body as string) ?? "null"));

async function signedIn(): Promise<void> {
  server.willReply(ana(1));
  account.signIn();
  await says();
  await vi.waitFor(() => expect(account.standing).toBe("signed-in"));
}

test("the window's code and the verifier bring a token, in memory only", async () => {
  await signedIn();
  expect(page.open.mock.calls[0]?.[0]).toBe(`${OURS}/window?c1`);
  expect(sent()).toEqual([{ verifier: "v1", code: "secret" }]);
  expect(await gadget.fetchToken?.()).toMatchObject({ token: "ae_1" });
  expect(account.name).toBe("Ana Ruiz");
});

test.each([
  ["another window", { source: {} }, {}],
  ["no window", { source: null }, {}],
  ["another origin", { origin: "https://evil.example" }, {}],
  ["another message", {}, { type: "ready" }],
  ["another version", {}, { v: 2 }],
])("what %s says is not heard", async (_, change, data) => {
  server.willReply(ana(1));
  account.signIn();
  await says(change, data);
  expect(server.requests).toHaveLength(0);
});

test("where the window cannot speak, the frame asks by itself until the person compared", async () => {
  opened = null;
  account.signIn();
  expect(account.standing).toBe("held-back");
  await clock.pass(3_000);
  server.willReply(ana(1));
  await vi.waitFor(async () => {
    await clock.pass(3_000);
    expect(account.standing).toBe("signed-in");
  });
  expect(sent().every((one) => one.verifier === "v1" && !one.code)).toBe(true);
});

test("it asks for three minutes and no longer", async () => {
  account.signIn();
  for (let minutes = 0; minutes < 4; minutes += 0.05) {
    await clock.pass(3_000);
    await new Promise((resolve) => setTimeout(resolve));
  }
  expect(account.standing).toBe("failed");
  const asked = server.requests.length;
  expect(asked).toBeLessThanOrEqual(60);
  await clock.pass(60_000);
  expect(server.requests).toHaveLength(asked);
});

test("whoever cancels is nobody, and an answer that was on its way changes nothing", async () => {
  account.signIn();
  server.willReply(ana(1));
  const late = says();
  account.cancel();
  await late;
  await settled();
  expect([account.standing, gadget.fetchToken]).toEqual(["nobody", vouched]);
  expect(opened?.close).toHaveBeenCalled();
});

test("before a token ends the next one is had for the refresh secret", async () => {
  await signedIn();
  await gadget.fetchToken?.();
  server.willReply(ana(2));
  expect(await gadget.fetchToken?.()).toMatchObject({ token: "ae_2" });
  server.willReply(ana(3));
  expect(await gadget.fetchToken?.()).toMatchObject({ token: "ae_3" });
  expect(sent().slice(1)).toEqual([{ refresh: "r1" }, { refresh: "r2" }]);
});

test("two who ask at once cost one refresh secret", async () => {
  await signedIn();
  await gadget.fetchToken?.();
  server.willReply(ana(2), OVER);
  const tokens = await Promise.all([gadget.fetchToken?.(), gadget.fetchToken?.()]);
  expect(tokens).toMatchObject([{ token: "ae_2" }, { token: "ae_2" }]);
  expect(sent().slice(1)).toEqual([{ refresh: "r1" }]);
  expect(account.standing).toBe("signed-in");
});

test("a sign-in that is over leaves what the page vouches for", async () => {
  await signedIn();
  await gadget.fetchToken?.();
  server.willReply(OVER);
  expect(await gadget.fetchToken?.()).toBeNull();
  expect([account.standing, gadget.fetchToken]).toEqual(["nobody", vouched]);
});

test("a server that is away for a moment signs nobody out", async () => {
  await signedIn();
  await gadget.fetchToken?.();
  server.willReply("down");
  await expect(gadget.fetchToken?.()).rejects.toMatchObject({ kind: "network" });
  expect(account.standing).toBe("signed-in");
});

test("signing out ends the token at the server", async () => {
  await signedIn();
  server.willReply({ status: 204 });
  await account.signOut();
  expect(server.requests.at(-1)).toMatchObject({
    init: { method: "DELETE", headers: { Authorization: "Bearer ae_1" } },
  });
  expect(gadget.fetchToken).toBe(vouched);
});

test("a verifier is long, new each time, and its challenge is its hash", async () => {
  const [one, two] = [await newVerifier(), await newVerifier()];
  expect(one.verifier).toMatch(/^[\w-]{43}$/);
  expect(one.verifier).not.toBe(two.verifier);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(one.verifier)));
  const standard = one.challenge.replaceAll("-", "+").replaceAll("_", "/");
  expect(atob(standard)).toBe(String.fromCharCode(...hash));
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  expect(one.word.replace("-", "")).toBe(hex.slice(0, 6).toUpperCase());
});
