/** More on a screen: closer rows, or a line for each. */
export const closeStyles = `
  :is(.compact, .list) .item {
    grid-template-columns: 20px minmax(0, 1fr);
    column-gap: 10px;
    padding-block: 5px;
  }

  :is(.compact, .list) .item.next {
    padding-block: 1px;
  }

  :is(.compact, .list) .avatar {
    width: 20px;
    font-size: 9px;
  }

  :is(.compact, .list) .badge {
    display: none;
  }

  .compact .day-name {
    padding-top: 8px;
  }

  .compact .content {
    margin-top: 2px;
  }

  .compact .words[data-clamp] {
    -webkit-line-clamp: 1;
  }

  .list .line {
    align-items: center;
    min-height: 24px;
  }

  .list.compact .item {
    padding-block: 1px;
  }

  .list .when {
    padding: 3px 0;
  }

  .list .sentence {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* Five buttons beside the name of the stream. */
  @container (max-width: 379px) {
    .header {
      gap: 0;
    }

    .icon-button {
      width: 26px;
    }
  }

  /* Where a pointer can rest, the actions of closer rows appear under it. */
  @media screen and (hover: hover) {
    :is(.compact .item, .list .item, .member) .actions:not(:has(.confirmation)) {
      position: absolute;
      bottom: 2px;
      inset-inline-end: calc(var(--ag-pad) - 7px);
      margin: 0;
      border-radius: 6px;
      background: var(--ag-bg);
    }

    :is(.list .item, .next) .actions:not(:has(.confirmation)) {
      inset-inline-end: calc(var(--ag-pad) + 68px);
    }

    :is(.compact .item, .list .item, .member):not(:hover, :focus-within) .actions,
    .next:not(:hover, :focus-within) .when {
      opacity: 0;
    }
  }
`;
