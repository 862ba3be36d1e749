export const formStyles = `
  .form {
    max-width: 66ch;
    margin-top: 8px;
    padding: 8px 10px;
    border: 1px solid var(--ag-accent);
    border-radius: 8px;
    box-shadow: 0 0 0 3px var(--ag-accent-soft);
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
`;
