// The host page pays for every byte: over budget fails the check.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGETS = { "embed.js": 2_000, "frame.js": 1_000, "gadget.js": 20_000 };

for (const [name, budget] of Object.entries(BUDGETS)) {
  const file = new URL(`../../../static/gadget/v1/${name}`, import.meta.url);
  const size = gzipSync(readFileSync(file), { level: 9 }).length;
  console.log(`${name}: ${size} of ${budget} B gzip`);
  if (size > budget) process.exitCode = 1;
}
