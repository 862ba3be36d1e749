const SAFE = new Set(["http:", "https:", "mailto:"]);

/** Lit does not stop `javascript:` in href, so every address from outside passes here; "" when unsafe. */
export function safeUrl(address: string | null | undefined, base: string): string {
  if (!address) return "";
  try {
    const url = new URL(address, base);
    return SAFE.has(url.protocol) ? url.href : "";
  } catch {
    return "";
  }
}

/** Icon names are not addresses; only the latter are worth a request. */
export function imageUrl(address: string | null | undefined, base: string): string {
  return /^(https?:)?\//.test(address ?? "") ? safeUrl(address, base) : "";
}
