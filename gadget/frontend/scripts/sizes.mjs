// The host page pays for every byte: over budget fails the check. So does a file without a budget.
import { readdirSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** By name without hash. `gadget.js` and `chunks/gadget` are what a reader waits for: 20 kB together. */
const BUDGETS = {
  "embed.js": 2_000,
  "frame.js": 1_200,
  "home-assistant-card.js": 1_200,
  "gadget.js": 300,
  "chunks/gadget": 19_700,
  "chunks/wallboard": 600,
  "chunks/later": 11_700,
  "chunks/account": 3_000,
  "chunks/filtering": 11_000,
  "chunks/tabs": 1_200,
  "chunks/scripts": 3_600,
  "chunks/second-press": 1_200,
  "chunks/original": 2_000,
  "chunks/jquery": 31_000,
  "chunks/rolldown-runtime": 500,
  "actions.js": 200,
  // A language each: its readers fetch one of them, beside the first answer.
  "chunks/ar": 5_000,
  "chunks/de": 5_000,
  "chunks/es": 5_000,
  "chunks/fr": 5_000,
  "chunks/ja": 5_000,
  "chunks/pt-br": 5_000,
  "chunks/zh-hans": 5_000,
};

const folder = new URL("../../../static/gadget/v1/", import.meta.url);
const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".js"));
const missing = new Set(Object.keys(BUDGETS));

for (const file of files.sort()) {
  const name = file.replace(/^(chunks\/[a-z-]+?)-.{8}\.js$/, "$1");
  const size = gzipSync(readFileSync(new URL(file, folder)), { level: 9 }).length;
  missing.delete(name);
  console.log(`${file}: ${size} of ${BUDGETS[name] ?? "no budget,"} B gzip`);
  if (!(size <= BUDGETS[name])) process.exitCode = 1;
}

for (const name of missing) {
  console.error(`${name} is missing`);
  process.exitCode = 1;
}
