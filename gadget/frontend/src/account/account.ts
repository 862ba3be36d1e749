import type { Clock } from "../core/clock.ts";
import type { Exchange, SignedIn } from "../core/exchange.ts";
import { asProblem } from "../core/problem.ts";
import type { FetchToken, Token } from "../core/types.ts";
import type { Verifier } from "./verifier.ts";

/** How often the frame asks whether the person agreed, and how long it goes on asking. */
const ASK_EVERY = 3_000;
const PATIENCE = 180_000;

export type Standing = "nobody" | "asking" | "held-back" | "signed-in" | "failed";

export interface AccountHost {
  fetchToken: FetchToken | null;
}

export interface Means {
  exchange: Exchange;
  clock: Clock;
  page: Window;
  newVerifier(): Promise<Verifier>;
  /** Our window for this challenge. */
  address(challenge: string): string;
  changed(): void;
}

/** Who reads: signed in by a window of ours, in memory only. What the host page vouches for comes back at sign-out. */
export class Account {
  standing: Standing = "nobody";
  name = "";
  /** Made before it is needed: a browser lets a press open a window, not what comes long after it. */
  verifier: Verifier | null = null;
  #vouched: FetchToken | null;
  #window: Window | null = null;
  #held: SignedIn | null = null;
  #isFresh = false;
  #renewing: Promise<void> | null = null;
  #stop = () => {};

  constructor(
    private readonly gadget: AccountHost,
    private readonly means: Means,
  ) {
    this.#vouched = gadget.fetchToken;
    this.#prepare();
  }

  signIn(): void {
    const { page, clock, address } = this.means;
    if (!this.verifier) return;
    this.#window = page.open(address(this.verifier.challenge), "_blank", "popup,width=460,height=640");
    page.addEventListener("message", this.#onMessage);
    this.#stand(this.#window ? "asking" : "held-back");
    this.#wait(this.verifier, clock.now() + PATIENCE);
  }

  cancel(): void {
    this.#window?.close();
    this.#end("nobody");
  }

  async signOut(): Promise<void> {
    const token = this.#held?.token;
    this.#forget();
    if (token) await this.means.exchange.end(token).catch(() => {});
  }

  /** The window may be unable to speak to us, and then the person compares the words. */
  #wait(mine: Verifier, until: number): void {
    const { clock } = this.means;
    if (this.verifier !== mine) return;
    if (clock.now() >= until) return this.#end("failed");
    this.#stop = clock.after(ASK_EVERY, () => this.#redeem().finally(() => this.#wait(mine, until)));
  }

  /** The token that came is used first; whoever asks again needs the next one. */
  readonly #fetchToken: FetchToken = async (): Promise<Token | null> => {
    if (this.#held && !this.#isFresh) await this.#renewOnce(this.#held.refresh);
    this.#isFresh = false;
    return this.#held;
  };

  /** The secret is good once: who asks meanwhile waits for the same answer. */
  #renewOnce(refresh: string): Promise<void> {
    this.#renewing ??= this.#renew(refresh).finally(() => {
      this.#renewing = null;
    });
    return this.#renewing;
  }

  async #renew(refresh: string): Promise<void> {
    try {
      this.#held = await this.means.exchange.send({ refresh });
    } catch (error) {
      if (!asProblem(error).answered) throw error;
      this.#forget();
    }
  }

  #onMessage = ({ source, origin, data }: MessageEvent): void => {
    const { page } = this.means;
    if (!source || source !== this.#window || origin !== page.location.origin) return;
    if (data?.ns === "activity-streams" && data.v === 1 && data.type === "code") this.#redeem(data.code);
  };

  /** With the window's code at once; without it as soon as the person compared the words. */
  async #redeem(code?: string): Promise<void> {
    const mine = this.verifier;
    try {
      const answer = mine && (await this.means.exchange.send({ verifier: mine.verifier, code }));
      if (answer && this.verifier === mine) this.#accept(answer);
    } catch {
      if (code) this.#end("failed");
    }
  }

  #accept(answer: SignedIn): void {
    this.#held = answer;
    this.#isFresh = true;
    this.name = answer.name;
    this.#end("signed-in");
    this.gadget.fetchToken = this.#fetchToken;
  }

  #forget(): void {
    this.#held = null;
    this.#stand("nobody");
    this.gadget.fetchToken = this.#vouched;
  }

  #end(standing: Standing): void {
    this.#stop();
    this.#window = null;
    this.means.page.removeEventListener("message", this.#onMessage);
    this.#stand(standing);
    this.#prepare();
  }

  /** An answer that is still on its way is for the one before. */
  #prepare(): void {
    this.verifier = null;
    this.means.newVerifier().then((made) => {
      this.verifier = made;
      this.means.changed();
    });
  }

  #stand(standing: Standing): void {
    this.standing = standing;
    this.means.changed();
  }
}
