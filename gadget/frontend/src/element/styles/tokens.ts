/** The public variables: a host page may set any `--ag-*` on the element. */
export const tokens = `
  :host {
    --ag-bg: light-dark(#fff, #15181d);
    --ag-fg: light-dark(#1b1f24, #e7eaee);
    --ag-muted: light-dark(#5b6470, #a3acb9);
    --ag-faint: light-dark(#68717d, #8f99a8);
    --ag-line: light-dark(#e6e8ec, #272c34);
    --ag-soft: light-dark(#f5f6f8, #1d2128);
    --ag-accent: light-dark(#3b5bdb, #8ea6ff);
    --ag-accent-soft: light-dark(#eef2ff, #1f2745);
    --ag-ok: light-dark(#17713f, #5fd39a);
    --ag-ok-soft: light-dark(#e7f6ee, #14291f);
    --ag-font: Inter, system-ui, -apple-system, Segoe UI, sans-serif;
    --ag-mono: ui-monospace, SFMono-Regular, DejaVu Sans Mono, monospace;
    --ag-radius: 12px;
    --ag-border: 1px solid var(--ag-line);
    --ag-pad: 16px;
    color-scheme: light dark;
  }

  :host(:is([view="wallboard"], [view="canvas"])) {
    --ag-border: 0;
    --ag-radius: 0;
  }

  :host([theme="light"]) {
    color-scheme: light;
  }

  :host([theme="dark"]) {
    color-scheme: dark;
  }

  :host([theme="inherit"]) {
    --ag-bg: transparent;
    --ag-fg: currentcolor;
    --ag-muted: color-mix(in srgb, currentcolor 78%, #0000);
    --ag-faint: color-mix(in srgb, currentcolor 72%, #0000);
    --ag-line: color-mix(in srgb, currentcolor 14%, #0000);
    --ag-soft: color-mix(in srgb, currentcolor 6%, #0000);
    --ag-font: inherit;
    --ag-border: 0;
    color-scheme: inherit;
  }
`;
