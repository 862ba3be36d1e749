import { type Note, plainNote } from "./row.ts";
import type { Action, Activity, Ended } from "./types.ts";

interface Ending {
  activity: string;
  action: Action;
  message: string;
}

/** How presses ended that were pending: what failed waits until it is read, what went well is said once. */
export class Endings {
  #pending = new Set<string>();
  #read = new Set<string>();

  /** What went well of all that was pending on this page. */
  wentWell(shown: Activity[]): Ending[] {
    const over: Ending[] = [];
    for (const activity of shown)
      for (const action of activity.actions) {
        if (this.#wasPending(activity, action) && action.ended?.state === "done")
          over.push({ activity: activity.id, action, message: action.ended.message });
      }
    return over;
  }

  /** Why the latest press failed, if nobody has read it. */
  failure({ actions }: Activity): Note | null {
    const action = actions.find(({ state, ended }) => state !== "pending" && this.#isUnread(ended));
    if (!action?.ended) return null;
    const { key, ended } = action;
    return { ...plainNote, tone: "bad", text: ended.message, action: key, ended };
  }

  read({ run }: Ended): void {
    this.#read.add(run);
  }

  #isUnread(ended: Ended | null | undefined): boolean {
    return ended?.state === "failed" && !this.#read.has(ended.run);
  }

  /** Until now. */
  #wasPending(activity: Activity, { key, state }: Action): boolean {
    const id = `${activity.id} ${key}`;
    if (state !== "pending") return this.#pending.delete(id);
    this.#pending.add(id);
    return false;
  }
}
