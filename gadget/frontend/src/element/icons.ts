import { html, nothing, type TemplateResult } from "lit/html.js";

/** Drawn on 16 × 16 with one stroke each. */
const PATHS: Record<string, string> = {
  vote: "M8 13V3.5M4 7.5l4-4 4 4",
  watch: "M1.5 8Q8-1 14.5 8 8 17 1.5 8M8 7v2",
  comment: "M2.5 3.5h11V11H7l-3 2.5V11H2.5z",
  again: "M13 8a5 5 0 1 1-1.6-3.7M13 2.5v3h-3",
  branch: "M4.5 2v12M11.5 3v1q0 4-7 6",
  issue: "M3 3h10v10H3zM5.5 8l2 2 3.5-4",
  page: "M4 2h5.5l3 3v9H4zM6.5 8H10M6.5 11H10",
  build: "M9 1.5 3.5 9H8l-1 5.5L12.5 7H8z",
};

/** The words of the protocol, each to its drawing. */
const DRAWING: Record<string, string> = {
  review: "comment",
  changeset: "branch",
  repository: "branch",
  article: "page",
  deploy: "build",
};

/** What only actions wear, once it is here. */
const more: Record<string, string> = {};

export function addIcons(paths: Record<string, string>): void {
  Object.assign(more, paths);
}

export function hasIcon(name: string): boolean {
  return (DRAWING[name] ?? name) in PATHS;
}

export function icon(name: string): TemplateResult | typeof nothing {
  return hasIcon(name) ? drawn(name, PATHS[DRAWING[name] ?? name]) : nothing;
}

/** One that is on its way has its place already; one that nobody drew is a neutral one. */
export function sign(name: string): TemplateResult {
  return drawn(name, more[name] ?? PATHS[name] ?? more.other);
}

function drawn(name: string, path = ""): TemplateResult {
  return html`<svg class="icon" data-icon=${name} viewBox="0 0 16 16" aria-hidden="true"><path d=${path} /></svg>`;
}
