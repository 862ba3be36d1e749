/** The JSON the gadget lives on, in the protocol's own words. */

export interface Provider {
  key: string;
  name: string;
  icon: string | null;
}

export interface Actor {
  name: string;
  username: string;
  url: string;
  avatar: string;
}

export interface Thing {
  type: string;
  id: string;
  title: string;
  summary: string;
  url: string;
}

export type ActionState = "available" | "done" | "pending" | "disabled";

export interface InputSchema {
  required?: string[];
  properties: Record<string, Field>;
}

/** A field of a form, in the words of JSON Schema. */
export interface Field {
  type: "string" | "boolean" | "integer" | "number";
  title?: string;
  description?: string;
  format?: "textarea" | "date" | "email" | "user";
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  default?: string | number | boolean;
  oneOf?: { const: string; title: string }[];
}

/** What is entered into a form, by field. */
export type Input = Record<string, string | boolean>;

export interface Action {
  key: string;
  label: string;
  /** The name of a drawing; "" for a neutral one. */
  icon: string;
  state: ActionState;
  reason: string | null;
  count: number | null;
  confirm: string | null;
  input: InputSchema | null;
  undo: boolean;
  /** Its place in the row; lower comes first. */
  weight: number;
  /** How the reader's last press ended, where that took longer than they were answered. */
  ended?: Ended | null;
}

export interface Ended {
  run: string;
  state: "done" | "failed";
  message: string;
  undo: boolean;
  /** What was entered where it failed. */
  input: Input;
}

export interface Change {
  field: string;
  from: string | null;
  to: string | null;
}

export interface Activity {
  id: string;
  revision: number;
  published: string;
  updated: string;
  provider: Provider;
  application: { id: string; name: string } | null;
  actor: Actor;
  verb: { key: string; id: string };
  object: Thing | null;
  target: Thing | null;
  title_html: string;
  summary_html: string;
  content_html: string;
  url: string;
  icon: { url: string; title: string } | null;
  links: Record<string, string>;
  categories: string[];
  changes: Change[];
  actions: Action[];
}

export interface Source {
  key: string;
  name: string;
  state: "ok" | "late" | "throttled" | "failing";
  last_ok: string | null;
  /** When a source that is throttled or failing is asked again. */
  retry_at?: string | null;
  /** That of a throttled source is a whole sentence with its name: it is shown as it stands. */
  message: string;
}

/** A static file of the server that adds actions. */
export interface Script {
  key: string;
  src: string;
  style: "original" | "module";
  /** Files of its texts by language; "" is for the others. */
  texts: Record<string, string>;
  /** Only on these; empty for all. */
  types: string[];
  sources: string[];
  label: string;
  icon: string;
  confirm: string;
  weight: number | null;
}

export interface Page {
  items: Activity[];
  next: string | null;
  sources: Source[];
  scripts?: Script[];
}

/** What a poll brought: `page` is null when the ETag says nothing changed. */
export interface Answer {
  page: Page | null;
  pollInterval: number;
  etag: string;
  /** What the server calls this reader of this gadget; only a token that it takes gets to know. */
  reader: string;
}

export interface Outcome {
  /** Null when it is no longer offered. */
  action: Action | null;
  /** Null when it stayed as it was. */
  item: Activity | null;
  message: string;
}

export interface Token {
  token: string;
  expires_at: string | number | null;
}

/** Resolves to null when the reader is, and stays, anonymous. */
export type FetchToken = () => Promise<Token | null>;
