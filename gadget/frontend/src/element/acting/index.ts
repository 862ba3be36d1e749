import { nothing } from "lit/html.js";
import type { Activity } from "../../core/types.ts";
import type { View } from "../view.ts";
import { confirmation } from "./confirmation.ts";
import { form } from "./form.ts";
import { note } from "./note.ts";

/** At the end of an activity's row: what is asked back. */
export function beside(activity: Activity, view: View) {
  const open = opened(activity, view);
  return open?.as === "confirm" ? confirmation(activity, open.action, open.presses, view) : nothing;
}

/** Under the row: what is to be entered, and what became of it. */
export function below(activity: Activity, view: View) {
  const open = opened(activity, view);
  const presses = view.stream.presses;
  const said = presses?.row(activity.id).note;
  return [
    open?.as === "input" ? form(activity, open.action, open.presses, view) : nothing,
    presses && said ? note(activity, said, presses, view) : nothing,
  ];
}

function opened(activity: Activity, view: View) {
  const { presses } = view.stream;
  const open = presses?.row(activity.id).open;
  const action = view.actionsOf(activity).find(({ key }) => key === open?.action);
  return presses && open && action && !("node" in action) ? { as: open.as, action, presses } : null;
}
