// One self-contained file per entry: host pages load them with a plain script tag.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = fileURLToPath(new URL("../../../static/gadget/v1/", import.meta.url));
const watch = process.argv.includes("--watch") ? {} : null;

// Loaded twice, the second copy must stop before Lit asks for its Trusted Types policy again: browsers refuse.
const once = (element) => `if (customElements.get("${element}")) return;`;

const entries = [
  { name: "gadget", entry: "src/element/main.ts", intro: once("activity-gadget") },
  { name: "frame", entry: "src/frame/main.ts", intro: "" },
  { name: "embed", entry: "src/loader/main.ts", intro: once("activity-gadget-frame") },
];

for (const { name, entry, intro } of entries) {
  await build({
    root,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    plugins: [squeezeTemplates()],
    build: {
      watch,
      outDir,
      emptyOutDir: false,
      sourcemap: false,
      target: "es2022",
      lib: { entry, name: "ActivityStreams", formats: ["iife"], fileName: () => `${name}.js` },
      rolldownOptions: { output: { intro } },
    },
  });
  console.log(`${name}.js ${gzipSync(readFileSync(`${outDir}${name}.js`), { level: 9 }).length} B gzip`);
}

/** Templates are strings, which no minifier touches: their indentation would be shipped. */
function squeezeTemplates() {
  return {
    name: "squeeze-templates",
    enforce: "pre",
    transform(code, id) {
      if (id.includes("/element/styles/")) return squeezeCss(code);
      return id.includes("/src/element/") ? code.replace(/\n\s+/g, "\n") : null;
    },
    generateBundle(_, bundle) {
      for (const chunk of Object.values(bundle)) chunk.code = squeezeHtml(chunk.code);
    },
  };
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
    .replace(/> (?=<)/g, ">");
}
