export const contentStyles = `
  .content {
    max-width: 66ch;
    margin-top: 5px;
    padding-inline-start: 10px;
    border-inline-start: 2px solid var(--ag-line);
    font-size: 13.5px;
  }

  .words {
    overflow-wrap: anywhere;
  }

  .words[data-clamp] {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 3;
    overflow: hidden;
  }

  .words a {
    color: var(--ag-accent);
    text-decoration: underline;
    text-underline-offset: 2px;
  }

  .words :is(p, ul, ol, pre, blockquote) {
    margin: 0 0 4px;
  }

  .words :is(ul, ol) {
    padding-inline-start: 18px;
  }

  .words :is(p, ul, ol, pre, blockquote, li):last-child {
    margin-bottom: 0;
  }

  .words blockquote {
    color: var(--ag-muted);
  }

  .words pre {
    font: 12.5px/1.45 var(--ag-mono);
    white-space: pre-wrap;
  }

  .words pre code {
    padding: 0;
    background: none;
  }

  .words .title {
    display: block;
    font-weight: 600;
  }

  .more-words {
    min-height: 24px;
    color: var(--ag-accent);
    font-size: 12.5px;
    font-weight: 550;
  }
`;
