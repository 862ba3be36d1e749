/** The globals that scripts for the original were written against (contract.md §6). Fetched only where one is used. */
import { registerBuilder } from "../registry.ts";
import { tell } from "../whereabouts.ts";
import { throughServer } from "./ajax.ts";
import type { FeedItem } from "./feed-item.ts";
import { letHtmlThrough } from "./sanitized.ts";
import { proxied, type Server } from "./server.ts";
import { i18n } from "./texts.ts";

type Found = Node | ArrayLike<Node>;
type Type = "info" | "success" | "warning" | "error" | "generic" | "hint";
type Tone = "ok" | "bad" | "info";

interface Preferences {
  dateFormat: string;
  timeFormat: string;
  dateTimeFormat: string;
  dateRelativize: boolean;
}

interface Page {
  AJS?: { $?: JQueryStatic };
  ActivityStreams?: object;
  ActivityStreamsGadgetBaseUrl?: string;
}

/** Visible for three seconds, gone in one (contract.md §6.3). */
const CLOSED_AFTER = 4_000;
const TONES: Partial<Record<Type, Tone>> = { error: "bad", warning: "info" };
const FALLBACK = { dateFormat: "dd/MMM/yyyy", timeFormat: "HH:mm", dateTimeFormat: "dd/MMM/yyyy HH:mm" };

const page = globalThis as Page;
const timers = new Map<Node, ReturnType<typeof setTimeout>>();
let installing: Promise<void> | null = null;

/** Once for the page: its first gadget with such a script is whom they ask as. */
export function install(server: Server): Promise<void> {
  installing ??= installNow(server);
  return installing;
}

async function installNow(server: Server): Promise<void> {
  letHtmlThrough();
  page.AJS ??= {};
  page.AJS.$ ??= (await import("jquery")).default;
  throughServer(page.AJS.$, server);
  page.ActivityStreamsGadgetBaseUrl = server.base;
  page.ActivityStreams = { ...page.ActivityStreams, ...globals(server, await preferences(server)) };
}

function globals(server: Server, preferences: Preferences) {
  return {
    registerAction: registerBuilder,
    getBaseUrl: () => server.base,
    getDateFormat: () => preferences.dateFormat,
    getTimeFormat: () => preferences.timeFormat,
    getDateTimeFormat: () => preferences.dateTimeFormat,
    getDateRelativize: () => preferences.dateRelativize,
    showThrobber,
    i18n,
    InlineActions: {
      register: () => {},
      proxy: (url: string, item?: FeedItem) => proxied(url, server, item?.id),
      statusMessage,
      infoStatusMessage: (item: Found, text: string, done?: () => void) =>
        statusMessage(item, text, "info", done),
      errorStatusMessage: (item: Found, text: string, done?: () => void) =>
        statusMessage(item, text, "error", done),
    },
  };
}

async function preferences(server: Server): Promise<Preferences> {
  const address = `${server.base}/rest/activity-stream/1.0/preferences`;
  try {
    // Anybody's, so nobody needs to be told who asks.
    return await (await fetch(address, { credentials: "omit" })).json();
  } catch {
    return { ...FALLBACK, dateRelativize: true };
  }
}

/** In the item's own place for messages. An error stays there until it is read; its callback does not wait for that. */
function statusMessage(item: Found, text: string, type: Type = "info", onClosed?: () => void): void {
  const node = first(item);
  if (!node) return;
  tell(node, TONES[type] ?? "ok", String(text));
  clearTimeout(timers.get(node));
  if (onClosed) timers.set(node, setTimeout(onClosed, CLOSED_AFTER));
}

function showThrobber(where: Found): () => void {
  const spinner = document.createElement("span");
  spinner.className = "spinner";
  first(where)?.appendChild(spinner);
  return () => spinner.remove();
}

function first(found: Found): Node | undefined {
  return found instanceof Node ? found : found?.[0];
}
