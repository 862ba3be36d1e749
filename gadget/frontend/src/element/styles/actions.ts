export const actionStyles = `
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 2px;
    margin: 3px -7px -3px;
  }

  .action {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    min-height: 28px;
    padding: 0 7px;
    border-radius: 6px;
    color: var(--ag-muted);
    font-size: 12.5px;
    font-weight: 500;
    white-space: nowrap;
  }

  .action .icon {
    font-size: 14px;
  }

  .action:hover {
    color: var(--ag-fg);
    background: var(--ag-soft);
  }

  .action.on {
    color: var(--ag-accent);
    background: var(--ag-accent-soft);
  }

  .action .pending {
    font-weight: 400;
  }

  [aria-disabled="true"] {
    cursor: default;
  }

  .action[aria-disabled="true"]:not([aria-busy], .pending) {
    color: var(--ag-faint);
    background: none;
    opacity: 0.75;
  }

  .link {
    min-height: 24px;
    padding: 0 4px;
    font-weight: 600;
  }

  @media (prefers-reduced-motion: no-preference) {
    .icon-button[aria-busy="true"] .icon {
      animation: turn 0.8s linear infinite;
    }

    @keyframes turn {
      to {
        rotate: 1turn;
      }
    }
  }

  @media (forced-colors: active) {
    .action.on {
      border: 1px solid;
    }

    .light,
    .avatar {
      forced-color-adjust: none;
    }
  }
`;
