export const formStyles = `
  .form {
    max-width: 66ch;
    margin-top: 8px;
    padding: 8px 10px;
    border: 1px solid var(--ag-accent);
    border-radius: 8px;
    box-shadow: 0 0 0 3px var(--ag-accent-soft);
  }

  .entry {
    display: grid;
    gap: 3px;
  }

  .entry + .entry,
  .question + .entry {
    margin-top: 10px;
  }

  .tick {
    grid-template-columns: auto 1fr;
    gap: 3px 8px;
    align-items: center;
  }

  .tick > :is(.hint, .error) {
    grid-column: 2;
  }

  .entry label {
    color: var(--ag-fg);
    font-size: 12.5px;
    font-weight: 550;
  }

  .entry i {
    color: var(--ag-faint);
    font-style: normal;
    font-weight: 400;
  }

  .entry .error {
    color: var(--ag-bad);
    font-size: 12.5px;
  }

  .entry input[type="checkbox"] {
    width: 18px;
    height: 18px;
    margin: 5px 0;
    accent-color: var(--ag-accent);
  }

  textarea {
    display: block;
    width: 100%;
    max-height: 240px;
    padding: 0;
    border: 0;
    outline: 0;
    resize: vertical;
    field-sizing: content;
    background: none;
    color: var(--ag-fg);
    font: 13.5px/1.5 var(--ag-font);
  }

  .entry .box {
    width: 100%;
    min-height: 32px;
    padding: 4px 8px;
    border: 1px solid var(--ag-faint);
    border-radius: 6px;
    background: var(--ag-bg);
    color: var(--ag-fg);
    font: 13.5px/1.5 var(--ag-font);
  }

  .entry :is(select, [type="date"], [type="number"]).box {
    max-width: 260px;
  }

  .entry .box:focus {
    border-color: var(--ag-accent);
    outline: 1px solid var(--ag-accent);
  }

  .entry [aria-invalid="true"].box {
    border-color: var(--ag-bad);
  }

  textarea::placeholder {
    color: var(--ag-faint);
    opacity: 1;
  }

  .form-row {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
    margin-top: 6px;
  }

  .hint {
    flex: 1;
    color: var(--ag-faint);
    font-size: 12px;
  }

  .entry ~ .form-row {
    justify-content: flex-end;
  }

  @container (max-width: 379px) {
    .form-row .hint {
      flex-basis: 100%;
    }
  }
`;
