import { html, nothing } from "lit/html.js";
import type { View } from "../element/view.ts";
import type { Account } from "./account.ts";

/** A line over the footer: who reads, and what they can do about it. */
export function strip(account: Account, view: View) {
  const { stream } = view;
  const isVouched = account.standing !== "signed-in" && stream.line.api.tokens.isKnown;
  if (isVouched || stream.state.phase === "loading") return nothing;
  return html`<div class="account" role="group" aria-label="Who reads">${words(account)}</div>`;
}

function words(account: Account) {
  if (account.standing === "signed-in")
    return html`<span>Signed in as <bdi class="strong">${account.name}</bdi></span>
      ${button("quiet", "Sign out", () => account.signOut())}`;
  if (account.standing === "nobody")
    return html`<span>You see what is public.</span>${signIn(account, "Sign in")}`;
  if (account.standing === "failed")
    return html`<span role="alert">Nobody was signed in.</span>${signIn(account, "Try again")}`;
  return html`<span role="status"
      >${account.standing === "asking" ? "Go on in the window that opened." : "Go on in the new window; your browser may have held it back."}
      If it asks, compare <b class="strong">${account.verifier?.word}</b></span
    >
    ${button("quiet", "Cancel", () => account.cancel())}`;
}

function signIn(account: Account, label: string) {
  return button("soft", label, () => account.signIn(), !account.verifier);
}

function button(look: string, label: string, press: () => void, isWaiting = false) {
  return html`<button class=${look} aria-disabled=${isWaiting} @click=${press}>${label}</button>`;
}
