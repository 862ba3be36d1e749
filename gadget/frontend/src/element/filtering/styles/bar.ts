export const barStyles = `
  .strip {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
  }

  .search {
    flex: 1 1 160px;
    min-width: 0;
    display: flex;
    align-items: center;
    gap: 8px;
    height: 28px;
    padding: 0 9px;
    border-radius: 7px;
    background: var(--ag-soft);
    color: var(--ag-faint);
  }

  .search:focus-within {
    outline: 2px solid var(--ag-accent);
    outline-offset: -2px;
  }

  .search input {
    flex: 1;
    min-width: 0;
    height: 100%;
    padding: 0;
    border: 0;
    outline: 0;
    appearance: none;
    background: none;
    color: var(--ag-fg);
    font: inherit;
    font-size: 13px;
  }

  .search ::-webkit-search-cancel-button {
    display: none;
  }

  .search input::placeholder {
    color: var(--ag-faint);
    opacity: 1;
  }

  .cross-button {
    display: grid;
    place-items: center;
    width: 24px;
    height: 24px;
    margin-inline-end: -6px;
    border-radius: 5px;
    font-size: 12px;
  }

  .cross-button:hover {
    color: var(--ag-fg);
  }

  .chips {
    display: contents;
    list-style: none;
  }

  .chips li {
    min-width: 0;
    max-width: 100%;
  }

  .chip,
  .token {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    max-width: 100%;
    height: 28px;
    padding-inline: 10px 8px;
    border-radius: 7px;
    background: var(--ag-accent-soft);
    color: var(--ag-accent);
    font-size: 12.5px;
    font-weight: 450;
    white-space: nowrap;
  }

  .chip bdi,
  .token bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    font-weight: 600;
  }

  .chip .icon,
  .token .icon {
    font-size: 11px;
    opacity: 0.8;
  }

  .chip:hover .icon,
  .token:hover .icon {
    opacity: 1;
    stroke-width: 2.4;
  }

  .clear {
    min-height: 28px;
  }

  a.icon-button:hover {
    text-decoration: none;
  }

  .icon-button.on,
  .icon-button[aria-expanded="true"] {
    color: var(--ag-accent);
    background: var(--ag-accent-soft);
  }

  .icon-dots,
  .icon-feed {
    stroke-width: 1.9;
  }

  .gadget[aria-busy="true"] :is(.days, .state) {
    opacity: 0.55;
  }

  .more-button {
    position: absolute;
    inset-inline-end: calc(var(--ag-pad) - 7px);
    top: 7px;
    width: 24px;
    height: 24px;
    font-size: 14px;
  }

  .compact .more-button {
    top: 4px;
  }

  .compact .actions:not(:has(.confirmation)) {
    inset-inline-end: 104px;
  }

  @media (hover: hover) {
    .item:not(:hover, :focus-within) .more-button[aria-expanded="false"] {
      opacity: 0;
    }
  }

  .menu {
    display: flex;
    flex-wrap: wrap;
    gap: 6px;
    align-items: center;
    margin-top: 8px;
  }

  .menu .soft {
    min-height: 26px;
    padding: 0 9px;
    font-weight: 500;
  }

  .menu a:hover {
    text-decoration: none;
  }

  .compact .menu {
    padding-block: 4px;
  }

  .ok {
    color: var(--ag-ok);
    font-size: 12.5px;
  }

  /* Of what it is a part, paper says as well. */
  @media print {
    .search {
      display: none;
    }

    .strip .chip {
      display: inline-flex;
      padding: 0;
      border: 0;
    }

    .chip .icon {
      display: none;
    }
  }

  @media (forced-colors: active) {
    .chip,
    .token,
    .search {
      border: 1px solid;
    }
  }
`;
