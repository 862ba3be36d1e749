import type { Translate } from "../core/messages.ts";
import type { Stream } from "../core/stream.ts";

/** What every visible thing is drawn from. */
export interface View {
  stream: Stream;
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
  toggleExpanded(activity: string): void;
  togglePaused(): void;
}
