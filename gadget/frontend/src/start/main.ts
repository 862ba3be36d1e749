/**
 * gadget.js: the one address that pages know. It fetches the element, whose file and whose parts are named after
 * their content, from beside itself.
 */
declare const ELEMENT: string;

const LOADED = Symbol.for("activity-gadget");

/**
 * A page may have us twice, also from two servers: Lit asks for its Trusted Types policy once, browsers refuse a second.
 * A script of another origin has no address that `import` could start from, so we name ours; a module has no
 * `currentScript`, but may start from its own.
 */
const own = (document.currentScript as HTMLScriptElement | null)?.src;
const page = globalThis as { [LOADED]?: Promise<unknown> };

page[LOADED] ??= import(/* @vite-ignore */ own ? new URL(ELEMENT, own).href : `./${ELEMENT}`);
