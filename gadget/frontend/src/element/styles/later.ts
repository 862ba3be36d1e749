/** What only an item or a list can wear that was there before. */
export const laterStyles = `
  :host([framed]) .header {
    position: sticky;
    top: 0;
    z-index: 2;
  }

  .pill-row {
    position: sticky;
    top: 8px;
    z-index: 1;
    height: 0;
    display: flex;
    justify-content: center;
  }

  :host([framed]) .pill-row {
    top: 48px;
  }

  .pill {
    height: 28px;
    margin-top: 2px;
    padding: 0 13px;
    border-radius: 99px;
    background: var(--ag-accent);
    color: var(--ag-on-accent);
    font-size: 12.5px;
    font-weight: 600;
    line-height: 28px;
    box-shadow: 0 4px 14px light-dark(#141e5038, #0000008c);
  }

  .long .item {
    content-visibility: auto;
    contain-intrinsic-size: auto 84px;
  }

  .gone > :not(.farewell) {
    visibility: hidden;
  }

  /* What was being written can still be read and copied. */
  .gone textarea {
    visibility: visible;
  }

  .farewell {
    position: absolute;
    inset: 10px 0 auto;
    text-align: center;
    color: var(--ag-muted);
    font-size: 12.5px;
  }

  @media (prefers-reduced-motion: no-preference) {
    .fresh {
      animation: fresh 2.4s ease-out;
    }

    @keyframes fresh {
      from {
        background: var(--ag-accent-soft);
      }
    }
  }
`;
