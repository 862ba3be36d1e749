import { beforeEach, expect, test, vi } from "vitest";
import type { Press } from "../../src/core/api.ts";
import { optimistic } from "../../src/core/optimistic.ts";
import { Presses } from "../../src/core/presses.ts";
import { Problem } from "../../src/core/problem.ts";
import type { Action, Ended, Outcome } from "../../src/core/types.ts";
import { anAction, anActivity, comment, FakeClock, settled } from "../cast.ts";

const activity = anActivity("09");
const vote = anAction({ count: 2 });
const voted = anAction({ state: "done", label: "Voted", count: 3 });

let clock: FakeClock;
let host: ReturnType<typeof aHost>;
let presses: Presses;

function aHost() {
  return {
    act: vi.fn<(press: Press) => Promise<Outcome>>(async () => outcome(voted)),
    done: vi.fn(),
    gone: vi.fn(),
    changed: vi.fn(),
  };
}

function outcome(action: Action): Outcome {
  return { action, item: anActivity("09", { revision: 2 }), message: "Your vote is in" };
}

beforeEach(() => {
  let n = 0;
  clock = new FakeClock();
  host = aHost();
  presses = new Presses(host, clock, () => `id-${++n}`, new Map());
});

const row = () => presses.row("09");

test("a press is sent once with an id of its own, and its outcome handed on", async () => {
  presses.press(activity, vote);
  expect(host.act).toHaveBeenCalledWith({
    activity: "09",
    action: "vote",
    undo: false,
    input: {},
    id: "id-1",
  });
  await settled();
  expect(host.done).toHaveBeenCalledWith(outcome(voted));
  expect(row().busy).toBeNull();
});

test("a double click counts once", () => {
  presses.press(activity, vote);
  presses.press(activity, vote);
  expect(host.act).toHaveBeenCalledOnce();
});

test("the spinner shows only when it takes longer than a blink", async () => {
  host.act.mockReturnValue(new Promise(() => {}));
  presses.press(activity, vote);
  await clock.pass(149);
  expect(row().busy?.slow).toBe(false);
  await clock.pass(1);
  expect(row().busy?.slow).toBe(true);
});

test("what happened is said for six seconds, with a way back", async () => {
  presses.press(activity, vote);
  await settled();
  expect(row().note).toMatchObject({ tone: "ok", text: "Your vote is in", undo: true });
  await clock.pass(6_000);
  presses.settle();
  expect(row().note).not.toBeNull();
  await clock.pass(500);
  presses.settle();
  expect(row().note).toBeNull();
});

test("pressing what is done undoes it, and an undo has no undo", async () => {
  host.act.mockResolvedValue(outcome(vote));
  presses.press(activity, voted);
  expect(host.act).toHaveBeenCalledWith(expect.objectContaining({ undo: true }));
  await settled();
  expect(row().note?.undo).toBe(false);
});

test("what is done for good cannot be pressed again", () => {
  presses.press(activity, anAction({ state: "done", undo: false }));
  expect(host.act).not.toHaveBeenCalled();
});

test("a refused press says why and stays until dismissed", async () => {
  host.act.mockRejectedValue(new Problem("forbidden", { detail: "Not yours", answered: true }));
  presses.press(activity, vote);
  await settled();
  await clock.pass(60_000);
  presses.settle();
  expect(row()).toMatchObject({ busy: null, note: { tone: "bad", text: "Not yours" } });
  presses.dismiss("09");
  expect(row().note).toBeNull();
});

test("who said no in the middle of a press is told nothing", async () => {
  host.act.mockRejectedValue(new DOMException("", "AbortError"));
  presses.press(activity, vote);
  await settled();
  expect(row()).toEqual({ open: null, busy: null, note: null });
});

test("a retry of a press that may have arrived keeps its id, so it counts once", async () => {
  host.act.mockRejectedValueOnce(new Problem("network"));
  presses.press(activity, vote);
  await settled();
  presses.retry("09");
  expect(host.act.mock.calls.map(([press]) => press.id)).toEqual(["id-1", "id-1"]);
});

test("a retry of a press that the server refused is a new press", async () => {
  host.act.mockRejectedValueOnce(new Problem("server", { answered: true }));
  presses.press(activity, vote);
  await settled();
  presses.retry("09");
  expect(host.act.mock.calls.map(([press]) => press.id)).toEqual(["id-1", "id-2"]);
});

test("an activity that is gone is handed to the stream", async () => {
  host.act.mockRejectedValue(new Problem("not-found"));
  presses.press(activity, vote);
  await settled();
  expect(host.gone).toHaveBeenCalledWith("09");
  expect(row().note).toBeNull();
});

test("an action with input opens its form, and a second press closes it", () => {
  presses.press(activity, comment);
  expect(row().open).toEqual({ action: "comment", as: "input" });
  presses.press(activity, comment);
  expect(row().open).toBeNull();
  expect(host.act).not.toHaveBeenCalled();
});

test("an action to confirm asks back first", () => {
  const build = anAction({ key: "build", confirm: "Run it again?" });
  presses.press(activity, build);
  expect(row().open).toEqual({ action: "build", as: "confirm" });
  presses.submit("09", "build", {});
  expect(host.act).toHaveBeenCalledOnce();
});

test("a draft survives a failure, with its form open, and goes when it is sent", async () => {
  host.act.mockRejectedValueOnce(new Problem("network"));
  presses.press(activity, comment);
  presses.keepDraft("09", "comment", { text: "Good catch" });
  presses.submit("09", "comment", { text: "Good catch" });
  await settled();
  expect(presses.draft("09", "comment")).toEqual({ text: "Good catch" });
  expect(row().open).not.toBeNull();
  presses.retry("09");
  await settled();
  expect(presses.draft("09", "comment")).toEqual({});
  expect(row().open).toBeNull();
});

test("what is no longer offered afterwards succeeded all the same", async () => {
  const last = { action: null, item: anActivity("09"), message: "Merged" };
  host.act.mockResolvedValue(last);
  presses.press(activity, comment);
  presses.keepDraft("09", "comment", { text: "Good catch" });
  presses.submit("09", "comment", { text: "Good catch" });
  await settled();
  expect(row()).toMatchObject({ open: null, note: { tone: "ok", text: "Merged", undo: false } });
  expect(presses.draft("09", "comment")).toEqual({});
  expect(host.done).toHaveBeenCalledExactlyOnceWith(last);
});

test("a draft survives closing the form", () => {
  presses.press(activity, comment);
  presses.keepDraft("09", "comment", { text: "Later" });
  presses.close("09");
  expect(presses.draft("09", "comment")).toEqual({ text: "Later" });
});

test("a disabled action says why", () => {
  presses.press(activity, anAction({ state: "disabled", reason: "Sign in first" }));
  expect(row().note).toMatchObject({ tone: "info", text: "Sign in first" });
  expect(host.act).not.toHaveBeenCalled();
});

test("a reader who writes or waits is busy", () => {
  expect(presses.isReaderBusy(new Set())).toBe(false);
  presses.press(activity, comment);
  expect(presses.isReaderBusy(new Set())).toBe(true);
});

test("nobody is busy with what is gone", () => {
  presses.press(activity, comment);
  expect(presses.isReaderBusy(new Set(["09"]))).toBe(false);
});

test("what left the timeline is pruned; its draft waits for its return", () => {
  presses.press(activity, comment);
  presses.keepDraft("09", "comment", { text: "Later" });
  presses.prune([activity]);
  expect(row().open).not.toBeNull();
  presses.prune([]);
  expect(row().open).toBeNull();
  expect(presses.draft("09", "comment")).toEqual({ text: "Later" });
});

test("a comment on what is gone keeps its words in sight", async () => {
  host.act.mockRejectedValue(new Problem("not-found"));
  presses.press(activity, comment);
  presses.submit("09", "comment", { text: "Good catch" });
  await settled();
  expect(row()).toMatchObject({ open: { action: "comment" }, busy: null, note: null });
});

test("the button shows at once what the server will probably say", () => {
  const press = { activity: "09", action: "vote", undo: false, input: {}, id: "1" };
  expect(optimistic(vote, press)).toMatchObject({ state: "done", count: 3 });
  expect(optimistic(voted, { ...press, undo: true })).toMatchObject({ state: "available", count: 2 });
});

test("nobody guesses the outcome of another action, of typed text or of what was confirmed", () => {
  const press = { activity: "09", action: "comment", undo: false, input: {}, id: "1" };
  expect(optimistic(vote, press)).toBe(vote);
  expect(optimistic(comment, press)).toBe(comment);
});

test("where the server wants a second press, it brings the code, no sooner than a person reads", async () => {
  host.act.mockRejectedValueOnce(new Problem("invalid", { answered: true, confirmation: "code" }));
  presses.submit("09", "merge", {});
  await settled();
  expect(row().busy?.press.id).toBe("id-1");
  await clock.pass(500);
  expect(host.act).toHaveBeenCalledOnce();
  await clock.pass(100);
  expect(host.act).toHaveBeenLastCalledWith(expect.objectContaining({ id: "id-1", confirmation: "code" }));
  await settled();
  expect(host.done).toHaveBeenCalled();
});

test("a code that is refused is told, not sent for ever", async () => {
  host.act.mockRejectedValue(
    new Problem("invalid", { answered: true, confirmation: "code", detail: "Merge?" }),
  );
  presses.submit("09", "merge", {});
  await settled();
  await clock.pass(600);
  await settled();
  expect(host.act).toHaveBeenCalledTimes(2);
  expect(row().note?.text).toBe("Merge?");
});

/** The server wants a second press, and answers that one with a problem. */
async function confirmedInVain(problem: Problem): Promise<void> {
  const asked = (code: string) => new Problem("invalid", { answered: true, confirmation: code });
  host.act
    .mockRejectedValueOnce(asked("old"))
    .mockRejectedValueOnce(problem)
    .mockRejectedValueOnce(asked("new"));
  presses.submit("09", "merge", {});
  await settled();
  await clock.pass(600);
}

test.each([
  ["that the source refused has a new id", new Problem("server", { answered: true }), "id-2"],
  ["that may have arrived has the same id", new Problem("network"), "id-1"],
])("a retry of a confirmed press %s, and takes the new code", async (_, problem, id) => {
  await confirmedInVain(problem);
  presses.retry("09");
  await settled();
  await clock.pass(600);
  const sent = host.act.mock.calls.map(([press]) => [press.id, press.confirmation]);
  expect(sent.slice(2)).toEqual([
    [id, undefined],
    [id, "new"],
  ]);
  expect(row()).toMatchObject({ busy: null, note: { tone: "ok" } });
});

const pending = anAction({ key: "build", label: "Trigger build", state: "pending", undo: false });
const ended = (change: Partial<Ended> = {}): Ended => ({
  run: "r1",
  state: "failed",
  message: "No agent took it",
  undo: false,
  input: {},
  ...change,
});
const shown = (...actions: Action[]) => anActivity("09", { actions });

test("what is pending is said without a tick, and has no way back", async () => {
  host.act.mockResolvedValue({ action: pending, item: shown(pending), message: "Queued" });
  presses.submit("09", "build", {});
  await settled();
  expect(row().note).toMatchObject({ tone: "pending", text: "Queued", undo: false });
});

test("what went well in the end is said once, after what arrived with it", async () => {
  const built = {
    ...pending,
    state: "available" as const,
    ended: ended({ state: "done", message: "Built" }),
  };
  presses.prune([shown(pending)]);
  presses.prune([shown(built)]);
  expect(presses.note(activity)).toMatchObject({ tone: "ok", text: "Built", action: "build" });
  expect(host.done).not.toHaveBeenCalled();
  await clock.pass(1_000);
  expect(host.done).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: "Built" }));
  presses.dismiss("09");
  presses.prune([shown(built)]);
  expect(presses.note(activity)).toBeNull();
});

test("what went well before the page was opened is old", () => {
  presses.prune([shown({ ...pending, state: "available", ended: ended({ state: "done" }) })]);
  expect(presses.note(activity)).toBeNull();
});

test("a form that is open stays so when something else went well", () => {
  const built = { ...pending, state: "available" as const, ended: ended({ state: "done" }) };
  presses.prune([shown(pending, comment)]);
  presses.press(activity, comment);
  presses.prune([shown(built, comment)]);
  expect(row()).toMatchObject({ open: { action: "comment" }, note: { tone: "ok" } });
});

test("what failed in the end stays until it is read, and what was entered after that", () => {
  const failed = ended({ input: { text: "Good catch" } });
  const item = shown({ ...comment, ended: failed });
  presses.settle();
  expect(presses.note(item)).toMatchObject({ tone: "bad", text: "No agent took it", ended: failed });
  presses.read("09", "comment", failed);
  expect(presses.note(item)).toBeNull();
  expect(presses.draft("09", "comment")).toEqual({ text: "Good catch" });
  expect(presses.note(shown({ ...comment, ended: ended({ run: "r2" }) }))).not.toBeNull();
});

test("what failed in the end gives way to a new press, and to what became of that", async () => {
  const item = shown(anAction({ ended: ended() }));
  presses.again(item, "vote", ended());
  expect(host.act).toHaveBeenCalledWith(expect.objectContaining({ undo: false, id: "id-1" }));
  expect(presses.note(item)).toBeNull();
  await settled();
  expect(presses.note(item)).toMatchObject({ tone: "ok", text: "Your vote is in" });
});

test("to try again what had a question asks it again, and what had a form opens it", () => {
  const build = anAction({ key: "build", confirm: "Start a build?", ended: ended() });
  presses.again(shown(build), "build", ended());
  presses.again(shown(build), "build", ended());
  expect(row().open).toEqual({ action: "build", as: "confirm" });
  presses.again(shown({ ...comment, ended: ended() }), "comment", ended());
  expect(row().open).toEqual({ action: "comment", as: "input" });
  expect(host.act).not.toHaveBeenCalled();
});

test("to try an undo again takes back", () => {
  presses.again(shown(voted), "vote", ended({ undo: true }));
  expect(host.act).toHaveBeenCalledWith(expect.objectContaining({ undo: true }));
});

test("what failed in the end takes the place of what was said while it was pending", async () => {
  host.act.mockResolvedValue({ action: pending, item: shown(pending), message: "Queued" });
  presses.submit("09", "build", {});
  await settled();
  expect(presses.note(shown(pending))).toMatchObject({ tone: "pending", text: "Queued" });
  expect(presses.note(shown({ ...pending, state: "available", ended: ended() }))).toMatchObject({
    tone: "bad",
    text: "No agent took it",
  });
});

test("it waits while something else is said, and comes back after that", async () => {
  const item = shown(vote, anAction({ key: "build", ended: ended() }));
  presses.press(item, vote);
  await settled();
  expect(presses.note(item)).toMatchObject({ text: "Your vote is in" });
  await clock.pass(6_500);
  expect(presses.note(item)).toMatchObject({ text: "No agent took it" });
});
