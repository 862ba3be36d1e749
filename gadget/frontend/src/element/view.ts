import type { Translate } from "../core/messages.ts";
import type { Stream } from "../core/stream.ts";
import type { Action, Activity } from "../core/types.ts";
import type * as Later from "./later.ts";

/** What every visible thing is drawn from. */
export interface View {
  stream: Stream;
  /** Null while it is on its way. */
  later: typeof Later | null;
  say: Translate;
  lang: string;
  now: number;
  src: string;
  heading: string;
  level: number;
  compact: boolean;
  offline: boolean;
  paused: boolean;
  expanded: ReadonlySet<string>;
  clamped: ReadonlySet<string>;
  press(activity: Activity, action: Action): void;
  toggleExpanded(activity: string): void;
  togglePaused(): void;
}
