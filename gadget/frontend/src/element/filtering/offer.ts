import { Catalogue, type Choice, type Source } from "../../core/catalogue.ts";
import { EVERYWHERE, type Filter } from "../../core/filters.ts";
import type { FilteringHost } from "./filtering.ts";

/** What the server offers to filter by, and what it calls the values: asked for when somebody wants to know. */
export class Offer {
  catalogue = new Catalogue();
  state: "idle" | "loading" | "ready" | "failed" = "idle";
  #asked = new Set<string>();
  #loading: Promise<void> | null = null;

  constructor(private readonly host: FilteringHost) {}

  load(filter: Filter): Promise<void> {
    this.name(filter);
    this.#loading ??= this.#load();
    return this.#loading;
  }

  async #load(): Promise<void> {
    this.state = "loading";
    try {
      const answer = this.host
        .stream()
        ?.beside<{ sources: Source[] }>("filters/", new AbortController().signal);
      this.catalogue.offer((await answer)?.sources ?? []);
      this.state = "ready";
    } catch {
      this.state = "failed";
      this.#loading = null;
    }
    this.host.changed();
  }

  /** People whom nothing that is shown has named: a filter that came with an address. */
  async name({ conditions }: Filter): Promise<void> {
    const people = conditions.filter(({ source, option }) => source === EVERYWHERE && option === "user");
    const unknown = people
      .flatMap(({ values }) => values)
      .filter((one) => !this.#asked.has(one) && !this.catalogue.knows("user", one));
    if (!unknown.length) return;
    for (const one of unknown) this.#asked.add(one);
    const found = await this.find(
      "user",
      unknown.map((one) => ["value", one]),
      new AbortController().signal,
    );
    if (found.length) this.host.changed();
  }

  /** What begins like this; nothing when the server cannot be asked. */
  async find(option: string, query: string[][], signal: AbortSignal): Promise<Choice[]> {
    const path = `filters/${option}/?${new URLSearchParams(query)}`;
    const answer = this.host.stream()?.beside<{ values: Choice[] }>(path, signal);
    const values = await answer?.then(
      (found) => found.values,
      () => [],
    );
    this.catalogue.learn(option, values ?? []);
    return values ?? [];
  }
}
