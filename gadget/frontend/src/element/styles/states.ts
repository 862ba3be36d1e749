export const stateStyles = `
  .state {
    display: grid;
    justify-items: center;
    gap: 4px;
    padding: 40px 24px 48px;
    text-align: center;
  }

  .state-icon {
    width: 44px;
    height: 44px;
    display: grid;
    place-items: center;
    margin-bottom: 8px;
    border-radius: 50%;
    background: var(--ag-soft);
    color: var(--ag-muted);
    font-size: 20px;
  }

  .state-title {
    font-weight: 600;
  }

  .state-hint {
    max-width: 44ch;
    color: var(--ag-muted);
    font-size: 13px;
    text-wrap: balance;
  }

  .state .next-try {
    color: var(--ag-faint);
    font-size: 12.5px;
  }

  .state .soft {
    margin-top: 10px;
  }

  .banner,
  .sources li {
    display: flex;
    gap: 8px;
    align-items: center;
    padding: 8px var(--ag-pad);
    background: var(--ag-warn-soft);
    color: var(--ag-warn);
    font-size: 12.5px;
  }

  .banner span {
    flex: 1;
  }

  .sources {
    list-style: none;
  }
`;
