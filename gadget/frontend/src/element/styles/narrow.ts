/** The gadget answers to its own width, never to the window's. */
export const narrowStyles = `
  @container (max-width: 379px) {
    .gadget {
      --ag-pad: 12px;
    }

    .item {
      grid-template-columns: 20px minmax(0, 1fr);
      column-gap: 10px;
    }

    .avatar {
      width: 20px;
      font-size: 9px;
    }

    .badge {
      display: none;
    }

    .action:not(.named) .word,
    .action:not(.named) .dot {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }

    .action {
      min-width: 28px;
      justify-content: center;
    }

  }

  @container (min-width: 700px) {
    .sentence,
    .content {
      font-size: 14px;
    }

    .item {
      padding-block: 11px;
    }
  }
`;
