import { type ChildPart, Directive, type DirectiveResult, directive } from "lit/directive.js";
import { insertPart, removePart, setChildPartValue, setCommittedValue } from "lit/directive-helpers.js";
import { noChange } from "lit/html.js";

/** A list whose items keep their nodes, and with them the focus and what is typed: Lit's `repeat` at half its size. */
class Keyed extends Directive {
  #parts = new Map<string, ChildPart>();

  render(items: unknown[], _keyOf: (item: unknown) => string, draw: (item: unknown) => unknown): unknown {
    return items.map(draw);
  }

  override update(list: ChildPart, [items, keyOf, draw]: Parameters<this["render"]>): unknown {
    const before = this.#parts;
    const parts = new Map<string, ChildPart>();
    const rest = this.#keep(new Set(items.map(keyOf)));
    for (const item of items) {
      const key = keyOf(item);
      const [head = ""] = rest;
      const known = before.get(key) ?? parts.get(key);
      const part = known && head === key ? known : insertPart(list, before.get(head), known);
      rest.delete(key);
      parts.set(key, setChildPartValue(part, draw(item)));
    }
    this.#parts = parts;
    setCommittedValue(list, [...parts.values()]);
    return noChange;
  }

  /** Lets the others go; returns those that stay, in the order in which they stand. */
  #keep(keys: Set<string>): Set<string> {
    for (const [key, part] of this.#parts) {
      if (keys.has(key)) continue;
      removePart(part);
      this.#parts.delete(key);
    }
    return new Set(this.#parts.keys());
  }
}

export const keyed = directive(Keyed) as <Item>(
  items: Item[],
  keyOf: (item: Item) => string,
  draw: (item: Item) => unknown,
) => DirectiveResult;
