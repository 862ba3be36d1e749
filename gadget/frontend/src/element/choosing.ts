import { html } from "lit/html.js";
import { addIcons, sign } from "./icons.ts";
import type { View } from "./view.ts";

addIcons({
  density: "M2.5 3h11v3.6h-11zM2.5 9.4h11V13h-11z",
  list: "M2.5 4h11M2.5 8h11M2.5 12h11",
});

/** In the header: how much of each activity is shown, and how closely. */
export function choices({ isList, isCompact, reading, say }: View) {
  return [
    choice("list", say("listView"), isList, () => reading.choose("layout", isList ? "full" : "list")),
    choice("density", say("compact"), isCompact, () =>
      reading.choose("density", isCompact ? "comfortable" : "compact"),
    ),
  ];
}

function choice(drawing: string, name: string, on: boolean, press: () => void) {
  return html`<button class="icon-button" aria-label=${name} title=${name} aria-pressed=${on} @click=${press}>
    ${sign(drawing)}
  </button>`;
}
