/** On each of these white letters keep 4.5:1; equal lightness in HSL would not. */
const COLOURS = ["#c2410c", "#3b5bdb", "#0f766e", "#7c3aed", "#be185d", "#4d7c0f", "#a16207", "#475569"];

const hues = COLOURS.map((colour, hue) => `.hue-${hue}{background:${colour}}`).join("");

export const avatarStyles = `
  .avatar {
    position: relative;
    width: 32px;
    aspect-ratio: 1;
    display: grid;
    place-items: center;
    align-self: start;
    border-radius: 50%;
    color: #fff;
    font-size: 12px;
    font-weight: 650;
  }

  ${hues}

  .picture,
  .cover {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
    border-radius: inherit;
    background: var(--ag-soft);
  }

  .cover {
    object-fit: contain;
    padding: 2px;
    background: light-dark(#fff, #15181d);
  }

  .picture[hidden],
  .cover[hidden] {
    display: none;
  }

  .badge {
    position: absolute;
    bottom: -5px;
    inset-inline-end: -5px;
    width: 18px;
    height: 18px;
    display: grid;
    place-items: center;
    border: 1px solid var(--ag-line);
    border-radius: 6px;
    background: light-dark(#fff, #1d2128);
    color: var(--ag-muted);
    font-size: 10px;
    line-height: 1;
  }

  .badge .icon {
    width: 11px;
    height: 11px;
    stroke-width: 1.9;
  }
`;
