/**
 * An OpenSocial container hears of our height by its own remote call, resize_iframe: the frame's name says who we are,
 * the token in our address that it was the container that made the frame.
 */
export function tellContainer(height: number, origin: string, page: Window = window): void {
  const token = new URLSearchParams(page.location.hash.slice(1)).get("rpctoken") ?? "";
  const call = { s: "resize_iframe", f: page.name, c: 0, a: [height], t: token };
  page.parent.postMessage(JSON.stringify(call), origin);
}
