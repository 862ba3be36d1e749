/** Fetched when the server first wants to know of a script's reader whether they mean it. */
import { SECOND_AFTER } from "../core/api.ts";
import { Questions } from "./questions.ts";
import type { Place } from "./whereabouts.ts";

type Send = (headers: Record<string, string>) => Promise<Response>;

/**
 * What the server answers in the end: the same request is sent again with the reader's yes, as often as that comes too
 * late. Rejects with an AbortError where they say no; without a place to ask in, the first answer is the last.
 */
export async function confirmed(
  first: Response,
  send: Send,
  { guests, item, isAsked = false }: Place,
  signal?: AbortSignal | null,
): Promise<Response> {
  let answer = first;
  for (let mayAsk = !isAsked; needed(answer); mayAsk = true) {
    const longEnough = new Promise((resolve) => setTimeout(resolve, SECOND_AFTER));
    if (mayAsk) {
      if (!guests.shown(item)) return answer;
      guests.questions ??= new Questions(guests.host);
      await guests.questions.ask(item, await answer.clone().json(), signal);
    }
    await longEnough;
    answer = await send({ confirmation: needed(answer) });
  }
  return answer;
}

/** The code that the second press brings; empty where none is wanted. */
function needed({ status, headers }: Response): string {
  return status === 428 ? (headers.get("Confirmation") ?? "") : "";
}
