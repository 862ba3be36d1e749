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

  .action.on {
    color: var(--ag-accent);
    background: var(--ag-accent-soft);
  }

  .action .pending {
    font-weight: 400;
  }

  .action[aria-disabled="true"]:not([aria-busy], .pending) {
    color: var(--ag-faint);
    background: none;
    opacity: 0.75;
  }
`;
