import { html } from "lit/html.js";

/** Drawn like the gadget's other icons, which come with the first paint (element/icons.ts). */
const PATHS = {
  filter: "M2 4h12M4.5 8h7M7 12h2",
  feed: "M3 8a5 5 0 0 1 5 5M3 3.5A9.5 9.5 0 0 1 12.5 13M3.5 12.5v.01",
  search: "M7 11.5a4.5 4.5 0 1 1 0-9 4.5 4.5 0 0 1 0 9M10.5 10.5 14 14",
  cross: "m4.5 4.5 7 7M11.5 4.5l-7 7",
  dots: "M3 8v.01M8 8v.01M13 8v.01",
};

export function glyph(name: keyof typeof PATHS) {
  return html`<svg class="icon icon-${name}" viewBox="0 0 16 16" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;
}
