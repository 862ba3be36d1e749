export const actionStyles = `
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    margin: 3px -7px -3px;
  }

  .action {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 28px;
    padding: 0 7px;
    border-radius: 6px;
    color: var(--ag-muted);
    font-size: 12.5px;
    font-weight: 500;
    white-space: nowrap;
  }

  .action .icon {
    font-size: 14px;
  }

  .action:hover {
    color: var(--ag-fg);
    background: var(--ag-soft);
  }

  .action.on {
    color: var(--ag-accent);
    background: var(--ag-accent-soft);
  }

  .action .pending {
    font-weight: 400;
  }

  [aria-disabled="true"] {
    cursor: default;
  }

  .action[aria-disabled="true"]:not([aria-busy], .pending) {
    color: var(--ag-faint);
    background: none;
    opacity: 0.75;
  }

  .button[aria-disabled="true"] {
    background: var(--ag-soft);
    color: var(--ag-muted);
  }

  .spinner {
    width: 12px;
    height: 12px;
    margin: 1px;
    flex: none;
    border: 2px solid var(--ag-line);
    border-top-color: var(--ag-accent);
    border-radius: 50%;
  }

  .confirmation {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    padding-inline: 6px;
    font-size: 12.5px;
  }

  .note {
    display: flex;
    gap: 8px;
    align-items: center;
    max-width: 66ch;
    min-height: 32px;
    margin-top: 6px;
    padding: 2px 10px;
    border-radius: 7px;
    background: var(--ag-soft);
    color: var(--ag-muted);
    font-size: 12.5px;
  }

  /* It fades, but its place stays: what stands below must not move under the pointer. */
  .note:not(.bad, :hover, :focus-within) {
    animation: over 0.3s 6s forwards;
  }

  @keyframes over {
    to {
      visibility: hidden;
      opacity: 0;
    }
  }

  .note .said {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }

  .note.ok {
    background: var(--ag-ok-soft);
    color: var(--ag-ok);
  }

  .note.bad {
    background: var(--ag-bad-soft);
    color: var(--ag-bad);
  }

  .note .icon-button {
    width: 24px;
    height: 24px;
    margin-inline: -4px;
    color: inherit;
    font-size: 12px;
  }

  .link {
    min-height: 24px;
    padding: 0 4px;
    font-weight: 600;
  }

  @media (prefers-reduced-motion: no-preference) {
    .spinner,
    .icon-button[aria-busy="true"] .icon {
      animation: turn 0.8s linear infinite;
    }

    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
  }

  @media (forced-colors: active) {
    .action.on,
    .note,
    .pill,
    .button {
      border: 1px solid;
    }

    .light,
    .avatar {
      forced-color-adjust: none;
    }
  }
`;
