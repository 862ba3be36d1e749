import { onTick } from "./ticker.ts";

const TOUCH_FOR = 10_000;
/** Browsers lose a pointerleave now and then: a pointer that rests this long is not believed to be there. */
const POINT_FOR = 30_000;
const POINTER = ["pointerenter", "pointermove", "pointerleave"] as const;

/** What the reader is doing: decides whether we may insert above, and whether we ask the server at all. */
export class Reader {
  #isOnScreen = true;
  #isAtTop = true;
  #heldUntil = 0;
  #page: AbortController | null = null;
  #stopTicking = () => {};
  #observer =
    globalThis.IntersectionObserver &&
    new IntersectionObserver((entries) => {
      for (const entry of entries) this.#see(entry);
    });

  constructor(
    private readonly gadget: HTMLElement,
    private readonly changed: () => void,
    /** Nobody points any more. */
    private readonly left: () => void,
  ) {
    for (const name of POINTER) gadget.addEventListener(name, (event) => this.#onPointer(event));
    // We come when the list stands, and may find the pointer inside.
    if (gadget.matches(":hover")) this.#heldUntil = Date.now() + POINT_FOR;
    if (gadget.isConnected) this.start();
  }

  start(): void {
    this.#stopTicking = onTick(() => this.#tick());
    const page = new AbortController();
    this.#page = page;
    document.addEventListener("visibilitychange", this.changed, page);
    addEventListener("online", this.changed, page);
    addEventListener("offline", this.changed, page);
    globalThis.matchMedia?.("print").addEventListener("change", this.changed, page);
    this.watch(this.gadget);
  }

  watch(element: Element | null): void {
    if (element) this.#observer?.observe(element);
  }

  stop(): void {
    this.#stopTicking();
    this.#page?.abort();
    this.#observer?.disconnect();
  }

  get isOffline(): boolean {
    return navigator.onLine === false;
  }

  get isWatching(): boolean {
    return !document.hidden && this.#isOnScreen && !this.isOffline;
  }

  /** At the top, with neither pointer, finger nor focus inside and asked nothing: nobody minds if the list moves. */
  get isIdle(): boolean {
    return this.#isAtTop && !this.#isHeld && !this.#isFocused && !this.#isAsked;
  }

  get #isHeld(): boolean {
    return Date.now() < this.#heldUntil;
  }

  get #isAsked(): boolean {
    return !!this.gadget.shadowRoot?.querySelector(".item:not(.gone) .confirmation");
  }

  /** After a click the focus merely stays on the button: only who types or walks by keyboard uses it. */
  get #isFocused(): boolean {
    return document.hasFocus() && !!this.gadget.shadowRoot?.querySelector(":focus-visible, textarea:focus");
  }

  #see({ target, isIntersecting }: IntersectionObserverEntry): void {
    if (target === this.gadget) this.#isOnScreen = isIntersecting;
    // The header sticks; what stands before it tells whether the list is at its top.
    else this.#isAtTop = isIntersecting;
    this.changed();
  }

  /** A leave that was lost is made up for; whoever is in a note by keyboard keeps it. */
  #tick(): void {
    if (!this.#isHeld && !this.gadget.shadowRoot?.querySelector(".note:focus-within")) this.left();
    this.changed();
  }

  #onPointer({ pointerType, type }: PointerEvent): void {
    const isMouse = pointerType === "mouse";
    const hold = isMouse ? POINT_FOR : TOUCH_FOR;
    this.#heldUntil = isMouse && type === "pointerleave" ? 0 : Date.now() + hold;
    if (type === "pointerleave") this.left();
  }
}
