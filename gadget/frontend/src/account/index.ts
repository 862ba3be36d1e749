/** Signing in from a frame that keeps no cookies. Fetched where nobody vouches for the reader. */
import { systemClock } from "../core/clock.ts";
import { Exchange } from "../core/exchange.ts";
import type { View } from "../element/view.ts";
import { Account, type AccountHost } from "./account.ts";
import { strip } from "./strip.ts";
import { newVerifier } from "./verifier.ts";

export { accountStyles as styles } from "./styles.ts";

export interface Strip {
  draw(view: View): unknown;
}

export function stripOf(
  gadget: HTMLElement & AccountHost,
  src: string,
  origin: string,
  changed: () => void,
): Strip {
  const slug = gadget.getAttribute("gadget") ?? "";
  const base = src.replace(/\/*$/, "/");
  const account = new Account(gadget, {
    exchange: new Exchange(base, slug, (...request) => fetch(...request)),
    clock: systemClock,
    page: window,
    newVerifier,
    address: (challenge) =>
      `${base}embed/${encodeURIComponent(slug)}/sign-in/?${new URLSearchParams({ origin, challenge })}`,
    changed,
  });
  return { draw: (view) => strip(account, view) };
}
