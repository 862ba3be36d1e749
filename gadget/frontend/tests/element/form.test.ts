import { expect, test } from "vitest";
import type { Field } from "../../src/core/types.ts";
import type { ActivityGadget } from "../../src/element/activity-gadget.ts";
import { anAction, anActivity, aPage } from "../cast.ts";
import { all, find, pass, press, show, stage, text } from "./stage.ts";

async function asked(properties: Record<string, Field>, required: string[] = []): Promise<ActivityGadget> {
  const action = anAction({ key: "ask", label: "Ask", undo: false, input: { required, properties } });
  const gadget = await show({ ...aPage([]), items: [anActivity("09", { actions: [action] })] });
  await press(gadget, "Ask");
  return gadget;
}

async function enter(gadget: HTMLElement, selector: string, value: string | boolean): Promise<void> {
  const field = find<HTMLInputElement>(gadget, selector);
  if (typeof value === "boolean") field.checked = value;
  else field.value = value;
  field.dispatchEvent(
    new Event(field.tagName === "SELECT" || typeof value === "boolean" ? "change" : "input"),
  );
  await pass(0);
}

async function send(gadget: HTMLElement): Promise<unknown> {
  find(gadget, "form").dispatchEvent(new Event("submit", { cancelable: true }));
  await pass(0);
  const sent = stage.requests.find(({ method }) => method === "POST");
  return sent && JSON.parse(String(sent.body));
}

const words = { type: "string", title: "Words" } as const;
const levels = [
  { const: "low", title: "Low" },
  { const: "high", title: "High" },
];

test.each<[string, Field, string]>([
  ["a short text", words, ".form input[type=text]"],
  ["a long text", { ...words, format: "textarea" }, "textarea"],
  ["a date", { ...words, format: "date" }, "input[type=date]"],
  ["an address", { ...words, format: "email" }, "input[type=email]"],
  ["somebody", { ...words, format: "user" }, "input[list]"],
  ["a number", { ...words, type: "integer" }, "input[type=number]"],
  ["a choice", { ...words, oneOf: levels }, "select"],
  ["yes or no", { ...words, type: "boolean" }, "input[type=checkbox]"],
])("%s has its own control, with its label", async (_, field, selector) => {
  const gadget = await asked({ answer: field, more: words });
  expect(find(gadget, `label[for="${find(gadget, selector).id}"]`).textContent).toContain("Words");
});

test("what was entered is sent by field, what was left empty is not", async () => {
  const gadget = await asked(
    { to: words, level: { ...words, oneOf: levels }, told: { ...words, type: "boolean" }, note: words },
    ["to"],
  );
  await enter(gadget, ".form input[type=text]", "ana");
  await enter(gadget, "select", "high");
  await enter(gadget, "input[type=checkbox]", true);
  expect(await send(gadget)).toEqual({ to: "ana", level: "high", told: true });
});

test("a default is there, and sent", async () => {
  const gadget = await asked({
    level: { ...words, oneOf: levels, default: "low" },
    n: { ...words, type: "integer", default: 3 },
  });
  expect(await send(gadget)).toEqual({ level: "low", n: "3" });
});

test("a tick that is not there is an answer", async () => {
  expect(await send(await asked({ told: { ...words, type: "boolean" } }, ["told"]))).toEqual({ told: false });
});

test("nothing is sent while something is missing, and the button shows it", async () => {
  const gadget = await asked({ to: words, note: words }, ["to"]);
  expect(await send(gadget)).toBeUndefined();
  expect(find(gadget, "form .button").getAttribute("aria-disabled")).toBe("true");
  expect(text(gadget, "form")).toContain("Words optional");
});

test("what is wrong is said at its field, and not again below", async () => {
  const gadget = await asked({ to: words, note: words });
  await enter(gadget, ".form input", "nobody");
  const errors = [{ field: "to", code: "invalid", message: "Nobody has this name." }];
  stage.action = { status: 400, body: { title: "Bad Request", detail: "to: Nobody has this name.", errors } };
  await send(gadget);
  const field = find<HTMLInputElement>(gadget, "[aria-invalid=true]");
  expect(find(gadget, `[id="${field.getAttribute("aria-describedby")}"]`).textContent).toBe(
    "Nobody has this name.",
  );
  expect(field.value).toBe("nobody");
  expect(all(gadget, ".note")).toEqual([]);
});

test("what is wrong with the whole is said below", async () => {
  const gadget = await asked({ to: words });
  await enter(gadget, ".form input", "ana");
  stage.action = { status: 409, body: { title: "Conflict", detail: "It is handed over already" } };
  await send(gadget);
  expect(text(gadget, ".note")).toContain("It is handed over already");
});
