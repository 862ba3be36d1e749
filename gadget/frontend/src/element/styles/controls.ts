/** Buttons that later parts have. */
export const controlStyles = `
  .soft,
  .quiet {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 28px;
    padding: 0 12px;
    border-radius: 7px;
    font-size: 12.5px;
    font-weight: 550;
    white-space: nowrap;
  }

  .soft {
    background: var(--ag-soft);
    color: var(--ag-fg);
  }

  .quiet {
    padding: 0 8px;
    color: var(--ag-muted);
    font-weight: 500;
  }

  .link {
    min-height: 24px;
    padding: 0 4px;
    font-weight: 600;
  }

  .icon-button[aria-pressed="true"] {
    color: var(--ag-accent);
    background: var(--ag-accent-soft);
  }
`;
