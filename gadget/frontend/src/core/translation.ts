import type { AccountTexts } from "../account/words.ts";
import type { FilterTexts } from "./filter-words.ts";
import type { GadgetTexts } from "./messages.ts";

type Plural = Intl.LDMLPluralRule;
type Forms<Category extends Plural> = Record<Category, string>;
type Translated<Texts, Category extends Plural> = {
  [Key in keyof Texts]: Texts[Key] extends string ? string : Forms<Category>;
};

/** How a target is joined on. */
export type Relation = "in" | "to" | "of" | "from" | "on";

/** Those that sources tell; any other is told by `other`. */
export type Verb =
  | "post"
  | "create"
  | "update"
  | "comment"
  | "reply"
  | "push"
  | "commit"
  | "resolve"
  | "reopen"
  | "close"
  | "open"
  | "start"
  | "stop"
  | "finish"
  | "fail"
  | "build"
  | "deploy"
  | "run"
  | "transition"
  | "like"
  | "vote"
  | "share"
  | "add"
  | "remove"
  | "delete"
  | "move"
  | "merge"
  | "review"
  | "approve"
  | "unapprove"
  | "reject"
  | "assign"
  | "acknowledge"
  | "escalate"
  | "raise"
  | "join"
  | "follow"
  | "abandon"
  | "complete"
  | "uncomplete"
  | "summarize"
  | "tag"
  | "release"
  | "publish"
  | "upload";

/** What is counted in a burst. */
export type Kind =
  | "changeset"
  | "issue"
  | "review"
  | "page"
  | "article"
  | "comment"
  | "file"
  | "build"
  | "job"
  | "alert"
  | "status";

/**
 * Patterns of sentences with the slots `{actor}`, `{object}`, `{times}`, `{target}` and `{where}`, the target with what
 * joins it on. `[…]` goes away along with a slot that has nothing to say: in a burst nobody is named twice.
 */
export interface Sentences<Category extends Plural = Plural> {
  verbs: Record<Verb, string>;
  /** With `{verb}` as the source has it. */
  other: string;
  where: Record<Relation, string>;
  things: Record<Kind, Partial<Forms<Category>>>;
  times: Partial<Forms<Category>>;
}

/** All that the gadget says in one language, with the plural forms that it has: one file in `catalogues/`. */
export interface Translation<Category extends Plural = never> {
  gadget: Translated<GadgetTexts, Category>;
  filters: Translated<FilterTexts, Category>;
  account: Translated<AccountTexts, Category>;
  sentences: Sentences<Category>;
}
