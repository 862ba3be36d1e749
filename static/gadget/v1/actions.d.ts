/** What `/static/gadget/v1/actions.js` gives to a script in our style; docs/inline-actions.md has examples. */

/** One activity, as `/api/v1/activities/` has it. */
export interface Item {
  readonly id: string;
  readonly published: string;
  readonly provider: { readonly key: string; readonly name: string };
  readonly actor: { readonly name: string; readonly username: string };
  readonly verb: { readonly key: string; readonly id: string };
  readonly object: Thing | null;
  readonly target: Thing | null;
  readonly url: string;
  readonly links: Readonly<Record<string, string>>;
}

export interface Thing {
  readonly type: string;
  readonly id: string;
  readonly title: string;
  readonly url: string;
}

export interface Context {
  /** Where the link with the action's `rel` leads; "" for an action without one. */
  readonly link: string;
  /** Asks our server as this reader, and any other by way of its proxy. Rejects when there is no answer. */
  fetch(url: string, request?: RequestInit): Promise<Response>;
}

/** How the action stands now. What is disabled says why; `message` is told under the row. */
export interface Result {
  state: "available" | "pending" | "done" | "disabled";
  label?: string;
  reason?: string;
  message?: string;
}

export interface ActionScript {
  /** Object types it is offered on, such as "job". */
  types: string | readonly string[];
  /** Only where the activity has a link of this relation: its short name, or all of it. */
  rel?: string;
  label: string;
  /** A drawing of the gadget's, such as "send" (docs/inline-actions.md); a neutral one without. */
  icon?: string;
  /** A question to answer before it runs. */
  confirm?: string;
  /** Lower comes first; 50 without. */
  weight?: number;
  /** What it throws is told as an error, with Retry. */
  run(item: Item, context: Context): Result | Promise<Result>;
}

export function registerAction(action: ActionScript): void;
