import { nothing } from "lit/html.js";
import type { Note } from "../../core/row.ts";
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
  const said = presses?.note(activity);
  return [
    open?.as === "input" ? form(activity, open.action, open.presses, view) : nothing,
    presses && said && !isAtFields(said, open) ? note(activity, said, presses, view) : nothing,
  ];
}

/** Said where it is wrong, it need not be said again. */
function isAtFields({ problem }: Note, open: ReturnType<typeof opened>): boolean {
  const wrong = Object.keys(problem?.errors ?? {});
  const fields = open?.as === "input" ? (open.action.input?.properties ?? {}) : {};
  return wrong.length > 0 && wrong.every((name) => name in fields);
}

function opened(activity: Activity, view: View) {
  const { presses } = view.stream;
  const open = presses?.row(activity.id).open;
  const action = view.actionsOf(activity).find(({ key }) => key === open?.action);
  return presses && open && action && !("node" in action) ? { as: open.as, action, presses } : null;
}
