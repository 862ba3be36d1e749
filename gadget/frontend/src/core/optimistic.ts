import type { Press } from "./api.ts";
import type { Action } from "./types.ts";

/** The button as it will be if the server agrees; rolls back by itself when the press ends. */
export function optimistic(action: Action, press: Press | undefined): Action {
  if (!press || press.action !== action.key || action.input || action.confirm) return action;
  const count = action.count === null ? null : Math.max(0, action.count + (press.undo ? -1 : 1));
  return { ...action, count, state: press.undo ? "available" : "done" };
}
