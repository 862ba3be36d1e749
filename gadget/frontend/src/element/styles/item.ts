export const itemStyles = `
  .days {
    padding-bottom: 12px;
  }

  .day-name {
    display: flex;
    gap: 8px;
    align-items: baseline;
    padding: 14px var(--ag-pad) 4px;
    font-size: 12px;
    font-weight: 600;
    color: var(--ag-muted);
  }

  .date {
    font-weight: 400;
    color: var(--ag-faint);
  }

  .item {
    position: relative;
    display: grid;
    grid-template-columns: 32px minmax(0, 1fr);
    column-gap: 12px;
    padding: 9px var(--ag-pad);
  }

  /* Its end is for the menu's button, which comes later. */
  .line {
    display: flex;
    gap: 10px;
    justify-content: space-between;
    padding-inline-end: 20px;
  }

  .sentence,
  .words {
    text-align: match-parent;
  }

  .sentence {
    min-width: 0;
    max-width: 66ch;
    color: var(--ag-muted);
    overflow-wrap: anywhere;
  }

  .sentence :is(a, .thing, .subject) {
    color: var(--ag-fg);
    font-weight: 550;
  }

  .sentence :is(.actor, b, strong) {
    color: var(--ag-fg);
    font-weight: 600;
  }

  .sentence .subject {
    font-weight: 450;
  }

  .sentence .key {
    color: var(--ag-muted);
    font-weight: 500;
    white-space: nowrap;
  }

  :is(.verb-resolve, .verb-close, .verb-complete) .key {
    text-decoration: line-through;
  }

  code {
    padding: 1px 4px;
    border-radius: 4px;
    background: var(--ag-soft);
    font: 12.5px/1.4 var(--ag-mono);
    overflow-wrap: anywhere;
  }

  .when {
    flex: none;
    padding-top: 1px;
    color: var(--ag-faint);
    font-size: 12.5px;
    white-space: nowrap;
  }
`;
