import { safeUrl } from "../../core/urls.ts";
import { trusted } from "../../element/trusted.ts";

const DROPPED =
  "script, style, iframe, frame, object, embed, link, meta, base, template, noscript, svg, math";
const ADDRESSES = new Set(["href", "src", "action", "formaction", "background", "poster", "data"]);

/** HTML that a script puts into the page: elements and forms stay, whatever could run or lead to a script goes. */
export function sanitized(html: string): string {
  const { body } = new DOMParser().parseFromString(trusted().createHTML(html), "text/html");
  for (const dropped of body.querySelectorAll(DROPPED)) dropped.remove();
  for (const element of body.querySelectorAll("*")) clean(element);
  return body.innerHTML;
}

function clean(element: Element): void {
  for (const { name, value } of [...element.attributes]) {
    const leads = ADDRESSES.has(name) && !safeUrl(value, document.baseURI);
    if (/^on|^srcdoc$|^style$/.test(name) || leads) element.removeAttribute(name);
  }
}

/** A script of the original's time writes HTML as text. Where Trusted Types refuse that, it passes through here. */
export function letHtmlThrough(): void {
  const page = globalThis as {
    trustedTypes?: { defaultPolicy: unknown; createPolicy(name: string, rules: object): unknown };
  };
  if (page.trustedTypes?.defaultPolicy === null)
    page.trustedTypes.createPolicy("default", { createHTML: sanitized });
}
