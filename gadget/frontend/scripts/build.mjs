// Plain scripts at addresses that host pages know, and modules named after their content behind them.

import { copyFileSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { squeezeTemplates } from "./squeeze.mjs";

/** What their licences ask for; the minifier drops every comment. */
const NOTICES = {
  gadget: "/*! Lit: Copyright 2017 Google LLC, BSD-3-Clause */",
  jquery: "/*! jQuery v3.7.1 | (c) OpenJS Foundation and other contributors | jquery.org/license */",
};
const postBanner = ({ name }) => NOTICES[name] ?? "";

const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = fileURLToPath(new URL("../../../static/gadget/v1/", import.meta.url));
const watch = process.argv.includes("--watch") ? {} : null;

rmSync(`${outDir}chunks`, { recursive: true, force: true });
const chunks = await modules();
await script("gadget", "src/start/main.ts", { define: { ELEMENT: JSON.stringify(chunks.gadget) } });
// What scripts in our style import: the very module that the element has.
writeFileSync(`${outDir}actions.js`, `export { registerAction } from "./${chunks.scripts}";\n`);
copyFileSync(`${root}src/scripts/actions.d.ts`, `${outDir}actions.d.ts`);
await script("frame", "src/frame/main.ts");
await script("home-assistant-card", "src/cards/main.ts", { format: "es" });
// Loaded twice, the second copy has nothing to do.
await script("embed", "src/loader/main.ts", {
  intro: `if (customElements.get("activity-gadget-frame")) return;`,
});

/** The element and its parts; returns their files by name. */
async function modules() {
  const name = watch ? "chunks/[name]-watched.js" : "chunks/[name]-[hash].js";
  const output = { entryFileNames: name, chunkFileNames: name, minify: true, postBanner };
  const input = { gadget: `${root}src/element/main.ts` };
  // What the parts share with the element stays in its file: the first paint waits for one.
  const rolldownOptions = { preserveEntrySignatures: "allow-extension", output };
  const { output: files } = await vite({ lib: { entry: input, formats: ["es"] }, rolldownOptions });
  if (watch) return { gadget: "chunks/gadget-watched.js", scripts: "chunks/scripts-watched.js" };
  for (const { fileName } of files) say(fileName);
  return Object.fromEntries(files.map(({ name, fileName }) => [name, fileName]));
}

async function script(name, entry, { define, intro = "", format = "iife" } = {}) {
  const lib = { entry, name: "ActivityStreams", formats: [format], fileName: () => `${name}.js` };
  await vite({ lib, rolldownOptions: { external: /chunks/, output: { intro, minify: true } } }, define);
  say(`${name}.js`);
}

async function vite(options, define) {
  const common = { watch, outDir, emptyOutDir: false, sourcemap: false, target: "es2022" };
  const found = await build({
    root,
    define,
    configFile: false,
    publicDir: false,
    logLevel: "warn",
    plugins: [squeezeTemplates()],
    build: { ...common, ...options },
  });
  return [found].flat()[0];
}

function say(file) {
  if (watch) return;
  console.log(`${file} ${gzipSync(readFileSync(outDir + file), { level: 9 }).length} B gzip`);
}
