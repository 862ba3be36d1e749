import type { Press } from "../core/api.ts";
import type { Translate } from "../core/messages.ts";
import { Problem } from "../core/problem.ts";
import type { Note } from "../core/row.ts";
import type { Stream } from "../core/stream.ts";
import type { Action, Activity, Outcome, Script } from "../core/types.ts";
import type { Guest } from "../element/view.ts";
import type { ActionScript, Result } from "./actions.d.ts";
import { linkOf, typeOf } from "./links.ts";
import { load } from "./loading.ts";
import { feedItem } from "./original/feed-item.ts";
import { proxied, type Server } from "./original/server.ts";
import type { Questions } from "./questions.ts";
import { type Builder, onRegistered, type Registered, registered } from "./registry.ts";
import { itemOf, lastPressed, type Place, settle } from "./whereabouts.ts";

export interface GuestsHost {
  gadget: HTMLElement;
  /** The server's address, without a slash at the end. */
  base(): string;
  stream(): Stream | null;
  changed(): void;
  say: Translate;
}

/** The actions that scripts bring to one gadget, and how they stand for its reader, whatever the filter. */
export class Guests {
  #scripts: Script[] = [];
  #results = new Map<string, Result>();
  #drawn = new Map<string, { links: string; node: Node | null }>();
  #busy = new Set<string>();
  #server: Server;
  /** Null as long as the server asked none. */
  questions: Questions | null = null;
  /** Whoever reads next has guests of their own. */
  readonly leave: () => void;

  constructor(readonly host: GuestsHost) {
    const fetch = (url: string, request: RequestInit) => this.#press(url, request, lastPressed());
    this.#server = { base: host.base(), fetch };
    settle(host.gadget, this);
    this.leave = onRegistered(() => host.changed());
  }

  /** Resolves when all are loaded, or given up. */
  async welcome(scripts: Script[]): Promise<void> {
    this.#scripts = scripts;
    this.#tidy();
    await Promise.all(scripts.map((script) => load(script, this.#server)));
    this.#listen();
  }

  /** The server's actions of an activity and ours, by weight. */
  row(activity: Activity): (Action | Guest)[] {
    const guests = this.#scripts.flatMap((script) => this.#of(script, activity));
    const busy = this.#busy.has(activity.id) ? spinner(activity) : null;
    const last = this.questions?.of(activity.id) ?? busy;
    return [...activity.actions, ...guests, ...(last ? [last] : [])].sort((a, b) => a.weight - b.weight);
  }

  /** Null for what the server does. */
  run(press: Press): Promise<Outcome> | null {
    const found = this.#scripts.flatMap((script) =>
      registered(script.src).map((action) => ({ script, action })),
    );
    const one = found.find(({ action }) => action.key === press.action && action.runs);
    const activity = this.shown(press.activity);
    return one && activity ? this.#run(one.script, one.action, activity) : null;
  }

  tell(activity: string, tone: Note["tone"], text: string): void {
    const known = tone === "bad" && this.questions?.isDeclined(activity);
    this.host.stream()?.presses?.tell(activity, known ? "info" : tone, text);
  }

  shown(activity: string): Activity | undefined {
    return this.host.stream()?.state.timeline.items.find(({ id }) => id === activity);
  }

  /** An item that left the list takes along what stood in its row. */
  #tidy(): void {
    for (const kept of [this.#busy, this.#drawn])
      for (const id of kept.keys()) if (!this.shown(id.split(" ")[0] ?? "")) kept.delete(id);
  }

  #of(script: Script, activity: Activity): (Action | Guest)[] {
    if (!isAbout(script, activity)) return [];
    return registered(script.src)
      .filter(({ types, rel }) => types.includes(typeOf(activity)) && (!rel || linkOf(activity, rel)))
      .map((action) =>
        action.runs ? this.#action(script, action, activity) : this.#guest(script, action, activity),
      )
      .filter((one) => one !== null);
  }

  #action(script: Script, { key, weight, runs }: Registered, activity: Activity): Action {
    const result = this.#results.get(`${activity.id} ${key}`);
    return {
      key,
      label: result?.label ?? (script.label || (runs?.label ?? "")),
      icon: script.icon || (runs?.icon ?? ""),
      state: result?.state ?? "available",
      reason: result?.reason ?? "",
      count: null,
      confirm: script.confirm || (runs?.confirm ?? null),
      input: null,
      undo: false,
      weight: script.weight ?? weight,
    };
  }

  async #run(script: Script, registered: Registered, activity: Activity): Promise<Outcome> {
    const link = registered.rel ? linkOf(activity, registered.rel) : "";
    const isAsked = Boolean(script.confirm || registered.runs?.confirm);
    const place = { guests: this, item: activity.id, isAsked };
    const fetch = (url: string, request: RequestInit = {}) =>
      this.#press(proxied(url, this.#server, activity.id), request, place);
    const run = (registered.runs as ActionScript).run;
    const result = await Promise.resolve(structuredClone(activity))
      .then((item) => run(item, { link, fetch }))
      .catch(retell);
    this.#results.set(`${activity.id} ${registered.key}`, result);
    const action = this.#action(script, registered, activity);
    return { action, item: null, message: result.message ?? result.reason ?? "" };
  }

  /** Each request of a script is a press, which the server may want to be sent again with the reader's yes. */
  async #press(url: string, request: RequestInit, place: Place | null): Promise<Response> {
    const stream = this.host.stream();
    if (!stream) throw new Error("The gadget is gone");
    const own = {
      "idempotency-key": crypto.randomUUID(),
      ...Object.fromEntries(new Headers(request.headers)),
    };
    const send = (more: object) => stream.fetch(url, { ...request, headers: { ...own, ...more } });
    const answer = await send({});
    if (answer.status !== 428 || !place) return answer;
    const part = await import("./second-press.ts").catch(() => null);
    return part ? part.confirmed(answer, send, place, request.signal) : answer;
  }

  /** Built once, and again only when the activity has other links: a script may be in the middle of something. */
  #guest(script: Script, { key, weight, draws }: Registered, activity: Activity): Guest | null {
    const id = `${activity.id} ${key}`;
    const links = JSON.stringify(activity.links);
    let drawn = this.#drawn.get(id);
    if (drawn?.links !== links) {
      drawn = { links, node: draws && build(draws, activity, this.#server.base) };
      this.#drawn.set(id, drawn);
    }
    return drawn.node && { key, weight: script.weight ?? weight, node: drawn.node };
  }

  /** jQuery's events are not the browser's: who wants to hear them asks jQuery. */
  #listen(): void {
    const { AJS } = globalThis as { AJS?: { $?: JQueryStatic } };
    const section = this.host.gadget.shadowRoot?.querySelector(".gadget");
    if (!AJS?.$ || !section) return;
    AJS.$(section).off(".activity-gadget");
    AJS.$(section).on("beginInlineAction.activity-gadget", ({ target }) => this.#setBusy(target, true));
    AJS.$(section).on("completeInlineAction.activity-gadget", ({ target }) => this.#setBusy(target, false));
  }

  #setBusy(node: Node, busy: boolean): void {
    if (busy) this.#busy.add(itemOf(node));
    else this.#busy.delete(itemOf(node));
    this.host.changed();
  }
}

function isAbout({ types, sources }: Script, activity: Activity): boolean {
  const isOfType = !types.length || types.includes(typeOf(activity));
  return isOfType && (!sources.length || sources.includes(activity.provider.key));
}

/** What a script throws in words is for the reader; what it did not mean to throw is for whoever wrote it. */
function retell(error: unknown): never {
  if (error instanceof Problem || (error as Error | null)?.name === "AbortError") throw error;
  const isMeant = error instanceof Error && error.constructor === Error;
  if (!isMeant) console.error("activity-gadget: a script's action failed.", error);
  throw new Problem("server", { detail: isMeant ? error.message : "", answered: true });
}

/** A script that fails costs its own button, never the list. */
function build(draws: Builder, activity: Activity, base: string): Node | null {
  try {
    const built = draws(feedItem(activity, base));
    if (!built) return null;
    const guest = document.createElement("span");
    guest.className = "guest";
    guest.append(...("toArray" in built ? built.toArray() : [built]));
    return guest;
  } catch (error) {
    console.error("activity-gadget: a script could not draw its action.", error);
    return null;
  }
}

function spinner({ id }: Activity): Guest {
  const node = document.createElement("span");
  node.className = "spinner guest-spinner";
  return { key: `busy-${id}`, weight: Number.POSITIVE_INFINITY, node };
}
