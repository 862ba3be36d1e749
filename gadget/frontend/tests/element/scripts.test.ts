import $ from "jquery";
import { beforeEach, expect, test, vi } from "vitest";
import type { Page } from "../../src/core/types.ts";
import type { ActivityGadget } from "../../src/element/activity-gadget.ts";
import { scripts } from "../../src/element/parts.ts";
import type { Result } from "../../src/scripts/actions.d.ts";
import { during, registerAction } from "../../src/scripts/registry.ts";
import { aPage, aScript } from "../cast.ts";
import { all, button, find, pass, press, show, stage, text } from "./stage.ts";

const listening = vi.hoisted(() => new Set());

vi.mock("../../src/scripts/loading.ts", () => ({ load: async () => {} }));
vi.mock("../../src/scripts/registry.ts", async (load) => {
  const registry = await load<typeof import("../../src/scripts/registry.ts")>();
  const onRegistered = (listener: () => void) => {
    const stop = registry.onRegistered(listener);
    listening.add(listener);
    return () => {
      listening.delete(listener);
      stop();
    };
  };
  return { ...registry, onRegistered };
});

const script = aScript({ key: "pager", src: "/static/pager.js" });
const run = vi.fn<() => Promise<Result>>();
const issues = (...ids: string[]): Page => aPage(ids, { scripts: [script] });
const ana = async () => ({ token: "ana", expires_at: null });

during(script.src);
registerAction({ types: "issue", label: "Page on-call", run });

let gadget: ActivityGadget;

beforeEach(async () => {
  await scripts.load();
  vi.stubGlobal("AJS", { $ });
  listening.clear();
  run.mockReset().mockResolvedValue({ state: "done", label: "Paged" });
  gadget = await show(issues("09"));
});

async function filtered(filter: string, page: Page): Promise<void> {
  stage.page = page;
  gadget.filter = filter;
  await pass(0);
}

test("what a script's action came to is remembered when its item comes back with another filter", async () => {
  await press(gadget, "Page on-call");
  await filtered("streams=bots+IS+no", issues("08"));
  expect(text(gadget, ".actions")).toBe("Page on-call");
  await filtered("", issues("09"));
  expect(text(gadget, ".actions")).toBe("Paged");
});

test("another reader is not told of it", async () => {
  await press(gadget, "Page on-call");
  gadget.fetchToken = ana;
  await pass(0);
  expect(text(gadget, ".actions")).toBe("Page on-call");
});

test("while another filter is asked for, the list keeps the actions of scripts, and they run", async () => {
  vi.mocked(fetch).mockImplementation(() => new Promise(() => {}));
  await filtered("streams=bots+IS+no", issues("08"));
  expect(find(gadget, "article").id).toBe("item-09");
  await press(gadget, "Page on-call");
  expect(run).toHaveBeenCalledOnce();
  expect(button(gadget, "Paged")).toBeTruthy();
});

test("a spinner turns on with another filter, but not for ever where its item left the list in the middle", async () => {
  $(find(gadget, "#item-09 .actions")).trigger("beginInlineAction");
  await filtered("streams=bots+IS+no", issues("09", "08"));
  expect(all(gadget, "#item-09 .spinner")).toHaveLength(1);
  const left = find(gadget, "#item-09 .actions");
  await filtered("streams=mine+IS+yes", issues("08"));
  $(left).trigger("completeInlineAction");
  await filtered("", issues("09"));
  expect(all(gadget, ".spinner")).toEqual([]);
});

test("one gadget listens once for what registers late, and not when it is gone", async () => {
  await filtered("streams=bots+IS+no", issues("08"));
  await filtered("", issues("09"));
  gadget.fetchToken = ana;
  await pass(0);
  expect(listening.size).toBe(1);
  gadget.remove();
  expect(listening.size).toBe(0);
});

test("what a page without scripts has is only the server's", async () => {
  await filtered("streams=bots+IS+no", aPage(["09"]));
  expect(all(gadget, ".actions")).toEqual([]);
});
