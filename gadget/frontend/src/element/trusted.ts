/** Trusted Types: https://w3c.github.io/trusted-types/ — one policy, for what the two doors of strangers' text let in. */

/** The server's static files: a script comes from there or not at all. We lie in gadget/v1/chunks/ of them. */
const own = import.meta.url;
export const STATIC = new URL("../../../", own).href;

interface Policy {
  createHTML(html: string): string;
  createScriptURL(url: string): string;
}

type Policies = { createPolicy(name: string, rules: Policy): Policy };

let policy: Policy | null = null;

const rules: Policy = {
  /** For an inert document only. */
  createHTML: (html) => html,
  createScriptURL: (url) => {
    if (isOurs(url)) return url;
    throw new TypeError(`${url} is no static file of ${STATIC}`);
  },
};

export function isOurs(url: string): boolean {
  return new URL(url, STATIC).href.startsWith(STATIC);
}

export function trusted(): Policy {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes;
  policy ??= policies?.createPolicy("activity-streams", rules) ?? rules;
  return policy;
}
