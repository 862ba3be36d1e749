import { type Press, SECOND_AFTER } from "./api.ts";
import type { Clock } from "./clock.ts";
import { Endings } from "./endings.ts";
import { asProblem } from "./problem.ts";
import { idleRow, type Note, plainNote, type Row } from "./row.ts";
import type { Action, Activity, Ended, Input, Outcome } from "./types.ts";

const SPINNER_AFTER = 150;
const NOTE_FOR = 6_500;
/** What comes with the same poll is announced first. */
const AFTER_ARRIVALS = 1_000;

/** What is typed, by activity and action. */
export type Drafts = Map<string, Input>;

export interface PressesHost {
  act(press: Press): Promise<Outcome>;
  done(outcome: Outcome): void;
  gone(activity: string): void;
  changed(): void;
}

/** The life of a press: open a form or ask back, be busy, then show the server's truth or why not. */
export class Presses {
  #rows = new Map<string, Row>();
  #endings = new Endings();

  constructor(
    private readonly host: PressesHost,
    private readonly clock: Clock,
    private readonly newId: () => string,
    private readonly drafts: Drafts,
  ) {}

  row(activity: string): Row {
    return this.#rows.get(activity) ?? idleRow;
  }

  /** What is said under its row. */
  note(activity: Activity): Note | null {
    const { busy, note } = this.row(activity.id);
    const isOver = !note || note.tone === "pending" || note.until <= this.clock.now();
    return (isOver && !busy && this.#endings.failure(activity)) || note;
  }

  /** With anything but what is gone, which nobody can go on with. */
  isReaderBusy(gone: ReadonlySet<string>): boolean {
    return [...this.#rows].some(([activity, { open, busy }]) => (open || busy) && !gone.has(activity));
  }

  /** What left the timeline leaves here too; its drafts wait, for it may come back. */
  prune(shown: Activity[]): void {
    for (const id of this.#rows.keys())
      if (!shown.some((activity) => activity.id === id)) this.#rows.delete(id);
    for (const { activity, action, message } of this.#endings.wentWell(shown)) {
      this.tell(activity, "ok", message, action.key);
      this.clock.after(AFTER_ARRIVALS, () => this.host.done({ action, item: null, message }));
    }
  }

  press(activity: Activity, action: Action): void {
    const row = this.row(activity.id);
    if (row.busy) return;
    if (row.open?.action === action.key) return this.close(activity.id);
    if (action.state === "done" && action.undo)
      return this.#run(this.#newPress(activity.id, action.key, true));
    if (action.state !== "available") return this.#explain(activity.id, action);
    const as = action.input ? "input" : action.confirm ? "confirm" : null;
    if (as) this.#set(activity.id, { ...row, open: { action: action.key, as }, note: null });
    else this.#run(this.#newPress(activity.id, action.key, false));
  }

  /** The second step: what was typed is sent, or what was asked is confirmed. */
  submit(activity: string, action: string, input: Input): void {
    if (!this.row(activity).busy) this.#run(this.#newPress(activity, action, false, input));
  }

  undo(activity: string, action: string): void {
    if (!this.row(activity).busy) this.#run(this.#newPress(activity, action, true));
  }

  /** What failed later is pressed as if for the first time: with its question, or with what was entered. */
  again(activity: Activity, key: string, { undo }: Ended): void {
    const action = activity.actions.find((one) => one.key === key);
    if (undo) this.undo(activity.id, key);
    else if (action && this.row(activity.id).open?.action !== key) this.press(activity, action);
  }

  /**
   * Unless the server itself refused, it may have acted already: the same id then counts once. The old code is good
   * for the old id, and for minutes: where the server still wants one, it answers with a new one.
   */
  retry(activity: string): void {
    const { note, busy } = this.row(activity);
    if (busy || !note?.retry) return;
    const id = note.problem?.answered ? this.newId() : note.retry.id;
    this.#run({ ...note.retry, id, confirmation: undefined });
  }

  close(activity: string): void {
    this.#set(activity, { ...this.row(activity), open: null });
  }

  dismiss(activity: string): void {
    this.#set(activity, { ...this.row(activity), note: null });
  }

  /** The reader knows how it ended; what was entered stays. */
  read(activity: string, action: string, ended: Ended): void {
    this.#endings.read(ended);
    this.keepDraft(activity, action, { ...ended.input, ...this.draft(activity, action) });
  }

  /** Beside whatever goes on in the row. */
  tell(activity: string, tone: Note["tone"], text: string, action = ""): void {
    const note = { ...plainNote, tone, text, action, until: this.#soon };
    this.#set(activity, { ...this.row(activity), note });
  }

  draft(activity: string, action: string): Input {
    return this.drafts.get(`${activity} ${action}`) ?? {};
  }

  keepDraft(activity: string, action: string, draft: Input): void {
    this.drafts.set(`${activity} ${action}`, draft);
    this.host.changed();
  }

  /** Nobody looks closely: give up the place of notes that are over. */
  settle(): void {
    for (const [activity, { note }] of this.#rows)
      if (note && note.until <= this.clock.now()) this.dismiss(activity);
  }

  #newPress(activity: string, action: string, undo: boolean, input: Input = {}): Press {
    return { activity, action, undo, input, id: this.newId() };
  }

  #run(press: Press): void {
    const { activity } = press;
    const { open } = this.row(activity);
    this.#set(activity, { open, busy: { press, slow: false }, note: null });
    const cancel = this.clock.after(SPINNER_AFTER, () => this.#slow(press));
    this.host
      .act(press)
      .then((outcome) => this.#succeed(press, outcome))
      .catch((error) => this.#fail(press, error))
      .finally(cancel);
  }

  #slow(press: Press): void {
    this.#set(press.activity, { ...this.row(press.activity), busy: { press, slow: true } });
  }

  #succeed(press: Press, outcome: Outcome): void {
    const { activity, action } = press;
    this.drafts.delete(`${activity} ${action}`);
    const state = outcome.action?.state;
    const undo = !press.undo && !!outcome.action?.undo && state !== "pending";
    const tone = state === "disabled" ? "info" : state === "pending" ? "pending" : "ok";
    this.#say(activity, { ...plainNote, tone, text: outcome.message, action, undo, until: this.#soon });
    this.host.done(outcome);
  }

  #fail(press: Press, error: Error): void {
    const { activity, action } = press;
    // Who was asked in the middle of it and said no knows what came of it.
    if (error.name === "AbortError") return this.#set(activity, idleRow);
    const { open } = this.row(activity);
    const problem = asProblem(error);
    const { confirmation } = problem;
    // The person was asked before the first press, which is what the server wants to know.
    if (confirmation && !press.confirmation)
      return void this.clock.after(SECOND_AFTER, () => this.#run({ ...press, confirmation }));
    if (problem.kind === "not-found") {
      this.#set(activity, { ...idleRow, open });
      return this.host.gone(activity);
    }
    const note = { ...plainNote, text: problem.detail, problem, action, retry: press };
    this.#say(activity, { ...note, tone: "bad" }, open);
  }

  #explain(activity: string, action: Action): void {
    if (!action.reason) return;
    this.#say(activity, {
      ...plainNote,
      tone: "info",
      text: action.reason,
      action: action.key,
      until: this.#soon,
    });
  }

  #say(activity: string, note: Note, open: Row["open"] = null): void {
    this.#set(activity, { open, busy: null, note });
  }

  get #soon(): number {
    return this.clock.now() + NOTE_FOR;
  }

  #set(activity: string, row: Row): void {
    if (row.open || row.busy || row.note) this.#rows.set(activity, row);
    else this.#rows.delete(activity);
    this.host.changed();
  }
}
