import { expect, test } from "vitest";
import { anAction, anActivity, aPage, comment } from "../cast.ts";
import {
  all,
  button,
  comes,
  find,
  focused,
  pass,
  press,
  show,
  stage,
  text,
  type,
  willAnswer,
} from "./stage.ts";

const withActions = (...actions: ReturnType<typeof anAction>[]) => ({
  ...aPage([]),
  items: [anActivity("09", { actions })],
});
const vote = anAction({ count: 2 });
const voted = anAction({ state: "done", label: "Voted", count: 3 });
const after = (action: typeof vote) => anActivity("09", { revision: 2, actions: [action] });

test("a vote shows at once, then as the server says, with a way back", async () => {
  const gadget = await show(withActions(vote));
  await press(gadget, "Vote");
  expect(button(gadget, "Vote").getAttribute("aria-pressed")).toBe("true");
  expect(button(gadget, "Vote").getAttribute("aria-busy")).toBe("true");
  stage.action = { body: {} };
});

test("the server's truth replaces the guess, and Undo takes it back", async () => {
  const gadget = await show(withActions(vote));
  willAnswer(voted, after(voted), "Your vote is in");
  await press(gadget, "Vote");
  expect(text(gadget, ".action").replaceAll(" ", "")).toBe("Voted·3");
  expect(text(gadget, ".note")).toBe("Your vote is in Undo");
  expect(text(gadget, '[role="status"]')).toBe("Your vote is in");
  willAnswer(vote, { ...after(vote), revision: 3 }, "Your vote is withdrawn");
  await press(gadget, "Undo");
  expect(stage.requests.filter((one) => one.url.includes("/actions/")).at(-1)?.method).toBe("DELETE");
  expect(button(gadget, "Vote").getAttribute("aria-pressed")).toBe("false");
});

test("an action that goes with its success leaves its message, its item as it is now, and no form", async () => {
  const gadget = await show(withActions(comment));
  const now = anActivity("09", { revision: 2, title_html: "Closed" });
  stage.action = { body: { action: null, item: now, message: "The last word is said" } };
  await press(gadget, "Comment");
  await type(find(gadget, "textarea"), "Good catch");
  find<HTMLFormElement>(gadget, "form").requestSubmit();
  await pass(0);
  expect(text(gadget, ".note")).toBe("The last word is said");
  expect(text(gadget, ".sentence")).toContain("Closed");
  expect(all(gadget, "form, .actions")).toEqual([]);
});

test("a note that is over gives up its place when the pointer leaves", async () => {
  const gadget = await show(withActions(vote));
  willAnswer(voted, after(voted));
  await press(gadget, "Vote");
  await pass(7_000);
  expect(all(gadget, ".note")).toHaveLength(1);
  gadget.dispatchEvent(new Event("pointerleave"));
  await pass(0);
  expect(all(gadget, ".note")).toEqual([]);
});

test("where the leave of a pointer was lost, a note that is over goes all the same; a failure stays", async () => {
  const gadget = await show(withActions(vote), { poll: "never" });
  const point = () => gadget.dispatchEvent(Object.assign(new Event("pointermove"), { pointerType: "mouse" }));
  point();
  willAnswer(voted, after(voted));
  await press(gadget, "Vote");
  await pass(20_000);
  expect(all(gadget, ".note")).toHaveLength(1);
  await pass(20_000);
  expect(all(gadget, ".note")).toEqual([]);
  stage.action = { status: 409, body: { detail: "Voting is over" } };
  point();
  await press(gadget, "Vote");
  await pass(120_000);
  expect(text(gadget, ".note")).toContain("Voting is over");
});

test("a note that is over stays for whoever is in it by keyboard", async () => {
  const gadget = await show(withActions(vote), { poll: "never" });
  willAnswer(voted, after(voted));
  await press(gadget, "Vote");
  button(gadget, "Undo").focus();
  await pass(60_000);
  expect(focused(gadget)).toBe(button(gadget, "Undo"));
});

test("pressing Voted takes the vote back", async () => {
  const gadget = await show(withActions(voted));
  willAnswer(vote, after(vote));
  await press(gadget, "Voted");
  expect(stage.requests.at(-1)?.method).toBe("DELETE");
});

test("a double click is one request, with one idempotency key", async () => {
  const gadget = await show(withActions(vote));
  button(gadget, "Vote").click();
  button(gadget, "Vote").click();
  await pass(0);
  const presses = stage.requests.filter((one) => one.method === "POST");
  expect(presses).toHaveLength(1);
  expect(presses[0]?.headers["Idempotency-Key"]).toMatch(/^[0-9a-f-]{36}$/);
});

test("a busy button keeps its focus and shows a spinner only if it takes long", async () => {
  const gadget = await show(withActions(vote));
  await press(gadget, "Vote");
  expect(button(gadget, "Vote").hasAttribute("disabled")).toBe(false);
  expect(all(gadget, ".spinner")).toEqual([]);
  await pass(150);
  expect(all(gadget, ".spinner")).toHaveLength(1);
  expect(focused(gadget)).toBe(button(gadget, "Vote"));
});

test("a refusal rolls back, says why as an alert, and can be retried", async () => {
  const gadget = await show(withActions(vote));
  stage.action = { status: 409, body: { title: "Conflict", detail: "Voting is over" } };
  await press(gadget, "Vote");
  expect(button(gadget, "Vote").getAttribute("aria-pressed")).toBe("false");
  expect(text(gadget, '.note[role="alert"]')).toContain("Voting is over");
  willAnswer(voted, after(voted));
  await press(gadget, "Retry");
  expect(button(gadget, "Voted")).toBeTruthy();
});

test("when a note goes away, the focus in it goes to the button it is about", async () => {
  const gadget = await show(withActions(vote));
  stage.action = "down";
  await press(gadget, "Vote");
  await press(gadget, "Dismiss");
  expect(focused(gadget)).toBe(button(gadget, "Vote"));
});

test("after Undo the focus is on the button whose action was undone", async () => {
  const watched = anAction({ key: "watch", label: "Watched", state: "done" });
  const gadget = await show(withActions(watched, vote));
  willAnswer(voted, anActivity("09", { revision: 2, actions: [watched, voted] }));
  await press(gadget, "Vote");
  willAnswer(vote, anActivity("09", { revision: 3, actions: [watched, vote] }));
  await press(gadget, "Undo");
  expect(focused(gadget)).toBe(button(gadget, "Vote"));
});

test("a closed form gives the focus back to its own button, whatever else is on", async () => {
  const gadget = await show(withActions(voted, comment));
  await press(gadget, "Comment");
  await press(gadget, "Cancel");
  expect(focused(gadget)).toBe(button(gadget, "Comment"));
});

test("what was being written about an activity that is gone can still be read", async () => {
  const page = withActions(comment);
  const gadget = await show({ ...page, items: [...page.items, anActivity("08")] });
  await press(gadget, "Comment");
  await type(find(gadget, "textarea"), "Good catch");
  await comes(aPage(["08"]));
  expect(text(gadget, "#item-09 .farewell")).toBe("This activity is no longer available");
  expect(find<HTMLTextAreaElement>(gadget, "#item-09 textarea").value).toBe("Good catch");
  (focused(gadget) as HTMLElement).blur();
  await comes(aPage(["08"]));
  expect(all(gadget, "article").map((one) => one.id)).toEqual(["item-08"]);
});

test("the comment box takes the focus, sends on Ctrl+Enter and gives the focus back", async () => {
  const gadget = await show(withActions(comment));
  await press(gadget, "Comment");
  const field = find<HTMLTextAreaElement>(gadget, "textarea");
  expect(focused(gadget)).toBe(field);
  await type(field, "Good catch");
  willAnswer(comment, after(comment), "Your comment is in");
  field.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", ctrlKey: true, bubbles: true }));
  await pass(0);
  expect(stage.requests.find((one) => one.method === "POST")?.body).toBe('{"text":"Good catch"}');
  expect(all(gadget, "textarea")).toEqual([]);
  expect(focused(gadget)).toBe(button(gadget, "Comment"));
});

test("Escape closes the box, gives the focus back and keeps the draft", async () => {
  const gadget = await show(withActions(comment));
  await press(gadget, "Comment");
  await type(find(gadget, "textarea"), "Later");
  find(gadget, "textarea").dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
  await pass(0);
  expect(focused(gadget)).toBe(button(gadget, "Comment"));
  await press(gadget, "Comment");
  expect(find<HTMLTextAreaElement>(gadget, "textarea").value).toBe("Later");
});

test("a draft waits for its activity while another filter is chosen", async () => {
  const gadget = await show(withActions(comment));
  await press(gadget, "Comment");
  await type(find(gadget, "textarea"), "Good catch");
  stage.page = aPage(["08"]);
  gadget.filter = "streams=user+IS+bob";
  await pass(0);
  expect(all(gadget, "#item-09")).toEqual([]);
  stage.page = withActions(comment);
  gadget.filter = "";
  await pass(0);
  await press(gadget, "Comment");
  expect(find<HTMLTextAreaElement>(gadget, "textarea").value).toBe("Good catch");
});

test("a draft is not shown to another reader", async () => {
  const gadget = await show(withActions(comment));
  await press(gadget, "Comment");
  await type(find(gadget, "textarea"), "Between us");
  gadget.fetchToken = async () => ({ token: "eve", expires_at: null });
  await pass(0);
  await press(gadget, "Comment");
  expect(find<HTMLTextAreaElement>(gadget, "textarea").value).toBe("");
});

test("a draft, its caret and its focus survive polls", async () => {
  const gadget = await show(withActions(comment));
  await press(gadget, "Comment");
  const field = find<HTMLTextAreaElement>(gadget, "textarea");
  await type(field, "Good catch");
  field.setSelectionRange(4, 4);
  const news = withActions(comment);
  await comes({
    ...news,
    items: [anActivity("10"), { ...news.items[0]!, revision: 2, title_html: "Edited" }],
  });
  expect(find(gadget, "textarea")).toBe(field);
  expect(focused(gadget)).toBe(field);
  expect([field.value, field.selectionStart]).toEqual(["Good catch", 4]);
  expect(text(gadget, ".sentence")).toContain("Edited");
});

test("a failed comment keeps its box and its words", async () => {
  const gadget = await show(withActions(comment));
  await press(gadget, "Comment");
  await type(find(gadget, "textarea"), "Good catch");
  stage.action = "down";
  find(gadget, "form").dispatchEvent(new Event("submit", { cancelable: true }));
  await pass(0);
  expect(find<HTMLTextAreaElement>(gadget, "textarea").value).toBe("Good catch");
  expect(text(gadget, ".note")).toContain("Can’t reach the server");
});

test("an empty comment is not sent", async () => {
  const gadget = await show(withActions(comment));
  await press(gadget, "Comment");
  find(gadget, "form").dispatchEvent(new Event("submit", { cancelable: true }));
  await pass(0);
  expect(stage.requests.every((one) => one.method === "GET")).toBe(true);
});

test("a consequential action asks back, and Cancel gives the focus back", async () => {
  const build = anAction({ key: "build", label: "Run again", confirm: "Run build 512 again?", undo: false });
  const gadget = await show(withActions(build));
  await press(gadget, "Run again");
  expect(text(gadget, ".question")).toBe("Run build 512 again?");
  expect(focused(gadget)?.className).toBe("button");
  await press(gadget, "Cancel");
  expect(focused(gadget)).toBe(button(gadget, "Run again"));
  expect(stage.requests.every((one) => one.method === "GET")).toBe(true);
});

test("what is disabled can be reached and says why", async () => {
  const gadget = await show(withActions(anAction({ state: "disabled", reason: "Sign in to do this" })));
  expect(button(gadget, "Vote").getAttribute("aria-disabled")).toBe("true");
  await press(gadget, "Vote");
  expect(text(gadget, ".note")).toBe("Sign in to do this");
});

test("an activity that is gone says so in its place, then leaves", async () => {
  const page = withActions(vote);
  const gadget = await show({ ...page, items: [...page.items, anActivity("08")] });
  stage.action = { status: 404, body: { title: "Not found" } };
  await press(gadget, "Vote");
  expect(text(gadget, "#item-09 .farewell")).toBe("This activity is no longer available");
  expect(text(gadget, '[role="status"]')).toBe("This activity is no longer available");
  (focused(gadget) as HTMLElement | null)?.blur();
  stage.page = aPage(["08"]);
  await pass(3_000);
  expect(all(gadget, "article").map((one) => one.id)).toEqual(["item-08"]);
});

const ended = {
  run: "r1",
  state: "failed" as const,
  message: "No agent took it",
  undo: false,
  input: {},
};

test("what failed in the end is an alert with its button's hint, until the reader has read it", async () => {
  const build = anAction({ key: "build", label: "Trigger build", undo: false });
  const gadget = await show(withActions({ ...build, state: "pending" }));
  expect(all(gadget, ".note")).toEqual([]);
  await comes(withActions({ ...build, ended }));
  expect(text(gadget, '.note.bad[role="alert"]')).toBe("No agent took it Retry");
  expect(button(gadget, "Trigger build").title).toBe("No agent took it");
  await press(gadget, "Dismiss");
  expect(all(gadget, ".note")).toEqual([]);
  expect(stage.requests.at(-1)).toMatchObject({
    method: "DELETE",
    url: expect.stringMatching(/\/api\/v1\/activities\/09\/actions\/build\/ended\/$/),
  });
  expect(focused(gadget)).toBe(button(gadget, "Trigger build"));
});

test("a comment that failed in the end is back in its box", async () => {
  const gadget = await show(withActions({ ...comment, ended: { ...ended, input: { text: "Good catch" } } }));
  await press(gadget, "Retry");
  expect(find<HTMLTextAreaElement>(gadget, "textarea").value).toBe("Good catch");
  expect(text(gadget, ".note")).toContain("No agent took it");
  willAnswer(comment, after(comment), "Your comment is in");
  find(gadget, "form").dispatchEvent(new Event("submit", { cancelable: true }));
  await pass(0);
  expect(stage.requests.find((one) => one.method === "POST")?.body).toBe('{"text":"Good catch"}');
  expect(text(gadget, ".note")).toBe("Your comment is in");
});

test("what went well in the end is said below its row and to screen readers", async () => {
  const build = anAction({ key: "build", label: "Trigger build", undo: false });
  const gadget = await show(withActions({ ...build, state: "pending" }));
  await comes(withActions({ ...build, ended: { ...ended, state: "done", message: "The build has run" } }));
  expect(text(gadget, ".note.ok")).toBe("The build has run");
  await pass(1_000);
  expect(text(gadget, '[role="status"]')).toBe("The build has run");
});
