const texts = new Map<string, string>();

/** `ActivityStreams.i18n`: files named `….i18n.js` put texts in, scripts get them (contract.md §6.1, §6.3). */
export const i18n = {
  /** The text of a key, `{0}` and so on filled in; the key itself where there is none. */
  get(key: string, ...values: unknown[]): string {
    return (texts.get(key) ?? key).replace(/\{(\d+)\}/g, (slot, n) => String(values[n] ?? slot));
  },
  put(key: string | Record<string, string>, text = ""): void {
    const more = typeof key === "string" ? { [key]: text } : key;
    for (const [name, words] of Object.entries(more)) texts.set(name, words);
  },
};
