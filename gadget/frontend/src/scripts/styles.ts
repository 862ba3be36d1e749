export const scriptStyles = `
  .hidden {
    display: none !important;
  }

  .guest {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: center;
    color: var(--ag-muted);
    font-size: 12.5px;
    font-weight: 500;
  }

  .guest > * {
    min-height: 28px;
    padding: 0 7px;
    border-radius: 6px;
    line-height: 28px;
  }

  .guest > :is(a, button):hover {
    background: var(--ag-soft);
    color: var(--ag-fg);
    text-decoration: none;
  }

  .guest-spinner {
    align-self: center;
    margin-inline: 6px;
  }
`;
