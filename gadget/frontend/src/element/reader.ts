const TOUCH_FOR = 10_000;
const POINTER = ["pointerenter", "pointermove", "pointerdown", "pointerleave"] as const;

/** What the reader is doing: decides whether we may insert above, and whether we ask the server at all. */
export class Reader {
  #isOnScreen = true;
  #isAtTop = true;
  #isPointing = false;
  #touchedAt = Number.NEGATIVE_INFINITY;
  #observer =
    globalThis.IntersectionObserver &&
    new IntersectionObserver((entries) => {
      for (const entry of entries) this.#see(entry);
    });

  constructor(
    private readonly gadget: HTMLElement,
    private readonly changed: () => void,
  ) {
    for (const name of POINTER) gadget.addEventListener(name, (event) => this.#onPointer(event));
  }

  start(): void {
    document.addEventListener("visibilitychange", this.changed);
    addEventListener("online", this.changed);
    addEventListener("offline", this.changed);
    this.watch(this.gadget);
  }

  watch(element: Element | null): void {
    if (element) this.#observer?.observe(element);
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.changed);
    removeEventListener("online", this.changed);
    removeEventListener("offline", this.changed);
    this.#observer?.disconnect();
  }

  get isOffline(): boolean {
    return navigator.onLine === false;
  }

  get isWatching(): boolean {
    return !document.hidden && this.#isOnScreen && !this.isOffline;
  }

  /** At the top, with neither pointer, finger nor focus inside: nobody minds if the list moves. */
  get isIdle(): boolean {
    const isFocused = document.hasFocus() && this.gadget.shadowRoot?.activeElement != null;
    const isTouching = Date.now() - this.#touchedAt < TOUCH_FOR;
    return this.#isAtTop && !this.#isPointing && !isTouching && !isFocused;
  }

  #see({ target, isIntersecting }: IntersectionObserverEntry): void {
    if (target === this.gadget) this.#isOnScreen = isIntersecting;
    // The header sticks; what stands before it tells whether the list is at its top.
    else this.#isAtTop = isIntersecting;
    this.changed();
  }

  #onPointer({ pointerType, type }: PointerEvent): void {
    if (pointerType === "mouse") this.#isPointing = type !== "pointerleave";
    else this.#touchedAt = Date.now();
  }
}
