/**
 * The only door for HTML into the gadget. The server has sanitised it; here it is parsed into an inert document
 * and rebuilt from an allow-list, node by node, so that no markup string ever reaches the page.
 */
import { safeUrl } from "../core/urls.ts";
import { trusted } from "./trusted.ts";

const ALLOWED = /^(A|B|STRONG|I|EM|CODE|PRE|BLOCKQUOTE|BR|P|[UO]L|LI|SPAN|H[1-6])$/;
const DROPPED = /^(SCRIPT|STYLE|IFRAME|NOSCRIPT|TEXTAREA|SELECT|TITLE|SVG|MATH)$/;
const HEADING = /^H[1-6]$/;

export function safeHtml(html: string, base: string): DocumentFragment {
  const fragment = document.createDocumentFragment();
  rebuild(parse(html), fragment, base);
  return fragment;
}

export function textOf(html: string): string {
  return parse(html).textContent ?? "";
}

/** A page whose policy refuses ours still shows the words. */
function parse(html: string): Node {
  try {
    return new DOMParser().parseFromString(trusted().createHTML(html), "text/html").body;
  } catch {
    return document.createTextNode(html.replace(/<[^>]*>/g, " "));
  }
}

function rebuild(from: Node, to: Node, base: string): void {
  if (from.nodeType === Node.TEXT_NODE) to.appendChild(document.createTextNode(from.textContent ?? ""));
  for (const child of from.childNodes) {
    if (child instanceof Element) rebuildElement(child, to, base);
    else if (child.nodeType === Node.TEXT_NODE) rebuild(child, to, base);
  }
}

function rebuildElement(from: Element, to: Node, base: string): void {
  const name = from.tagName.toUpperCase();
  if (DROPPED.test(name)) return;
  if (!ALLOWED.test(name)) return rebuild(from, to, base);
  // Someone else's headings would break the outline of the page around us.
  const copy = document.createElement(HEADING.test(name) ? "strong" : name.toLowerCase());
  if (HEADING.test(name)) copy.className = "title";
  if (name === "A") link(copy as HTMLAnchorElement, from.getAttribute("href"), base);
  rebuild(from, copy, base);
  to.appendChild(copy);
}

function link(copy: HTMLAnchorElement, href: string | null, base: string): void {
  const url = safeUrl(href, base);
  if (!url) return;
  copy.href = url;
  copy.target = "_blank";
  copy.rel = "noopener noreferrer nofollow";
}
