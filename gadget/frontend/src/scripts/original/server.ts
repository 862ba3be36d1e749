/** The server as a script meets it. */
export interface Server {
  /** Its address, without a slash at the end. */
  readonly base: string;
  /** Asks it as this reader; it may answer anything. */
  fetch(url: string, request: RequestInit): Promise<Response>;
}

const PROXY = "/rest/activity-stream/1.0/url-proxy?url=";

export function isAtServer(url: string, { base }: Server): boolean {
  return `${new URL(url, `${base}/`).href}/`.startsWith(`${base}/`);
}

/**
 * What is elsewhere is reached by way of the server, which knows whom it may ask (contract.md §6.3). Several activities
 * may have the same link: `activity` is the id of the one that is meant.
 */
export function proxied(url: string, server: Server, activity = ""): string {
  if (isAtServer(url, server)) return url;
  const about = activity && `&activity=${encodeURIComponent(activity)}`;
  return `${server.base}${PROXY}${encodeURIComponent(url)}${about}`;
}
