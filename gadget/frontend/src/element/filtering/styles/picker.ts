export const pickerStyles = `
  .picker {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    padding: 2px;
    border: 1px solid var(--ag-faint);
    border-radius: 6px;
    background: var(--ag-bg);
  }

  .picker:focus-within {
    outline: 2px solid var(--ag-accent);
    outline-offset: 1px;
  }

  .pick {
    flex: 1 1 96px;
    min-width: 0;
    height: 24px;
    padding: 0 6px;
    border: 0;
    outline: 0;
    background: none;
    color: var(--ag-fg);
    font: 13px/1.5 var(--ag-font);
  }

  .pick::placeholder {
    color: var(--ag-faint);
    opacity: 1;
  }

  .token {
    height: 24px;
    padding-inline: 8px 6px;
    border-radius: 5px;
  }

  .found {
    flex: 1 1 100%;
    max-height: 184px;
    overflow: auto;
    margin: 0 -2px -2px;
    border-top: 1px solid var(--ag-line);
    list-style: none;
  }

  .found li {
    padding: 4px 8px;
    cursor: pointer;
    overflow-wrap: anywhere;
  }

  .found li span,
  .found [aria-disabled="true"] {
    color: var(--ag-muted);
  }

  .found .active {
    background: var(--ag-accent-soft);
  }
`;
