/** What is asked of the server once its first page stands. */
import type { Api, Press } from "./api.ts";
import type { Outcome, Page } from "./types.ts";

/** The token goes to our server only, whatever host a proxy let the server name. */
export function more(api: Api, next: string): Promise<Page> {
  const base = new URL(api.config.src);
  const { pathname, search } = new URL(next, base);
  return api.ask(base.origin + pathname + search, {});
}

export function act(api: Api, press: Press): Promise<Outcome> {
  const { activity, action, undo, confirmation } = press;
  const path = `/api/v1/activities/${encodeURIComponent(activity)}/actions/${encodeURIComponent(action)}/`;
  return api.ask(api.config.src + path, {
    method: undo ? "DELETE" : "POST",
    headers: {
      "Content-Type": "application/json",
      "Idempotency-Key": press.id,
      ...(confirmation && { Confirmation: confirmation }),
    },
    body: undo ? undefined : JSON.stringify(press.input),
  });
}
