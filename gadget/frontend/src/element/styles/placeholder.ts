export const placeholderStyles = `
  .bone .avatar,
  .bar {
    background: var(--ag-soft);
  }

  .bone .fact {
    display: grid;
    gap: 8px;
    padding-block: 4px 14px;
  }

  .bar {
    height: 10px;
    width: 42%;
    border-radius: 5px;
  }

  .bar.long {
    width: 78%;
  }

  .skeleton {
    padding-block: 8px;
  }

  @media (prefers-reduced-motion: no-preference) {
    .skeleton {
      animation: appear 0.3s 0.2s both;
    }

    @keyframes appear {
      from {
        opacity: 0;
      }
    }
  }
`;
