// A filter as rows: what the text of a gadget's filters says, and the text of what the rows say (docs/consume.md).

/** @typedef {{source: string, option: string, operator: string, values: string[]}} Condition */

/** What is no filter is kept as it is, for the server to name and a person to remove. */
export function read(text) {
  const conditions = [];
  let providers = [];
  for (const [source, value] of new URLSearchParams(text.trim())) {
    if (source === "providers") providers = value.split(" ").filter(Boolean);
    else conditions.push(condition(source, value));
  }
  return { conditions, providers };
}

/** A row that is not filled in yet asks nothing. */
export function write({ conditions, providers }) {
  const asked = conditions.filter(({ values }) => values.length);
  const params = new URLSearchParams(asked.map((one) => [one.source, textOf(one)]));
  if (providers.length) params.append("providers", providers.join(" "));
  return params.toString();
}

function condition(source, text) {
  const [option, operator, ...values] = text.split(" ");
  return { source, option, operator, values: values.map(unescapeValue) };
}

function textOf({ option, operator, values }) {
  return [option, operator, ...values.map(escapeValue)].join(" ");
}

/** Values are separated by spaces. */
function escapeValue(value) {
  return value.replaceAll("_", "\\_").replaceAll(" ", "_");
}

function unescapeValue(text) {
  return text.replace(/\\_|_/g, (found) => (found === "_" ? " " : "_"));
}
