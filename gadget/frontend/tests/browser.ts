/** What browsers have and jsdom lacks, just enough to stand on. */
class Sheet {
  replaceSync() {}
}

Object.assign(globalThis, { CSSStyleSheet: Sheet });
Object.defineProperty(ShadowRoot.prototype, "adoptedStyleSheets", { value: [], writable: true });
