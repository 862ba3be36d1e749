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

/** What is elsewhere is reached by way of the server, which knows whom it may ask (contract.md §6.3). */
export function proxied(url: string, server: Server): string {
  return isAtServer(url, server) ? url : `${server.base}${PROXY}${encodeURIComponent(url)}`;
}
