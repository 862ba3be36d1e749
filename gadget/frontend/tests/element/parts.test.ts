/// <reference types="vite/client" />
import { expect, test } from "vitest";
import readme from "../../README.md?raw";
import { anAction, anActivity, aPage } from "../cast.ts";
import { all, pass, show } from "./stage.ts";

const HOUR = 3_600_000;
const manual = readme.split("## Parts")[1]?.split("\n## ")[0] ?? "";
const named = [...manual.matchAll(/`([a-z]+)`/g)].map(([, name]) => name);

test("a page can dress every part that the manual names, and no other", async () => {
  const push = (n: number) =>
    anActivity(`p${n}`, { published: `2026-11-23T09:0${n}:00Z`, target: anActivity("1").object });
  const items = [
    anActivity("11", { content_html: "<p>words</p>", actions: [anAction()] }),
    ...[4, 3, 2, 1].map(push),
  ];
  (await show({ ...aPage([]), items: items.slice(1) })).remove();
  await pass(HOUR / 6);
  const gadget = await show({ ...aPage([]), items });
  const parts = new Set(all(gadget, "[part]").map((one) => one.getAttribute("part")));
  expect([...parts].sort()).toEqual([...new Set(named)].sort());
});
