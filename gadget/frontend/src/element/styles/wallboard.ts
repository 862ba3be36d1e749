/** Read from across the room, and never touched: a file of its own, which only walls fetch. */
export const styles = `
  :host([view="wallboard"]) {
    --ag-muted: light-dark(#3d454f, #c6ced9);
    --ag-faint: light-dark(#3d454f, #c6ced9);
    --ag-pad: clamp(16px, 2.4vw, 48px);
    font-size: clamp(18px, 1.7vw, 34px);
    min-height: 100vh;
  }

  :host([view="wallboard"]) .heading {
    font-size: 1.4em;
  }

  :host([view="wallboard"]) :is(.day-name, .when, .change, .fold, .banner, .sources li) {
    font-size: 0.82em;
  }

  :host([view="wallboard"]) :is(.sentence, .content, code, .words pre) {
    font-size: 1em;
    max-width: none;
  }

  :host([view="wallboard"]) .item {
    grid-template-columns: 2.3em minmax(0, 1fr);
    column-gap: 0.9em;
    padding-block: 0.55em;
  }

  :host([view="wallboard"]) .item:has(+ .next) {
    padding-bottom: 0.1em;
  }

  :host([view="wallboard"]) .item.next {
    padding-top: 0.1em;
  }

  :host([view="wallboard"]) .avatar {
    width: 2.3em;
    font-size: 1em;
  }

  :host([view="wallboard"]) .initials {
    font-size: 0.85em;
  }

  :host([view="wallboard"]) .badge {
    width: 1.2em;
    height: 1.2em;
    font-size: 0.7em;
  }

  :host([view="wallboard"]) .badge .icon {
    width: 0.8em;
    height: 0.8em;
  }

  :host([view="wallboard"]) .words[data-clamp] {
    -webkit-line-clamp: 2;
  }

  :host([view="wallboard"]) :is(.more-words, .dots, .strip) {
    display: none;
  }

  :host([view="wallboard"]) .light {
    width: 0.5em;
    height: 0.5em;
  }
`;
