/** On paper nothing can be pressed or pointed at: all is said in full. */
export const printStyles = `
  @media print {
    :host {
      --ag-bg: #fff;
      --ag-fg: #000;
      --ag-muted: #333;
      --ag-faint: #333;
      --ag-line: #999;
      --ag-soft: #fff;
      --ag-accent: #000;
      --ag-border: 0;
      color-scheme: light;
      overflow: visible;
    }

    :is(button, .icon-button, .actions, .footer, .pill-row, .banner, .account, form, .light) {
      display: none;
    }

    .strip {
      min-height: 0;
    }

    .header {
      position: static;
    }

    .item {
      break-inside: avoid;
    }

    .day-name {
      break-after: avoid;
    }

    .words[data-clamp] {
      display: block;
    }

    .list .sentence {
      white-space: normal;
    }

    .when time {
      font-size: 0;
    }

    .when time::after {
      content: attr(title);
      font-size: 11px;
    }

    .words a[href]::after {
      content: " (" attr(href) ")";
      font-size: 0.85em;
      overflow-wrap: anywhere;
    }
  }
`;
