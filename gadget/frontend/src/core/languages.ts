import type { Translation } from "./translation.ts";

export interface Language {
  /** One of ours, by its first two letters: what the server is asked in. */
  code: string;
  /** As Intl knows it, with the reader's country: "de-AT". */
  tag: string;
  /** Null for English, whose texts stand where they are said. */
  translation: Translation | null;
}

export const ENGLISH: Language = { code: "en", tag: "en", translation: null };

const TRANSLATIONS: Record<string, () => Promise<{ default: Translation }>> = {
  de: () => import("./catalogues/de.ts"),
  fr: () => import("./catalogues/fr.ts"),
  es: () => import("./catalogues/es.ts"),
  pt: () => import("./catalogues/pt-br.ts"),
  ja: () => import("./catalogues/ja.ts"),
  zh: () => import("./catalogues/zh-hans.ts"),
  ar: () => import("./catalogues/ar.ts"),
};

/** Of what a reader wants, in this order, the first that we speak; its dates as in their country. */
export function languageOf(wanted: readonly string[]): Language {
  const codes = wanted.map((tag) => /^[a-z]{2}(?=-|$)/i.exec(tag)?.[0].toLowerCase() ?? "");
  const code = codes.find((one) => one === "en" || one in TRANSLATIONS) ?? "en";
  const local = wanted.find((tag, i) => codes[i] === code && code !== "zh" && /^..-[a-z]{2}$/i.test(tag));
  const tag = local ?? { pt: "pt-BR", zh: "zh-Hans" }[code] ?? code;
  return { code, tag, translation: null };
}

/** With its texts; in English when they cannot be fetched, dates and all. */
export async function learned(language: Language): Promise<Language> {
  const fetchTexts = TRANSLATIONS[language.code];
  if (!fetchTexts) return language;
  try {
    return { ...language, translation: (await fetchTexts()).default };
  } catch {
    return ENGLISH;
  }
}
