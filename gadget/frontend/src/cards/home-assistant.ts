/**
 * Home Assistant takes a custom element for a card: `setConfig` has what stands in the dashboard, `hass` changes all the
 * time, the other two say how much room it wants. Inside is the gadget, in the colours of the dashboard's theme.
 */
import { hostToken, type ReplyToken } from "../loader/token.ts";

const PASSED = ["src", "gadget", "heading", "limit", "density", "poll"];
const THEME: Record<string, string> = {
  bg: "card-background-color",
  fg: "primary-text-color",
  muted: "secondary-text-color",
  faint: "secondary-text-color",
  line: "divider-color",
  soft: "secondary-background-color",
  accent: "primary-color",
  "on-accent": "text-primary-color",
  radius: "ha-card-border-radius",
  font: "ha-font-family-body",
};

type Config = { gadget?: string; rows?: number; "token-url"?: string } & Record<string, unknown>;
type Gadget = HTMLElement & { fetchToken: (() => Promise<ReplyToken>) | null };

export class ActivityGadgetCard extends HTMLElement {
  #rows = 8;
  #gadget: Gadget | null = null;

  /** Home Assistant shows what is thrown in the place of the card. */
  setConfig(config: Config): void {
    if (!config.gadget) throw new Error("Which gadget? Write, for example: gadget: team");
    this.#rows = config.rows ?? 8;
    const gadget = document.createElement("activity-gadget") as Gadget;
    const server = new URL(/* @vite-ignore */ "../../../", import.meta.url).href;
    for (const [name, value] of Object.entries({ src: server, ...config }))
      if (PASSED.includes(name)) gadget.setAttribute(name, String(value));
    const url = config["token-url"];
    if (url) gadget.fetchToken = () => hostToken(url, null);
    this.#gadget = gadget;
    this.replaceChildren(gadget);
  }

  /** A theme that names a colour is followed; where it does not, ours stands. */
  set hass(hass: { themes?: { darkMode?: boolean } }) {
    const worn = getComputedStyle(this);
    for (const [ours, theirs] of Object.entries(THEME))
      if (worn.getPropertyValue(`--${theirs}`))
        this.#gadget?.style.setProperty(`--ag-${ours}`, `var(--${theirs})`);
    this.#gadget?.setAttribute("theme", hass.themes?.darkMode ? "dark" : "light");
  }

  /** In units of 50 px, for the masonry view. */
  getCardSize(): number {
    return this.#rows;
  }

  /** In cells of the sections view. */
  getGridOptions(): Record<string, number> {
    return { columns: 12, min_columns: 6, rows: this.#rows, min_rows: 3 };
  }
}
