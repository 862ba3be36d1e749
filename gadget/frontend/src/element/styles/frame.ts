export const frameStyles = `
  :host {
    display: block;
    container-type: inline-size;
    overflow: clip;
    color: var(--ag-fg);
    background: var(--ag-bg);
    border: var(--ag-border);
    border-radius: var(--ag-radius);
    font: 14px/1.45 var(--ag-font);
    font-feature-settings: "tnum";
    text-align: start;
  }

  :host([hidden]) {
    display: none;
  }

  * {
    box-sizing: border-box;
  }

  p,
  ul {
    margin: 0;
    padding: 0;
  }

  a {
    color: inherit;
    text-decoration: none;
  }

  button {
    all: unset;
    box-sizing: border-box;
    cursor: pointer;
    font: inherit;
  }

  .icon {
    width: 1em;
    height: 1em;
    flex: none;
    fill: none;
    stroke: currentcolor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  .news,
  .heard {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .header {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 12px var(--ag-pad) 8px;
    background: var(--ag-bg);
  }

  /* Room for what comes later, so that nothing moves. */
  .strip {
    min-height: 40px;
    padding: 0 var(--ag-pad) 10px;
    border-bottom: 1px solid var(--ag-line);
  }

  .icon-button {
    width: 28px;
    height: 28px;
    display: grid;
    place-items: center;
    border-radius: 6px;
    color: var(--ag-muted);
    font-size: 15px;
  }

  .heading {
    flex: 1;
    min-width: 0;
    display: flex;
    align-items: center;
    gap: 9px;
    font-size: 15px;
    font-weight: 650;
    letter-spacing: -0.01em;
  }

  .heading bdi {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  .light {
    flex: none;
    width: 7px;
    height: 7px;
    border-radius: 50%;
    background: var(--ag-ok);
    box-shadow: 0 0 0 3px var(--ag-ok-soft);
  }

`;
