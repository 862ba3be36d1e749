export const actingStyles = `
  .button {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 28px;
    padding: 0 12px;
    border-radius: 7px;
    background: var(--ag-accent);
    color: var(--ag-on-accent);
    font-size: 12.5px;
    font-weight: 600;
    white-space: nowrap;
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

  .button[aria-disabled="true"] {
    background: var(--ag-soft);
    color: var(--ag-muted);
  }

  /* What points forward or back goes with the words. */
  .action:dir(rtl) :is([data-icon="reply"], [data-icon="send"], [data-icon="transition"]) {
    transform: scaleX(-1);
  }

  /* A line of its own, below the buttons. */
  .confirmation {
    display: flex;
    flex: 1 0 100%;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 6px;
    margin-top: 4px;
    padding-inline: 7px;
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

  @media (prefers-reduced-motion: no-preference) {
    .spinner {
      animation: turn 0.8s linear infinite;
    }
  }

  @media (forced-colors: active) {
    .note,
    .pill,
    .button {
      border: 1px solid;
    }
  }
`;
