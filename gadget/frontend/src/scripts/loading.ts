import type { Script } from "../core/types.ts";
import { isOurs, STATIC, trusted } from "../element/trusted.ts";
import type { Server } from "./original/server.ts";
import { during } from "./registry.ts";

const known = new Map<string, Promise<void>>();
let last: Promise<void> = Promise.resolve();

/** Once for the page, one after the other. What cannot be loaded is said in the console, and the others still are. */
export function load(script: Script, server: Server): Promise<void> {
  const loading = known.get(script.src) ?? last.then(() => loadNow(script, server)).catch(complain);
  known.set(script.src, loading);
  last = loading;
  return loading;
}

async function loadNow(script: Script, server: Server): Promise<void> {
  const url = new URL(script.src, STATIC).href;
  if (!isOurs(url)) throw new TypeError(`${url} is no static file of ${STATIC}`);
  if (script.style === "original") {
    await (await import("./original/original.ts")).install(server);
    for (const texts of textsOf(script, navigator.languages)) await plain(new URL(texts, STATIC).href);
  }
  during(script.src);
  await (script.style === "original" ? plain(url) : import(/* @vite-ignore */ url));
  // What waits for the page to be ready registers a moment later.
  await new Promise((resolve) => setTimeout(resolve));
}

/** The texts for everybody, then those of the first language that there are any for. */
export function textsOf({ texts }: Script, languages: readonly string[]): string[] {
  const wanted = languages.flatMap((language) => [language, language.split("-")[0] ?? ""]);
  const own = wanted.find((language) => language && texts[language]);
  const english = languages[0]?.startsWith("en") && !texts.en;
  return [texts[""], own && !english ? texts[own] : ""].filter((text): text is string => Boolean(text));
}

/** A plain script, as the original's are: sloppy mode, its functions are the page's. */
function plain(url: string): Promise<void> {
  const script = document.createElement("script");
  script.src = trusted().createScriptURL(url);
  const loaded = new Promise<void>((resolve, reject) => {
    script.onload = () => resolve();
    script.onerror = () => reject(new TypeError(`${url} cannot be loaded`));
  });
  document.head.append(script);
  return loaded;
}

function complain(error: unknown): void {
  console.error("activity-gadget: a script of an action was left out.", error);
}
