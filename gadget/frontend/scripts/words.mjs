// What a template says comes from a catalogue: a word written into it would be English to everybody.
import { readdirSync, readFileSync } from "node:fs";

const SPOKEN = /\b(?:aria-label|title|placeholder|alt)="[^"]*\p{L}/u;
const TEXT = />[^<]*\p{L}/u;

for (const name of readdirSync("src", { recursive: true }).filter((name) => name.endsWith(".ts"))) {
  for (const template of templates(readFileSync(`src/${name}`, "utf8"))) {
    if (!SPOKEN.test(template) && !TEXT.test(template)) continue;
    console.error(`src/${name}: words in ${template.replace(/\s+/g, " ").slice(0, 120)}`);
    process.exitCode = 1;
  }
}

/** Without what is filled in, which is code, and may have templates of its own. */
function* templates(code) {
  for (const { index } of code.matchAll(/\bhtml`/g)) yield words(code, index + 5);
}

function words(code, start) {
  let said = "";
  for (let at = start; code[at] !== "`"; at += 1) {
    if (!code.startsWith("${", at)) said += code[at];
    else at = endOf(code, at + 2);
  }
  return said;
}

/** Of what is filled in: its closing brace, past those inside. */
function endOf(code, start) {
  let at = start;
  for (let depth = 1; depth; at += 1) {
    if (code[at] === "`") at = endOfTemplate(code, at + 1);
    else if (code[at] === "{") depth += 1;
    else if (code[at] === "}") depth -= 1;
  }
  return at - 1;
}

function endOfTemplate(code, start) {
  let at = start;
  while (code[at] !== "`") at = code.startsWith("${", at) ? endOf(code, at + 2) + 1 : at + 1;
  return at;
}
