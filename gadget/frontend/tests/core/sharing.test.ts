import { expect, test } from "vitest";
import { openLine } from "../../src/core/sharing.ts";
import { Tokens } from "../../src/core/tokens.ts";
import type { FetchToken } from "../../src/core/types.ts";
import { aPage, FakeClock, FakeServer, settled } from "../cast.ts";

const config = {
  src: "https://streams.example",
  gadget: "team",
  limit: 20,
  filter: "",
  page: "",
  lang: "",
  poll: 30_000,
};
const watcher = () => ({ asking() {}, answered() {}, failed() {} });
const clock = new FakeClock();
const server = new FakeServer().willReply({ body: aPage(["09"]) });

function open(change = {}, fetchToken: FetchToken | null = null) {
  return openLine({ ...config, ...change }, new Tokens(fetchToken, clock), clock, server.fetch);
}

test("gadgets that ask the same thing share one line", async () => {
  const [one, two] = [watcher(), watcher()];
  open().poller.join(one);
  open().poller.join(two);
  await settled();
  expect(open()).toBe(open());
  expect(server.requests).toHaveLength(1);
  open().leave(one);
  open().leave(two);
});

test("another question or another reader has a line of its own", () => {
  const ana: FetchToken = async () => null;
  expect(open({ limit: 5, filter: "" })).not.toBe(open());
  expect(open({}, ana)).not.toBe(open());
  expect(open({}, ana)).toBe(open({}, ana));
});

test("the line closes with its last gadget", () => {
  const last = watcher();
  const line = open({ gadget: "other" });
  line.poller.join(last);
  line.leave(last);
  expect(open({ gadget: "other" })).not.toBe(line);
});
