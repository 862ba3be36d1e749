import { actionStyles } from "./actions.ts";
import { avatarStyles } from "./avatar.ts";
import { burstStyles } from "./burst.ts";
import { changeStyles } from "./changes.ts";
import { closeStyles } from "./close.ts";
import { contentStyles } from "./content.ts";
import { frameStyles } from "./frame.ts";
import { itemStyles } from "./item.ts";
import { narrowStyles } from "./narrow.ts";
import { placeholderStyles } from "./placeholder.ts";
import { tokens } from "./tokens.ts";

let shared: CSSStyleSheet | null = null;
let text =
  tokens +
  frameStyles +
  itemStyles +
  changeStyles +
  contentStyles +
  avatarStyles +
  actionStyles +
  placeholderStyles +
  narrowStyles +
  burstStyles +
  closeStyles;

/** One constructed sheet for all gadgets of the page: no style element, so a strict CSP has nothing to refuse. */
export function sheet(): CSSStyleSheet {
  if (!shared) {
    shared = new CSSStyleSheet();
    shared.replaceSync(text);
  }
  return shared;
}

/** A part that came later has its own. */
export function addStyles(more: string): void {
  text += more;
  shared?.replaceSync(text);
}
