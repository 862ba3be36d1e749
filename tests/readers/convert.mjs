// A feed on standard input, as the converters that clients use make objects of it, on standard output.
import { readFileSync } from "node:fs";
import { xml2js as xmlJs } from "xml-js";
import { parseStringPromise } from "xml2js";

const xml = readFileSync(0, "utf8");
console.log(
  JSON.stringify({
    xmlJs: xmlJs(xml, { compact: true }),
    xml2js: await parseStringPromise(xml, { explicitArray: false }),
  }),
);
