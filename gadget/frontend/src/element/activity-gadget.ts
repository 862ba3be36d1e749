import { render } from "lit/html.js";
import type { Press } from "../core/api.ts";
import { systemClock } from "../core/clock.ts";
import { ENGLISH, type Language, learned } from "../core/languages.ts";
import { sayIn, type Translate } from "../core/messages.ts";
import type { Drafts, Presses } from "../core/presses.ts";
import { Problem } from "../core/problem.ts";
import { openLine } from "../core/sharing.ts";
import { Stream } from "../core/stream.ts";
import { Tokens } from "../core/tokens.ts";
import type { Action, Activity, FetchToken } from "../core/types.ts";
import { Clamps } from "./content.ts";
import type { Filtering } from "./filtering/filtering.ts";
import type { FocusKeeper } from "./focus.ts";
import { gadget } from "./gadget.ts";
import { Invitation } from "./invitation.ts";
import { Reading } from "./list/reading.ts";
import { filtering, later, wallboard } from "./parts.ts";
import type { Reader } from "./reader.ts";
import { ASKS, adoptEarly, LOOKS, Settings } from "./settings.ts";
import { sheet } from "./styles/index.ts";
import type { View, WhoReads } from "./view.ts";

/**
 * `<activity-gadget>`: one stream of what all tools did, with its actions in place. Its attributes are its only
 * settings and are read where they are used, so a plain HTMLElement around Lit's templates is all it takes.
 */
export class ActivityGadget extends HTMLElement {
  static observedAttributes = [...ASKS, ...LOOKS];

  #root = this.attachShadow({ mode: "open" });
  #settings = new Settings(this);
  #stream: Stream | null = null;
  /** The last one that answered: it stands until one with another filter does. */
  #answered: Stream | null = null;
  #fetchToken: FetchToken | null = null;
  /** They outlive the stream: each fetch may cost a secret that is good once. */
  #tokens = new Tokens(null, systemClock);
  /** Null until its texts are here: nothing is drawn in one language first and in another then. */
  #language: Language | null = null;
  #say: Translate = () => "";
  #isDrawing = false;
  #isPaused = false;
  #expanded = new Set<string>();
  #drafts: Drafts = new Map();
  #reading = new Reading(this.#settings, () => this.#draw());
  #reader: Reader | null = null;
  #clamps = new Clamps(this.#root, () => this.#draw());
  #invitation = new Invitation({
    gadget: this,
    base: () => this.#settings.question.src,
    stream: () => this.#answered ?? this.#stream,
    changed: () => this.#draw(),
    say: (...words) => this.#say(...words),
  });
  #focus: FocusKeeper | null = null;
  #account: WhoReads | null = null;
  #filtering: Filtering | null = null;

  constructor() {
    super();
    this.#root.adoptedStyleSheets = [sheet()];
  }

  get fetchToken(): FetchToken | null {
    return this.#fetchToken;
  }

  set fetchToken(fetchToken: FetchToken | null) {
    this.#fetchToken = fetchToken;
    if (this.#stream) this.#ask();
  }

  get filter(): string {
    return this.getAttribute("filter") ?? "";
  }

  set filter(filter: string) {
    this.setAttribute("filter", filter);
  }

  connectedCallback(): void {
    adoptEarly(this, "fetchToken", "filter");
    this.filter = this.#settings.sharedFilter ?? this.filter;
    this.#reader?.start();
    this.#ask();
  }

  disconnectedCallback(): void {
    this.#reader?.stop();
    this.#clamps.stop();
    this.#stream?.close();
    this.#stream = null;
    this.#invitation.end();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (!this.#stream || before === after) return;
    if (ASKS.includes(name)) this.#ask(name === "filter" || name === "lang");
    else this.#draw();
  }

  /** A changed question is a new stream; answers to the old one are dropped with it. */
  #ask(keep = false): void {
    this.#stream?.close();
    if (!keep) {
      this.#answered = this.#filtering = null;
      this.#drafts = new Map();
      this.#tokens = new Tokens(this.#fetchToken, systemClock);
      this.#invitation.end();
    }
    const config = this.#settings.question;
    this.#learn(this.#settings.language);
    const line = openLine(config, this.#tokens, systemClock, (...request) => fetch(...request));
    const changed = () => this.#draw();
    const host = {
      isIdle: () => this.#settings.isWallboard || (this.#reader?.isIdle ?? false),
      changed,
      drafts: this.#drafts,
      runScript: (press: Press) => this.#invitation.guests?.run(press) ?? null,
    };
    this.#stream = new Stream(line, host, systemClock);
    this.#reading = new Reading(this.#settings, changed);
    this.#stream.open();
    this.#wakeOrSleep();
    if (config.filter) this.#equipFiltering().catch(() => {});
  }

  async #learn(wanted: Language): Promise<void> {
    const language = await learned(wanted);
    if (wanted.tag !== this.#settings.language.tag) return;
    this.#language = language;
    this.#say = sayIn(language);
    this.#draw();
  }

  #wakeOrSleep(): void {
    this.#stream?.setAwake((this.#reader?.isWatching ?? true) && !this.#isPaused);
    this.#draw();
  }

  /** Many changes, one drawing. */
  #draw(): void {
    if (this.#isDrawing) return;
    this.#isDrawing = true;
    queueMicrotask(() => {
      this.#isDrawing = false;
      if (this.#stream && this.#language && this.#isDressed) this.#drawNow(this.#stream, this.#language);
    });
  }

  /** A wall has styles of its own: nothing is drawn in one size first and in another then. */
  get #isDressed(): boolean {
    if (!this.#settings.isWallboard || wallboard.isSettled) return true;
    const arrived = () => this.#draw();
    wallboard.load().then(arrived, arrived);
    return false;
  }

  #drawNow(stream: Stream, language: Language): void {
    // Not on the first press: by then the server may have other files than those that this page knows.
    if (stream.state.phase === "ready") {
      this.#answered = stream;
      // Tried again by every drawing, so only the first failure may cause one.
      const isFirst = !later.isSettled;
      if (!stream.presses) this.#equip(stream).catch(() => isFirst && this.#draw());
      if (!this.#filtering && !this.#settings.isWallboard) this.#equipFiltering().catch(() => {});
    }
    const shown = this.#answered ?? stream;
    if (!this.#settings.isWallboard) this.#invitation.extend(shown.state.scripts);
    this.#reading.see(shown);
    this.#focus?.before();
    render(gadget(this.#view(shown, language)), this.#root);
    this.#focus?.after();
    this.#clamps.watch();
    this.#reader?.watch(this.#root.querySelector(".news"));
  }

  async #equipFiltering(): Promise<void> {
    const { Filtering } = await filtering.load();
    const changed = () => this.#draw();
    const language = () => this.#language ?? ENGLISH;
    this.#filtering ??= new Filtering({ gadget: this, stream: () => this.#stream, changed, language });
    changed();
  }

  async #equip(stream: Stream): Promise<Presses> {
    const { accountOf, Flow, FocusKeeper, Reader, share } = await later.load();
    this.#focus ??= new FocusKeeper(this.#root);
    this.#reader ??= new Reader(
      this,
      () => this.#wakeOrSleep(),
      () => this.#stream?.presses?.settle(),
    );
    this.#account ??= accountOf(this, this.#settings.src, () => this.#draw());
    share(stream.line).catch(() => {});
    return stream.equip(Flow);
  }

  /** Its part comes from the server that would have to answer the press as well. */
  #press(stream: Stream, activity: Activity, action: Action): void {
    if (stream.presses) return stream.presses.press(activity, action);
    this.#equip(stream).then(
      (presses) => presses.press(activity, action),
      () => stream.failed(new Problem("network"), null),
    );
  }

  #view(stream: Stream, language: Language): View {
    const settings = this.#settings;
    return {
      ...settings.view,
      language,
      lang: language.tag,
      dir: settings.dir(language.tag),
      stream,
      account: this.#account,
      later: later.loaded,
      isBare: later.isSettled && !later.loaded,
      filtering: this.#filtering,
      refining: stream !== this.#stream,
      reading: this.#reading,
      isList: this.#reading.choice("layout") === "list",
      isCompact: this.#reading.choice("density") === "compact",
      say: this.#say,
      now: systemClock.now(),
      offline: navigator.onLine === false,
      paused: this.#isPaused,
      expanded: this.#expanded,
      clamped: this.#clamps.clamped,
      holding: this.#invitation.holding,
      actionsOf: (activity) => this.#actionsOf(activity),
      press: (activity, action) => this.#press(stream, activity, action),
      toggleExpanded: (activity) => {
        if (!this.#expanded.delete(activity)) this.#expanded.add(activity);
        this.#draw();
      },
      togglePaused: () => {
        this.#isPaused = !this.#isPaused;
        this.#wakeOrSleep();
      },
    };
  }

  #actionsOf(activity: Activity) {
    if (this.#settings.isWallboard) return [];
    return this.#invitation.guests?.row(activity) ?? activity.actions;
  }
}
