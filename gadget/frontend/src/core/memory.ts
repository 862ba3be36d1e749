/** What a browser keeps for a reader, where it lets us; in frames of other sites it often throws. */
export class Memory {
  /** What it refused to keep lasts as long as the page. */
  #refused = new Map<string, string>();

  constructor(private readonly storage: () => Pick<Storage, "getItem" | "setItem">) {}

  get(key: string): string | null {
    try {
      return this.#refused.get(key) ?? this.storage().getItem(key);
    } catch {
      return null;
    }
  }

  set(key: string, value: string): void {
    try {
      this.storage().setItem(key, value);
      this.#refused.delete(key);
    } catch {
      this.#refused.set(key, value);
    }
  }
}
