import { EVERYWHERE } from "./filters.ts";
import type { Activity } from "./types.ts";

/** What there is to filter by, as the server says it (docs/openapi.json, Filters). */
export interface Choice {
  value: string;
  label: string;
}

export interface Option {
  key: string;
  name: string;
  help: string;
  type: "string" | "list" | "select" | "user" | "date";
  operators: { key: string; name: string }[];
  values: Choice[];
}

export interface Source {
  key: string;
  name: string;
  alias: string | null;
  options: Option[];
}

/** The sources, and what their values are called as far as anybody told us. */
export class Catalogue {
  #told = new Map<string, string>();

  constructor(public sources: readonly Source[] = []) {}

  /** The server's answer; what was learned before stays known. */
  offer(sources: readonly Source[]): void {
    this.sources = sources;
  }

  source(key: string): Source | undefined {
    return this.sources.find((one) => one.key === key);
  }

  option(source: string, key: string): Option | undefined {
    return this.source(source)?.options.find((one) => one.key === key);
  }

  /** Those of sources, not of everything. */
  get apps(): readonly Source[] {
    return this.sources.filter(({ key }) => key !== EVERYWHERE);
  }

  learn(option: string, choices: readonly Choice[]): void {
    for (const { value, label } of choices) this.#told.set(`${option} ${value}`, label);
  }

  meet(activities: readonly Activity[]): void {
    for (const { actor, provider } of activities) {
      if (actor.username && actor.name) this.learn("user", [{ value: actor.username, label: actor.name }]);
      this.learn("provider", [{ value: provider.key, label: provider.name }]);
    }
  }

  knows(option: string, value: string): boolean {
    return this.#told.has(`${option} ${value}`);
  }

  label(source: string, option: string, value: string): string {
    const offered = this.option(source, option)?.values.find((one) => one.value === value);
    return offered?.label ?? this.#told.get(`${option} ${value}`) ?? value.split("@").at(-1) ?? value;
  }

  name(source: string): string {
    return this.source(source)?.name || (this.#told.get(`provider ${source}`) ?? source);
  }
}
