export const controlStyles = `
  .icon-button {
    width: 28px;
    height: 28px;
    display: grid;
    place-items: center;
    border-radius: 6px;
    color: var(--ag-muted);
    font-size: 15px;
  }

  .icon-button:hover,
  .quiet:hover {
    color: var(--ag-fg);
    background: var(--ag-soft);
  }

  .soft,
  .quiet,
  .button {
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

  .soft:hover {
    background: var(--ag-line);
  }

  .quiet {
    padding: 0 8px;
    color: var(--ag-muted);
    font-weight: 500;
  }

  .button {
    background: var(--ag-accent);
    color: var(--ag-on-accent);
    font-weight: 600;
  }

  .bad {
    color: var(--ag-bad);
  }

  .pill-row {
    position: sticky;
    top: 8px;
    z-index: 1;
    height: 0;
    display: flex;
    justify-content: center;
  }

  :host([framed]) .pill-row {
    top: 48px;
  }

  .pill {
    height: 28px;
    margin-top: 2px;
    padding: 0 13px;
    border-radius: 99px;
    background: var(--ag-accent);
    color: var(--ag-on-accent);
    font-size: 12.5px;
    font-weight: 600;
    line-height: 28px;
    box-shadow: 0 4px 14px light-dark(#141e5038, #0000008c);
  }
`;
