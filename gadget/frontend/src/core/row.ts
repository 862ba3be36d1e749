import type { Press } from "./api.ts";
import type { Problem } from "./problem.ts";
import type { Ended } from "./types.ts";

/** What became of a press, in words. */
export interface Note {
  tone: "ok" | "bad" | "info" | "pending";
  text: string;
  /** Empty `text` is worded by the view from the problem. */
  problem: Problem | null;
  action: string;
  undo: boolean;
  retry: Press | null;
  /** The press that failed after its reader was answered. */
  ended: Ended | null;
  /** When it is over; its place is given up only once nothing under a pointer can move by that. */
  until: number;
}

export const plainNote = {
  problem: null,
  undo: false,
  retry: null,
  ended: null,
  until: Number.POSITIVE_INFINITY,
};

/** What one activity's action row is in the middle of. */
export interface Row {
  open: { action: string; as: "input" | "confirm" } | null;
  busy: { press: Press; slow: boolean } | null;
  note: Note | null;
}

export const idleRow: Row = { open: null, busy: null, note: null };
