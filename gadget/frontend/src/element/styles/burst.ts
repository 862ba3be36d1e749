export const burstStyles = `
  .member {
    padding-bottom: 2px;
  }

  .next {
    padding-top: 2px;
  }

  .member:not(:has(+ .next)) {
    padding-bottom: 9px;
  }

  .member .when {
    padding: 3px 0;
  }

  .next > .fact {
    grid-column: 2;
  }

  .member .line + .line {
    margin-top: 3px;
  }

  .member [id^="say-"] {
    font-size: 13.5px;
  }

  .dots,
  .fold {
    min-width: 24px;
    min-height: 24px;
    padding: 0 5px;
    border-radius: 6px;
    color: var(--ag-muted);
    font-size: 12.5px;
    font-weight: 550;
  }

  .dots {
    min-height: 20px;
    line-height: 1;
    text-align: center;
    background: var(--ag-soft);
  }

  .fold {
    margin-inline-start: -5px;
  }

  .divider {
    display: flex;
    gap: 10px;
    align-items: center;
    padding: 8px var(--ag-pad);
    color: var(--ag-accent);
    font-size: 12px;
    font-weight: 500;
  }

  .divider::before,
  .divider::after {
    content: "";
    flex: 1;
    border-top: 1px solid color-mix(in srgb, currentcolor 35%, #0000);
  }
`;
