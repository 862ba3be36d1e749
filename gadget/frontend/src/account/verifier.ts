/** What only this frame knows, and its hash, which the window is opened with (RFC 7636). */
export interface Verifier {
  verifier: string;
  challenge: string;
  /** What the window shows as well, where a person has to compare; see gadget/sign_ins.py. */
  word: string;
}

export async function newVerifier(): Promise<Verifier> {
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
  const hex = [...hash.subarray(0, 3)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const word = `${hex.slice(0, 3)}-${hex.slice(3)}`.toUpperCase();
  return { verifier, challenge: base64url(hash), word };
}

function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes)).replace(/[+/=]/g, (c) => ({ "+": "-", "/": "_" })[c] ?? "");
}
