export const panelStyles = `
  .panel {
    display: grid;
    gap: 14px;
    padding: 14px var(--ag-pad);
    border-bottom: 1px solid var(--ag-line);
    background: color-mix(in srgb, var(--ag-soft) 50%, var(--ag-bg));
    font-size: 13px;
  }

  .part {
    display: grid;
    gap: 8px;
  }

  .part-name,
  summary {
    color: var(--ag-muted);
    font-size: 12px;
    font-weight: 600;
  }

  .toggles,
  .dates,
  .panel-end {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
  }

  .toggle {
    min-height: 28px;
    padding: 3px 10px;
    border: 1px solid var(--ag-line);
    border-radius: 7px;
    background: var(--ag-bg);
    color: var(--ag-fg);
    font-size: 12.5px;
    overflow-wrap: anywhere;
  }

  .toggle:hover {
    border-color: var(--ag-faint);
  }

  .toggle[aria-pressed="true"] {
    border-color: var(--ag-accent);
    background: var(--ag-accent-soft);
    color: var(--ag-accent);
    font-weight: 550;
  }

  .panel .box {
    min-height: 30px;
    max-width: 100%;
    padding: 3px 8px;
    border: 1px solid var(--ag-faint);
    border-radius: 6px;
    background: var(--ag-bg);
    color: var(--ag-fg);
    font: 13px/1.5 var(--ag-font);
  }

  .panel .box:focus-visible,
  summary:focus-visible {
    outline: 2px solid var(--ag-accent);
    outline-offset: 1px;
  }

  .dates label {
    display: flex;
    gap: 6px;
    align-items: center;
    color: var(--ag-muted);
  }

  .row {
    display: grid;
    grid-template-columns: 104px 116px minmax(0, 1fr);
    gap: 8px;
    align-items: start;
  }

  .row.unnamed {
    grid-template-columns: 84px minmax(0, 1fr);
  }

  .row-name {
    padding-top: 5px;
    overflow-wrap: anywhere;
  }

  .row .box {
    width: 100%;
  }

  .row .dates .box {
    width: auto;
  }

  details .row {
    margin-top: 10px;
  }

  summary {
    min-height: 24px;
    width: fit-content;
    padding-inline-end: 8px;
    border-radius: 5px;
    line-height: 24px;
    cursor: pointer;
  }

  summary:hover {
    color: var(--ag-fg);
  }

  .used {
    padding: 1px 6px;
    border-radius: 99px;
    background: var(--ag-accent-soft);
    color: var(--ag-accent);
  }

  .panel-end > .quiet {
    margin-inline-start: auto;
  }

  .copy-here {
    flex: 1 1 100%;
    display: grid;
    gap: 4px;
    color: var(--ag-muted);
    font-size: 12.5px;
  }

  @container (max-width: 479px) {
    .row:not(.unnamed) {
      grid-template-columns: minmax(0, 1fr) auto;
    }

    .row:not(.unnamed) .row-values {
      grid-column: 1 / -1;
    }
  }
`;
