/** The same view elsewhere: as a feed, as a page of its own. */

type Gadget = HTMLElement & { filter: string };

export function feedAddress(gadget: Gadget): string {
  return address(
    gadget,
    `api/v1/gadgets/${slug(gadget)}/activities.atom`,
    new URLSearchParams(gadget.filter).toString(),
  );
}

/** The host's own page, where it keeps the filter in its address; else the gadget's. */
export function viewAddress(gadget: Gadget): string {
  if (gadget.hasAttribute("share") && !gadget.hasAttribute("framed")) return location.href;
  const query = gadget.filter ? new URLSearchParams({ filter: gadget.filter }).toString() : "";
  return address(gadget, `embed/${slug(gadget)}/`, query);
}

/** The page of the frame keeps the filter in its own address, a host's page only where it says so. */
export function keepInAddress(gadget: Gadget): void {
  const name = gadget.hasAttribute("framed") ? "filter" : gadget.getAttribute("share");
  if (name === null) return;
  const url = new URL(location.href);
  for (const other of gadget.hasAttribute("framed") ? ["streams", "providers"] : [])
    url.searchParams.delete(other);
  if (gadget.filter) url.searchParams.set(name || "filter", gadget.filter);
  else url.searchParams.delete(name || "filter");
  history.replaceState(history.state, "", url);
}

function address(gadget: Gadget, path: string, query: string): string {
  const server = new URL(gadget.getAttribute("src") || "/", location.href).href.replace(/\/*$/, "/");
  return server + path + (query && `?${query}`);
}

function slug(gadget: Gadget): string {
  return encodeURIComponent(gadget.getAttribute("gadget") ?? "");
}
