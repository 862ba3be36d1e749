/** Of the public variables, what only later parts wear. */
export const laterTokens = `
  :host {
    --ag-on-accent: light-dark(#fff, #10131a);
    --ag-bad: light-dark(#b92525, #ff8f8f);
    --ag-bad-soft: light-dark(#fdeeee, #341a1c);
    --ag-warn: light-dark(#855800, #f0c05a);
    --ag-warn-soft: light-dark(#fff6e0, #2e2611);
  }
`;
