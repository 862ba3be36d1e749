import { readFileSync } from "node:fs";

const OURSELVES = readFileSync(new URL(import.meta.url), "utf8");

/** Templates are strings, which no minifier touches: their indentation would be shipped. */
export function squeezeTemplates() {
  return {
    name: "squeeze-templates",
    enforce: "pre",
    transform(code, id) {
      if (/\/styles(\/[\w-]+)?\.ts$/.test(id)) return squeezeCss(code);
      return id.includes("/src/element/") ? code.replace(/\n\s+/g, "\n") : null;
    },
    // A file's name says what is in it, and is drawn before this plugin has its last word.
    augmentChunkHash: () => OURSELVES,
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) {
        // Said to bundlers, and nobody bundles us again.
        chunk.code = chunk.code.replaceAll("/* @__PURE__ */ ", "");
        if (isDrawn(chunk)) chunk.code = squeezeHtml(chunk.code);
      }
    },
  };
}

/** Elsewhere a line break is what it is: jQuery sends them, and parts headers by them. */
function isDrawn({ moduleIds }) {
  return moduleIds.some((id) => id.includes("/src/element/"));
}

function squeezeCss(code) {
  return code
    .replace(/\/\*.*?\*\//gs, "")
    .replace(/\s+/g, " ")
    .replace(/ ?([{};,>]) ?|(:) /g, "$1$2")
    .replace(/(?<=[\s:(,-])0\./g, ".")
    .replace(/;}/g, "}")
    .replace(/="(\w+)"/g, "=$1");
}

/** After minifying, the line breaks that are left stand in HTML. */
function squeezeHtml(code) {
  return code
    .replace(/(?<!<\/\w+)>\n(?=\$\{)|(?<=})\n(?=<\/)/g, (found) => found.trim())
    .replace(/\n/g, " ")
    .replace(/(["}]) >/g, "$1>")
    .replace(/ (\w[\w-]*)="([\w-]+)"(?=[ >])/g, " $1=$2")
    .replace(/> (?=<)/g, ">");
}
