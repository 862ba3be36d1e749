import { actionStyles } from "./actions.ts";
import { avatarStyles } from "./avatar.ts";
import { contentStyles } from "./content.ts";
import { controlStyles } from "./controls.ts";
import { formStyles } from "./form.ts";
import { frameStyles } from "./frame.ts";
import { itemStyles } from "./item.ts";
import { narrowStyles } from "./narrow.ts";
import { stateStyles } from "./states.ts";
import { tokens } from "./tokens.ts";

let shared: CSSStyleSheet | null = null;

/** One constructed sheet for all gadgets of the page: no style element, so a strict CSP has nothing to refuse. */
export function sheet(): CSSStyleSheet {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(base + parts + narrowStyles);
  }
  return shared;
}

const base = tokens + frameStyles + controlStyles;
const parts = itemStyles + contentStyles + avatarStyles + actionStyles + formStyles + stateStyles;
