import { html, nothing } from "lit/html.js";
import type { View } from "../element/view.ts";
import type { Account } from "./account.ts";
import { type SayAccount, sayAccountIn } from "./words.ts";

/** A line over the footer: who reads, and what they can do about it. */
export function strip(account: Account, view: View) {
  const { stream } = view;
  const isVouched = account.standing !== "signed-in" && stream.line.api.tokens.isKnown;
  if (isVouched || stream.state.phase === "loading") return nothing;
  const say = sayAccountIn(view.language);
  return html`<div class="account" role="group" aria-label=${say("who")}>${words(account, say)}</div>`;
}

function words(account: Account, say: SayAccount) {
  if (account.standing === "signed-in")
    return html`<span>${around(say("signedIn", { name: HERE }), html`<bdi class="strong">${account.name}</bdi>`)}</span>
      ${button("quiet", say("signOut"), () => account.signOut())}`;
  if (account.standing === "nobody")
    return html`<span>${say("public")}</span>${signIn(account, say("signIn"))}`;
  if (account.standing === "failed")
    return html`<span role="alert">${say("failed")}</span>${signIn(account, say("retry"))}`;
  return html`<span role="status"
      >${say(account.standing === "asking" ? "asking" : "heldBack")}
      ${around(say("compare", { word: HERE }), html`<b class="strong">${account.verifier?.word}</b>`)}</span
    >
    ${button("quiet", say("cancel"), () => account.cancel())}`;
}

const HERE = "\u2063";

/** The words of a text on both sides of what is drawn in its slot. */
function around(text: string, drawn: unknown) {
  const [before, after] = text.split(HERE);
  return [before, drawn, after];
}

function signIn(account: Account, label: string) {
  return button("soft", label, () => account.signIn(), !account.verifier);
}

function button(look: string, label: string, press: () => void, isWaiting = false) {
  return html`<button class=${look} aria-disabled=${isWaiting} @click=${press}>${label}</button>`;
}
