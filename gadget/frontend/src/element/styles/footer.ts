export const footerStyles = `
  .footer {
    display: grid;
    grid-template-columns: 1fr auto 1fr;
    gap: 12px;
    align-items: center;
    min-height: 48px;
    padding: 8px var(--ag-pad);
    border-top: 1px solid var(--ag-line);
    color: var(--ag-faint);
    font-size: 12.5px;
  }

  .show-more {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    justify-content: center;
  }

  .footer > .quiet {
    grid-column: 3;
    justify-self: end;
    margin-inline-end: -8px;
  }
`;
