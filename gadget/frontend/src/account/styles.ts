export const accountStyles = `
  .account {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    align-items: center;
    justify-content: space-between;
    padding: 8px var(--ag-pad);
    border-top: 1px solid var(--ag-line);
    color: var(--ag-muted);
    font-size: 12.5px;
  }

  .account span {
    flex: 1 1 180px;
  }

  .account .strong {
    color: var(--ag-fg);
    font-weight: 600;
  }

  .account .quiet {
    margin-inline-end: -8px;
  }
`;
