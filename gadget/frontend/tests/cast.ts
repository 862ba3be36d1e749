import type { Option, Source } from "../src/core/catalogue.ts";
import type { Clock } from "../src/core/clock.ts";
import type { Action, Activity, Page, Script } from "../src/core/types.ts";

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  at = Date.parse("2026-11-23T12:00:00Z");
  chance = 0.5;
  #timers = new Map<number, { due: number; run: () => void }>();
  #next = 0;

  now = () => this.at;
  random = () => this.chance;

  after(ms: number, run: () => void): () => void {
    const id = this.#next++;
    this.#timers.set(id, { due: this.at + ms, run });
    return () => this.#timers.delete(id);
  }

  get pending(): number {
    return this.#timers.size;
  }

  async pass(ms: number): Promise<void> {
    const end = this.at + ms;
    for (let next = this.#due(end); next; next = this.#due(end)) {
      this.at = next[1].due;
      this.#timers.delete(next[0]);
      next[1].run();
      await settled();
    }
    this.at = end;
  }

  #due(end: number) {
    const due = [...this.#timers].filter(([, timer]) => timer.due <= end);
    return due.sort((a, b) => a[1].due - b[1].due)[0];
  }
}

export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

export function anAction(change: Partial<Action> = {}): Action {
  return {
    key: "vote",
    label: "Vote",
    icon: "vote",
    state: "available",
    reason: null,
    count: null,
    confirm: null,
    input: null,
    undo: true,
    weight: 10,
    ...change,
  };
}

export const comment = anAction({
  key: "comment",
  label: "Comment",
  icon: "comment",
  undo: false,
  input: {
    required: ["text"],
    properties: { text: { type: "string", title: "Comment", format: "textarea", maxLength: 5000 } },
  },
});

export function anActivity(id: string, change: Partial<Activity> = {}): Activity {
  const published = `2026-11-23T${id.padStart(2, "0").slice(0, 2)}:00:00Z`;
  return {
    id,
    revision: 1,
    published,
    updated: published,
    provider: { key: "git", name: "Git", icon: null },
    application: null,
    actor: { name: "Ana Ruiz", username: "ana", url: "", avatar: "" },
    verb: { key: "post", id: "" },
    object: {
      type: "issue",
      id: `PAY-${id}`,
      title: `Thing ${id}`,
      summary: "",
      url: `https://example.com/${id}`,
    },
    target: null,
    title_html: "",
    summary_html: "",
    content_html: "",
    url: "",
    icon: null,
    links: {},
    categories: [],
    changes: [],
    actions: [],
    ...change,
  };
}

/** A page of activities by hour, newest first: page("09", "08"). */
export function aPage(ids: string[], change: Partial<Page> = {}): Page {
  return { items: ids.map((id) => anActivity(id)), next: null, sources: [], ...change };
}

/** What brings further actions to a page: a module, for every sort of thing. */
export function aScript(change: Partial<Script> = {}): Script {
  return {
    key: "k",
    src: "/static/k.js",
    style: "module",
    texts: {},
    types: [],
    sources: [],
    label: "",
    icon: "",
    confirm: "",
    weight: null,
    ...change,
  };
}

type Reply = { status?: number; body?: unknown; headers?: Record<string, string> };
type Request = { url: string; init: RequestInit; headers: Record<string, string> };

/** A server that answers what the test lined up, the last reply for ever. */
export class FakeServer {
  requests: Request[] = [];
  #replies: (Reply | "down")[] = [];

  willReply(...replies: (Reply | "down")[]): this {
    this.#replies = replies;
    return this;
  }

  fetch = (async (url: string, init: RequestInit) => {
    this.requests.push({ url, init, headers: init.headers as Record<string, string> });
    const reply = this.#replies.length > 1 ? this.#replies.shift() : this.#replies[0];
    if (!reply || reply === "down") throw new TypeError("down");
    return new Response(reply.body === undefined ? null : JSON.stringify(reply.body), {
      status: reply.status ?? 200,
      headers: reply.headers,
    });
  }) as typeof globalThis.fetch;
}

const sets = [
  { key: "IS", name: "is" },
  { key: "NOT", name: "is not" },
];
const answers = [
  { value: "yes", label: "Yes" },
  { value: "no", label: "No" },
];

function anOption(key: string, name: string, change: Partial<Option> = {}): Option {
  return { key, name, help: "", type: "select", operators: sets, values: [], ...change };
}

/** What a server with a CI and programs that post offers to filter by. */
export const aCatalogue: Source[] = [
  {
    key: "streams",
    name: "",
    alias: null,
    options: [
      anOption("key", "Project", {
        values: [
          { value: "PAY", label: "Payments" },
          { value: "OPS", label: "Operations" },
        ],
      }),
      anOption("bots", "Done by a bot", { values: answers }),
      anOption("category", "Category", { type: "list" }),
      anOption("mine", "Done by me", { values: answers }),
      anOption("text", "Text", {
        type: "string",
        operators: [
          { key: "CONTAINS", name: "contains" },
          { key: "DOES_NOT_CONTAIN", name: "does not contain" },
        ],
      }),
      anOption("update-date", "Date", {
        type: "date",
        operators: [
          { key: "BEFORE", name: "is before" },
          { key: "AFTER", name: "is after" },
          { key: "BETWEEN", name: "is between" },
        ],
      }),
      anOption("user", "Username", { type: "user" }),
    ],
  },
  {
    key: "ci",
    name: "Jenkins",
    alias: null,
    options: [
      anOption("activity", "Activity", {
        values: [
          { value: "build:fail", label: "fail build" },
          { value: "build:finish", label: "finish build" },
        ],
      }),
    ],
  },
  {
    key: "thirdparty",
    name: "Third parties",
    alias: "provider_name",
    options: [anOption("activity", "Activity")],
  },
];
