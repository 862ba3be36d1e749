import { expect, test } from "vitest";
import { actionIcons } from "../../src/element/acting/icons.ts";
import { anAction, anActivity, aPage, comment } from "../cast.ts";
import { button, find, pass, press, show, stage } from "./stage.ts";

const withAction = (action: ReturnType<typeof anAction>) => ({
  ...aPage([]),
  items: [anActivity("09", { actions: [action] })],
});
const drawing = (gadget: HTMLElement, words: string) =>
  button(gadget, words).querySelector("path")?.getAttribute("d");

/** What a screen reader is told of a button: its name, what else there is to know, and how it stands. */
function told(gadget: HTMLElement, words: string): Record<string, string | null | undefined> {
  const one = button(gadget, words);
  const states = ["pressed", "expanded", "disabled", "busy"].filter((name) =>
    one.hasAttribute(`aria-${name}`),
  );
  return {
    name: one.textContent?.replace(/\s+/g, " ").trim(),
    hint: one.title,
    ...Object.fromEntries(states.map((name) => [name, one.getAttribute(`aria-${name}`)])),
  };
}

test("available: its word, and that it is not pressed", async () => {
  const gadget = await show(withAction(anAction({ count: 2 })));
  expect(told(gadget, "Vote")).toEqual({ name: "Vote·2", hint: "Vote", pressed: "false" });
});

test("needs input: it opens something, and says when that is open", async () => {
  const gadget = await show(withAction(comment));
  expect(told(gadget, "Comment")).toEqual({ name: "Comment", hint: "Comment", expanded: "false" });
  await press(gadget, "Comment");
  expect(told(gadget, "Comment").expanded).toBe("true");
  expect(find(gadget, "form").getAttribute("aria-label")).toBe("Comment");
});

test("under way here: it is busy and cannot be pressed again", async () => {
  const gadget = await show(withAction(anAction({ count: 2 })));
  await press(gadget, "Vote");
  expect(told(gadget, "Vote")).toMatchObject({ busy: "true", disabled: "true" });
});

test("pending at the source: it says so in its name", async () => {
  const gadget = await show(
    withAction(anAction({ key: "rerun", label: "Run again", state: "pending", undo: false })),
  );
  expect(told(gadget, "Run again")).toEqual({
    name: "Run again in progress",
    hint: "Run again",
    disabled: "true",
  });
});

test.each([
  [4, "Voted: You and 3 others"],
  [2, "Voted: You and 1 other"],
  [1, "Voted: You"],
  [null, "Voted: You"],
])("done by %s: who did it", async (count, hint) => {
  const gadget = await show(withAction(anAction({ state: "done", label: "Voted", count })));
  expect(told(gadget, "Voted")).toMatchObject({ hint, pressed: "true" });
});

test("disabled: why", async () => {
  const gadget = await show(withAction(anAction({ state: "disabled", reason: "Sign in to do this" })));
  expect(told(gadget, "Vote")).toMatchObject({ hint: "Sign in to do this", disabled: "true" });
});

test("failed: what the source said, until it is dismissed", async () => {
  const gadget = await show(withAction(anAction()));
  stage.action = { status: 409, body: { title: "Conflict", detail: "Voting is over" } };
  await press(gadget, "Vote");
  expect(told(gadget, "Vote").hint).toBe("Voting is over");
  await press(gadget, "Dismiss");
  await pass(0);
  expect(told(gadget, "Vote").hint).toBe("Vote");
});

test("an action wears the icon that the server names, whatever its key", async () => {
  const gadget = await show(withAction(anAction({ icon: "star" })));
  expect(drawing(gadget, "Vote")).toBe(actionIcons.star);
});

test("a drawing that nobody has is a neutral one", async () => {
  const gadget = await show(withAction(anAction({ icon: "lighthouse" })));
  expect(drawing(gadget, "Vote")).toBe(actionIcons.other);
});

test("without an icon of its own the word stays, also where it is narrow", async () => {
  const gadget = await show(withAction(anAction({ icon: "" })));
  expect(button(gadget, "Vote").classList).toContain("named");
  expect(drawing(gadget, "Vote")).toBe(actionIcons.other);
});
