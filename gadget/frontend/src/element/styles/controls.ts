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

`;
