import { afterEach, beforeEach, expect, test } from "vitest";
import { ActivityGadgetCard } from "../../src/cards/home-assistant.ts";

customElements.get("activity-gadget-card") ??
  customElements.define("activity-gadget-card", ActivityGadgetCard);

let card: ActivityGadgetCard;

beforeEach(() => {
  card = document.createElement("activity-gadget-card") as ActivityGadgetCard;
  document.body.append(card);
});

afterEach(() => document.body.replaceChildren());

const gadget = () => card.querySelector<HTMLElement & { fetchToken?: unknown }>("activity-gadget");

test("what stands in the dashboard reaches the gadget, and nothing else does", () => {
  card.setConfig({ type: "custom:activity-gadget-card", gadget: "team", limit: 5, onclick: "alert(1)" });
  expect(gadget()?.getAttributeNames().sort()).toEqual(["gadget", "limit", "src"]);
  expect(gadget()?.getAttribute("limit")).toBe("5");
});

test("a card without a gadget says what to write", () => {
  expect(() => card.setConfig({ type: "custom:activity-gadget-card" })).toThrow("gadget: team");
});

test("the theme's colours become the gadget's, where the theme has them", () => {
  card.style.setProperty("--primary-text-color", "#123456");
  card.setConfig({ gadget: "team" });
  card.hass = { themes: { darkMode: true } };
  expect(gadget()?.style.getPropertyValue("--ag-fg")).toBe("var(--primary-text-color)");
  expect(gadget()?.style.getPropertyValue("--ag-bg")).toBe("");
  expect(gadget()?.getAttribute("theme")).toBe("dark");
});

test("hass may come before the configuration", () => {
  card.hass = {};
  card.setConfig({ gadget: "team" });
  expect(gadget()).not.toBeNull();
});

test("a token address makes the reader known", () => {
  card.setConfig({ gadget: "team", "token-url": "/local/token" });
  expect(gadget()?.fetchToken).toBeTypeOf("function");
});

test("it says how much room it wants", () => {
  card.setConfig({ gadget: "team", rows: 6 });
  expect(card.getCardSize()).toBe(6);
  expect(card.getGridOptions()).toMatchObject({ rows: 6, min_rows: 3 });
});
