/** What answers to whoever points, presses or waits. */
export const touchStyles = `
  :is(a, button, article):focus-visible {
    outline: 2px solid var(--ag-accent);
    outline-offset: 1px;
    border-radius: 6px;
  }

  article:focus-visible {
    outline-offset: -2px;
  }

  .light.late {
    background: var(--ag-warn);
    box-shadow: 0 0 0 3px var(--ag-warn-soft);
    border-radius: 1px;
  }

  .light.paused {
    background: none;
    box-shadow: inset 0 0 0 2px var(--ag-faint);
  }

  .action:hover {
    color: var(--ag-fg);
    background: var(--ag-soft);
  }

  [aria-disabled="true"] {
    cursor: default;
  }

  @media (prefers-reduced-motion: no-preference) {
    .icon-button[aria-busy="true"] .icon {
      animation: turn 0.8s linear infinite;
    }

    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
  }

  @media (prefers-contrast: more) {
    :host {
      --ag-muted: var(--ag-fg);
      --ag-faint: var(--ag-fg);
      --ag-line: color-mix(in srgb, var(--ag-fg) 60%, #0000);
    }

    .words a {
      text-decoration-thickness: 2px;
    }
  }

  @media (forced-colors: active) {
    :is(.action.on, .icon-button[aria-pressed="true"]) {
      border: 1px solid;
    }

    .light,
    .avatar {
      forced-color-adjust: none;
    }
  }

  .icon-button:hover,
  .quiet:hover {
    color: var(--ag-fg);
    background: var(--ag-soft);
  }

  .soft:hover {
    background: var(--ag-line);
  }

  .dots:hover,
  .fold:hover {
    color: var(--ag-fg);
    background: var(--ag-line);
  }

  .bad {
    color: var(--ag-bad);
  }

  :is(a, .link, .more-words):hover {
    text-decoration: underline;
  }

  a:hover > code {
    text-decoration: underline;
  }

  @media (hover: hover) {
    .item:hover {
      background: color-mix(in srgb, var(--ag-soft) 55%, #0000);
    }
  }
`;
