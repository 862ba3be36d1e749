import type { Language } from "../core/languages.ts";
import type { Translate } from "../core/messages.ts";
import type { Stream } from "../core/stream.ts";
import type { Action, Activity } from "../core/types.ts";
import type { Filtering } from "./filtering/filtering.ts";
import type * as Later from "./later.ts";
import type { Reading } from "./list/reading.ts";

/** An action that a script draws by itself. */
export interface Guest {
  key: string;
  weight: number;
  node: Node;
}

/** Draws who reads, and lets them sign in. */
export interface WhoReads {
  strip(view: View): unknown;
}

/** What every visible thing is drawn from. */
export interface View {
  stream: Stream;
  /** Null where the reader is the page's business. */
  account: WhoReads | null;
  /** Null while it is on its way. */
  later: typeof Later | null;
  /** It could not be fetched. */
  isBare: boolean;
  filtering: Filtering | null;
  /** Another filter was chosen: what is drawn is still the answer to the one before. */
  refining: boolean;
  language: Language;
  say: Translate;
  /** The language's name, as Intl and browsers know it. */
  lang: string;
  /** Null where the page's own direction holds. */
  dir: "rtl" | null;
  now: number;
  src: string;
  heading: string;
  level: number;
  /** On its way to paper, where nothing can be opened. */
  isPrinted: boolean;
  isWallboard: boolean;
  /** One line for each. */
  isList: boolean;
  isCompact: boolean;
  /** Times of day only, however recent. */
  isAbsolute: boolean;
  offline: boolean;
  paused: boolean;
  reading: Reading;
  expanded: ReadonlySet<string>;
  clamped: ReadonlySet<string>;
  /** Scripts are on their way: what they add would move what is already there. */
  holding: boolean;
  /** The server's, and what scripts add, by weight. */
  actionsOf(activity: Activity): (Action | Guest)[];
  press(activity: Activity, action: Action): void;
  toggleExpanded(activity: string): void;
  togglePaused(): void;
}
