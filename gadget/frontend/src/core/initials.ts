/** Two letters at most: of the first and the last word. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/u)
    .filter(Boolean);
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return letters.map((word) => [...(word ?? "?")][0]?.toLocaleUpperCase()).join("");
}

/** How many `.hue-n` classes the style sheet has; all of them keep white text at 4.5:1 or better. */
export const HUES = 8;

export function hueOf(name: string): number {
  return hashOf(name) % HUES;
}

export function hashOf(text: string): number {
  let hash = 0;
  for (const letter of text) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return hash;
}
