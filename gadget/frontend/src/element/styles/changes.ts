export const changeStyles = `
  .changes {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 6px;
    max-width: 66ch;
    margin-top: 5px;
    list-style: none;
  }

  .change {
    min-width: 0;
    padding: 2px 8px;
    border-radius: 6px;
    background: var(--ag-soft);
    color: var(--ag-muted);
    font-size: 12.5px;
    overflow-wrap: anywhere;
  }

  .field::first-letter {
    text-transform: uppercase;
  }

  .field {
    display: inline-block;
  }

  /* From the old to the new, whichever way the words run. */
  .change:dir(rtl) [aria-hidden] {
    display: inline-block;
    transform: scaleX(-1);
  }

  .now {
    margin-inline-start: 3px;
    color: var(--ag-fg);
    font-weight: 550;
  }
`;
