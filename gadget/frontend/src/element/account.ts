import type { AccountHost } from "../account/account.ts";
import type { Strip } from "../account/index.ts";
import { Part } from "./parts.ts";
import type { View, WhoReads } from "./view.ts";

const account = new Part(() => import("../account/index.ts"));

/**
 * In our own frame a reader can sign in by themselves. Null elsewhere: where the page runs script its server vouches
 * for them, and a frame without an origin only reads.
 */
export function accountOf(
  gadget: HTMLElement & AccountHost,
  src: string,
  changed: () => void,
): WhoReads | null {
  const origin = self.origin === "null" ? "" : pageAround(gadget);
  if (!gadget.hasAttribute("framed") || !origin || !globalThis.crypto?.subtle) return null;
  let strip: Strip | null = null;
  return {
    strip(view: View) {
      if (!strip && view.stream.line.api.tokens.isKnown) return null;
      if (!strip)
        account.load().then(
          (part) => (strip ??= part.stripOf(gadget, src, origin, changed)),
          () => {},
        );
      return strip?.draw(view);
    },
  };
}

/** Who frames us. It is on the gadget's list, or we would not be here. */
function pageAround(gadget: HTMLElement): string {
  const told = gadget.getAttribute("host-origin") || location.ancestorOrigins?.[0];
  if (told) return told;
  if (window.parent === window) return location.origin;
  return document.referrer && new URL(document.referrer).origin;
}
