import { isAtServer, type Server } from "./server.ts";

/**
 * In a frame of another site there are no cookies: what a script asks of our server goes out with the reader's token.
 * Whatever it asks of others goes its usual way.
 */
export function throughServer($: JQueryStatic, server: Server): void {
  $.ajaxTransport("+*", ({ url = "", type, data }) => {
    if (!isAtServer(url, server)) return undefined;
    const aborting = new AbortController();
    return {
      send(headers, done) {
        const body = type === "GET" || type === "HEAD" ? undefined : (data as string);
        const request = { method: type, headers: headers as HeadersInit, body, signal: aborting.signal };
        server.fetch(url, request).then(
          async (answer) =>
            done(
              answer.status,
              answer.statusText as JQuery.Ajax.TextStatus,
              { text: await answer.text() },
              told(answer),
            ),
          // The reader was asked whether they mean it, and said no: to a script that is as if it had been aborted.
          ({ name }) => done(0, name === "AbortError" ? "abort" : "error"),
        );
      },
      abort: () => aborting.abort(),
    };
  });
}

function told({ headers }: Response): string {
  return [...headers].map(([name, value]) => `${name}: ${value}`).join("\r\n");
}
