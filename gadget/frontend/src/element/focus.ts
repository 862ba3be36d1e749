/** Focus never falls back to the page: when what had it goes away, its nearest relative takes over. */
export class FocusKeeper {
  #had: Element | null = null;
  #heirs: (Element | null)[] = [];

  constructor(private readonly root: ShadowRoot) {
    root.host.addEventListener("keydown", (event) => walkArticles(event as KeyboardEvent, root));
  }

  before(): void {
    this.#had = this.root.activeElement;
    this.#heirs = this.#had ? this.#relatives(this.#had) : [];
  }

  after(): void {
    if (!this.#had || this.#enterForm(this.#had) || this.#had.isConnected) return;
    const heirs = [...this.#heirs, this.root.querySelector("article"), this.root.querySelector("button")];
    const heir = heirs.find((one) => one?.isConnected && !one.closest(".gone"));
    (heir as HTMLElement | undefined)?.focus({ preventScroll: true });
  }

  /** A form or a question just opened by its button takes the focus, once. */
  #enterForm(opener: Element): boolean {
    if (opener.getAttribute("aria-expanded") !== "true") return false;
    const field = opener
      .closest("article")
      ?.querySelector<HTMLElement>("[data-autofocus]:not([data-entered])");
    field?.setAttribute("data-entered", "");
    field?.focus();
    return Boolean(field);
  }

  /** Nearest first: the button that was pressed for it, its article, the articles around it. */
  #relatives(from: Element): (Element | null)[] {
    const article = from.closest("article");
    const all = [...this.root.querySelectorAll("article")];
    if (!article) return from.matches("[data-last]") ? all.slice(-1) : [];
    const at = all.indexOf(article);
    return [
      this.root.getElementById(from.closest<HTMLElement>("[data-of]")?.dataset.of ?? ""),
      article.querySelector(".action[aria-expanded=true]"),
      article,
      ...all.slice(at + 1),
      ...all.slice(0, at).reverse(),
    ];
  }
}

/** Page Up and Page Down walk the articles, as the feed pattern asks. */
function walkArticles(event: KeyboardEvent, root: ShadowRoot): void {
  const step = event.key === "PageDown" ? 1 : event.key === "PageUp" ? -1 : 0;
  const target = event.composedPath()[0] as Element;
  const article = target.closest?.("article");
  if (!step || !article || target.closest("form")) return;
  const all = [...root.querySelectorAll("article")];
  const next = all[all.indexOf(article) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}
