import type { Action, Activity } from "../../core/types.ts";
import type { View } from "../view.ts";
import { wording } from "./note.ts";

/** What a button's word does not say, for the pointer and for screen readers: why it is off, who did it. */
export function hint(activity: Activity, action: Action, view: View): string {
  const note = view.stream.presses?.note(activity);
  if (view.offline) return view.say("offline");
  if (note?.tone === "bad" && note.action === action.key) return wording(note, view);
  if (action.state === "pending") return `${action.label} ${view.say("pending")}`;
  return action.reason || [action.label, who(action, view)].filter(Boolean).join(": ");
}

function who({ count, state }: Action, { say }: View): string {
  if (state !== "done") return "";
  return count && count > 1 ? say("youAndOthers", { n: count - 1 }) : say("you");
}
