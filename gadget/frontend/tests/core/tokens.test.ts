import { expect, test, vi } from "vitest";
import { Tokens } from "../../src/core/tokens.ts";
import { FakeClock } from "../cast.ts";

const inTenMinutes = (clock: FakeClock) => new Date(clock.now() + 600_000).toISOString();

function setUp() {
  const clock = new FakeClock();
  let n = 0;
  const fetchToken = vi.fn(async () => ({ token: `t${++n}`, expires_at: inTenMinutes(clock) }));
  return { clock, fetchToken, tokens: new Tokens(fetchToken, clock) };
}

test("without a source the reader is anonymous", async () => {
  expect(await new Tokens(null, new FakeClock()).current()).toBeNull();
});

test("a token is fetched once and kept", async () => {
  const { tokens, fetchToken } = setUp();
  expect(await tokens.current()).toBe("t1");
  expect(await tokens.current()).toBe("t1");
  expect(fetchToken).toHaveBeenCalledOnce();
});

test("two who ask at once share one fetch", async () => {
  const { tokens, fetchToken } = setUp();
  await Promise.all([tokens.current(), tokens.current()]);
  expect(fetchToken).toHaveBeenCalledOnce();
});

test("a token is renewed before it expires", async () => {
  const { tokens, clock } = setUp();
  await tokens.current();
  await clock.pass(571_000);
  expect(await tokens.current()).toBe("t2");
});

test("a short-lived token is kept for three quarters of its life", async () => {
  const clock = new FakeClock();
  const fetchToken = vi.fn(async () => ({ token: "t", expires_at: clock.now() / 1000 + 30 }));
  const tokens = new Tokens(fetchToken, clock);
  await tokens.current();
  await clock.pass(22_000);
  await tokens.current();
  expect(fetchToken).toHaveBeenCalledOnce();
  await clock.pass(1_000);
  await tokens.current();
  expect(fetchToken).toHaveBeenCalledTimes(2);
});

test("expires_at may be Unix seconds", async () => {
  const clock = new FakeClock();
  const fetchToken = vi.fn(async () => ({ token: "t", expires_at: clock.now() / 1000 + 600 }));
  const tokens = new Tokens(fetchToken, clock);
  await tokens.current();
  await tokens.current();
  expect(fetchToken).toHaveBeenCalledOnce();
});

test("a refused token is forgotten, and an older refusal does not cost a newer token", async () => {
  const { tokens } = setUp();
  await tokens.current();
  expect(tokens.forget("t1")).toBe(true);
  expect(await tokens.current()).toBe("t2");
  tokens.forget("t1");
  expect(await tokens.current()).toBe("t2");
});

test("there is nothing to renew for an anonymous reader", () => {
  expect(setUp().tokens.forget(null)).toBe(false);
});
