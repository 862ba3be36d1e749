import { html } from "lit/html.js";
import { safeUrl } from "../core/urls.ts";
import type { View } from "./view.ts";

/** A way out of the gadget, always into another tab; plain words when the address is not safe. */
export function link(address: string | undefined, look: string, words: unknown, view: View) {
  const url = safeUrl(address, view.src);
  return url
    ? html`<a class=${look} href=${url} target="_blank" rel="noopener noreferrer nofollow">${words}</a>`
    : html`<span class=${look}>${words}</span>`;
}
