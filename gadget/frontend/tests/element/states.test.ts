import { expect, test, vi } from "vitest";
import type { Source } from "../../src/core/types.ts";
import { ActivityGadget } from "../../src/element/activity-gadget.ts";
import { aPage } from "../cast.ts";
import { all, comes, pass, press, show, stage, text } from "./stage.ts";

test("the first load shows a skeleton, later ones do not", async () => {
  const gadget = await show("never");
  expect(all(gadget, ".skeleton")).toHaveLength(1);
  const loaded = await show(aPage(["09"]), { limit: "5" });
  stage.page = "never";
  await press(loaded, "Refresh");
  expect(all(loaded, ".skeleton")).toEqual([]);
});

test("an empty stream says so", async () => {
  expect(text(await show(aPage([])))).toContain("Nothing has happened yet");
});

test.each([
  [401, "You are signed out"],
  [403, "This stream is not shared with you"],
  [404, "There is no such gadget"],
  [429, "The server asks for a pause"],
  [500, "The server had a problem"],
])("%i is told as %s", async (status, title) => {
  const gadget = await show({ status, body: {} });
  expect(text(gadget, ".state-title")).toBe(title);
});

test("the server's own words come first", async () => {
  const gadget = await show({ status: 403, body: { detail: "Ask Ana for access." } });
  expect(text(gadget, ".state-hint")).toBe("Ask Ana for access.");
});

test("a pause says how long it is", async () => {
  const gadget = await show({ status: 429, body: {}, headers: { "Retry-After": "40" } });
  expect(text(gadget, ".next-try")).toBe("Next try in 40 sec.");
});

test("Try again tries again", async () => {
  const gadget = await show({ status: 401, body: {} });
  stage.page = aPage(["09"]);
  await press(gadget, "Try again");
  expect(all(gadget, "article")).toHaveLength(1);
});

test("an error keeps the list and says from when it is", async () => {
  const gadget = await show(aPage(["09"]));
  await comes("down");
  expect(all(gadget, "article")).toHaveLength(1);
  expect(text(gadget, '.banner[role="alert"]')).toMatch(
    /Can’t reach the server. Showing activity from .+ Next try in/,
  );
  expect(all(gadget, ".light.late")).toHaveLength(1);
});

test("offline keeps the list, says so and lets nobody act", async () => {
  const gadget = await show(aPage(["09"]));
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  dispatchEvent(new Event("offline"));
  await pass(300_000);
  expect(text(gadget, ".banner")).toMatch(/^Offline. Showing activity from/);
  expect(stage.requests).toHaveLength(1);
  vi.restoreAllMocks();
  dispatchEvent(new Event("online"));
  await pass(0);
  expect(stage.requests).toHaveLength(2);
});

test("a late source speaks up in one line", async () => {
  const jira: Source = { key: "jira", name: "Jira", state: "late", last_ok: null, message: "" };
  const ci: Source = { key: "ci", name: "CI", state: "failing", last_ok: null, message: "timed out" };
  const wait = "GitHub asks us to wait until 15:40 UTC. Its rate limit is used up.";
  const github: Source = { key: "github", name: "GitHub", state: "throttled", last_ok: null, message: wait };
  const git: Source = { key: "git", name: "Git", state: "ok", last_ok: null, message: "" };
  const gadget = await show({ ...aPage(["09"]), sources: [jira, ci, github, git] });
  expect(all(gadget, ".sources li").map((line) => line.textContent?.trim())).toEqual([
    "Jira answers late",
    "CI does not answer: timed out",
    wait,
  ]);
});

test("a source in trouble says how old its news is, and when it is asked again", async () => {
  const last_ok = "2026-11-23T11:48:00Z";
  const retry_at = "2026-11-23T12:10:00Z";
  const jira: Source = { key: "jira", name: "Jira", state: "late", last_ok, message: "" };
  const ci: Source = { key: "ci", name: "CI", state: "failing", last_ok, retry_at, message: "timed out" };
  const gadget = await show({ ...aPage(["09"]), sources: [jira, ci] });
  const [late, failing] = all(gadget, ".sources li").map((line) => line.textContent?.trim());
  expect(late).toBe("Jira answers late · last heard 12m ago");
  expect(failing).toMatch(/^CI does not answer: timed out · last heard 12m ago · next try \d\d?:10/);
});

test("the footer says how old the list is", async () => {
  const gadget = await show(aPage(["09"]), { poll: "600" });
  await pass(20_000);
  expect(text(gadget, ".updated")).toBe("Updated 20s ago");
});

test("there is one live region, there from the start", async () => {
  const gadget = await show("never");
  expect(all(gadget, '[role="status"]')).toHaveLength(1);
});

test("a token source set before the script ran is used", async () => {
  stage.page = aPage(["09"]);
  const early = document.createElement("activity-gadget") as ActivityGadget;
  const fetchToken = async () => ({ token: "abc", expires_at: null });
  Object.defineProperty(early, "fetchToken", { value: fetchToken, configurable: true, writable: true });
  document.body.append(early);
  await pass(0);
  expect(stage.requests.at(-1)?.headers.Authorization).toBe("Bearer abc");
});

test("other filters cost no other token, also while the first is on its way", async () => {
  const gadget = await show(aPage(["09"]));
  const token = { token: "abc", expires_at: null };
  const fetchToken = vi.fn(() => new Promise<typeof token>((resolve) => setTimeout(resolve, 500, token)));
  gadget.fetchToken = fetchToken;
  gadget.filter = "streams=bots+IS+no";
  gadget.filter = "streams=mine+IS+yes";
  await pass(500);
  gadget.filter = "";
  await pass(0);
  expect(fetchToken).toHaveBeenCalledOnce();
  expect(stage.requests.at(-1)?.headers.Authorization).toBe("Bearer abc");
});

test("a token source that fails for now is asked again later", async () => {
  stage.page = aPage(["09"]);
  const gadget = document.createElement("activity-gadget") as ActivityGadget;
  gadget.fetchToken = vi.fn().mockRejectedValueOnce(new Error("host is down")).mockResolvedValue(null);
  document.body.append(gadget);
  await pass(40_000);
  expect(all(gadget, "article")).toHaveLength(1);
});

test("defining twice does no harm", async () => {
  await import("../../src/element/main.ts");
  expect(customElements.get("activity-gadget")).toBe(ActivityGadget);
});
