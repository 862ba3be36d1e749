import { type Speaker, speaker } from "../core/messages.ts";

const en = {
  who: "Who reads",
  signedIn: "Signed in as {name}",
  signOut: "Sign out",
  public: "You see what is public.",
  signIn: "Sign in",
  failed: "Nobody was signed in.",
  retry: "Try again",
  asking: "Go on in the window that opened.",
  heldBack: "Go on in the new window; your browser may have held it back.",
  compare: "If it asks, compare {word}",
  cancel: "Cancel",
};

export type AccountTexts = typeof en;
export type SayAccount = Speaker<keyof AccountTexts>;

export const sayAccountIn = speaker("account", en);
