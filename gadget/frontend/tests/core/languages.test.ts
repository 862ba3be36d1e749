import { describe, expect, test, vi } from "vitest";
import { sayAccountIn } from "../../src/account/words.ts";
import { sayFilterIn } from "../../src/core/filter-words.ts";
import { ENGLISH, type Language, languageOf, learned } from "../../src/core/languages.ts";
import { laterTexts } from "../../src/core/later-words.ts";
import { addTexts, sayIn } from "../../src/core/messages.ts";
import { sentence } from "../../src/core/sentence.ts";
import { burstSentence, memberSentence } from "../../src/core/summary.ts";
import { anActivity } from "../cast.ts";

addTexts(laterTexts);

const LANGUAGES = ["de", "fr", "es", "pt-BR", "ja", "zh-Hans", "ar"];
const speak = (tag: string) => learned(languageOf([tag]));
const thing = (change: object) => ({ type: "issue", id: "", title: "", summary: "", url: "", ...change });
const payments = thing({ type: "project", title: "Payments" });
const text = (parts: { text: string }[]) => parts.map((part) => part.text).join("");

async function told(tag: string, verb: string, object = thing({ title: "PAY-42" }), target = payments) {
  return text(sentence(anActivity("09", { verb: { key: verb, id: "" }, object, target }), await speak(tag)));
}

describe("the language of a gadget", () => {
  test.each([
    [["de-AT"], "de", "de-AT"],
    [["pt"], "pt", "pt-BR"],
    [["pt-PT"], "pt", "pt-PT"],
    [["zh-CN"], "zh", "zh-Hans"],
    [["zh"], "zh", "zh-Hans"],
    [["ar-EG"], "ar", "ar-EG"],
    [["", "sv-SE", "ja-JP"], "ja", "ja-JP"],
    [["", "tlh", "x"], "en", "en"],
    [["en_US"], "en", "en"],
    [["constructor"], "en", "en"],
  ])("%j is read as %s, with dates as in %s", (wanted, code, tag) => {
    expect(languageOf(wanted)).toMatchObject({ code, tag });
  });

  test("dates follow the reader's country where the page names none", () => {
    expect(languageOf(["en", "de-DE", "en-GB"]).tag).toBe("en-GB");
    expect(languageOf(["de", "en-GB", "de-CH"]).tag).toBe("de-CH");
  });

  test("English is there at once, with nothing to fetch", async () => {
    expect(await learned(languageOf(["en-GB"]))).toMatchObject({ tag: "en-GB", translation: null });
  });

  test("what cannot be fetched is said in English, dates and all", async () => {
    vi.doMock("../../src/core/catalogues/de.ts", () => {
      throw new TypeError("down");
    });
    expect(await learned(languageOf(["de-AT"]))).toEqual(ENGLISH);
    vi.doUnmock("../../src/core/catalogues/de.ts");
  });
});

describe("what is said", () => {
  const say = sayIn(ENGLISH);

  test("it counts and fills its slots", () => {
    expect(say("arrived", { n: 1 })).toBe("1 new activity");
    expect(say("arrived", { n: 1_234 })).toBe("1,234 new activities");
    expect(say("updated", { ago: "12s ago" })).toBe("Updated 12s ago");
  });

  test("it counts as the language does", async () => {
    const arabic = sayIn(await speak("ar"));
    expect([1, 2, 3, 11, 100].map((n) => arabic("arrived", { n }))).toEqual([
      expect.stringContaining("نشاط جديد"),
      expect.stringContaining("نشاطان جديدان"),
      expect.stringContaining("أنشطة جديدة"),
      expect.stringContaining("نشاطًا جديدًا"),
      expect.stringContaining("نشاط جديد"),
    ]);
    expect(sayIn(await speak("de"))("arrived", { n: 12_345 })).toBe("12.345 neue Aktivitäten");
  });

  test("what a translation does not have yet is said in English", () => {
    const half = { ...ENGLISH, translation: { gadget: {} } } as unknown as Language;
    expect(sayIn(half)("today")).toBe("Today");
  });

  test("parts have words of their own", async () => {
    expect(sayFilterIn(await speak("fr"))("hideOne", { name: "Ana" })).toBe("Masquer Ana");
    expect(sayAccountIn(await speak("ja"))("signIn")).toBe("サインイン");
  });
});

describe("sentences keep the order of the language", () => {
  test.each([
    ["de", "Ana Ruiz hat PAY-42 in Payments gelöst"],
    ["fr", "Ana Ruiz a résolu PAY-42 dans Payments"],
    ["es", "Ana Ruiz resolvió PAY-42 en Payments"],
    ["pt-BR", "Ana Ruiz resolveu PAY-42 em Payments"],
    ["ja", "Ana RuizさんがPaymentsでPAY-42を解決しました"],
    ["zh-Hans", "Ana Ruiz 在 Payments 中解决了 PAY-42"],
    ["ar", "Ana Ruiz حلّ PAY-42 في Payments"],
  ])("%s", async (tag, sentence) => {
    expect(await told(tag, "resolve")).toBe(sentence);
  });

  test("what is missing leaves neither a gap nor a particle", async () => {
    const nothing = thing({});
    expect(await told("ja", "resolve", nothing, nothing)).toBe("Ana Ruizさんが解決しました");
    expect(await told("es", "vote", nothing, nothing)).toBe("Ana Ruiz votó");
    expect(await told("de", "resolve", nothing, nothing)).toBe("Ana Ruiz hat gelöst");
  });

  test("a verb that nobody translated is said as its source has it", async () => {
    expect(await told("de", "cherry-pick")).toBe("Ana Ruiz: cherry pick PAY-42 in Payments");
    expect(await told("de", "constructor")).toBe("Ana Ruiz: constructor PAY-42 in Payments");
  });

  test("a comment is told by what it is on", async () => {
    const words = thing({ type: "comment", id: "1" });
    expect(await told("de", "post", words)).toBe("Ana Ruiz hat Payments kommentiert");
    expect(await told("ja", "post", words)).toBe("Ana RuizさんがPaymentsにコメントしました");
  });

  test("bursts are counted, and their members do not name the actor again", async () => {
    const german = await speak("de");
    const push = (n: number) =>
      anActivity(`0${n}`, {
        verb: { key: "push", id: "" },
        object: thing({ type: "changeset", id: `${n}`, title: `sha${n}` }),
        target: payments,
      });
    const words = (n: number) => ({ ...push(n), object: thing({ type: "comment", id: `${n}` }) });
    expect(text(burstSentence([1, 2, 3, 4].map(push), german))).toBe(
      "Ana Ruiz hat 4 Änderungen nach Payments gepusht",
    );
    expect(text(burstSentence([1, 2, 3, 4].map(words), german))).toBe(
      "Ana Ruiz hat Payments 4-mal kommentiert",
    );
    expect(text(memberSentence(words(1), german))).toBe("kommentiert");
  });
});

/** Every text of a translation by its way there, such as "gadget.new.few". */
function leaves(node: object, way = ""): [string, string][] {
  return Object.entries(node).flatMap(([key, value]) =>
    typeof value === "string" ? [[way + key, value]] : leaves(value, `${way}${key}.`),
  ) as [string, string][];
}

const slots = (words: string) => [...new Set(words.match(/\{\w+\}/g))].sort();

describe.each(LANGUAGES)("the translation %s", (tag) => {
  const categories = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.toSorted();
  const part = async (name: "gadget" | "filters" | "account") =>
    Object.entries((await speak(tag)).translation?.[name] ?? {});
  const english = {
    gadget: (key: string) => sayIn.texts[key],
    filters: (key: string) => sayFilterIn.texts[key],
    account: (key: string) => sayAccountIn.texts[key],
  };

  test.each(["gadget", "filters", "account"] as const)("has exactly the texts of %s", async (name) => {
    const texts = { gadget: sayIn, filters: sayFilterIn, account: sayAccountIn }[name].texts;
    expect((await part(name)).map(([key]) => key).sort()).toEqual(Object.keys(texts).sort());
  });

  test.each(["gadget", "filters", "account"] as const)("fills the slots of %s", async (name) => {
    for (const [key, own] of await part(name)) {
      const text = english[name](key);
      const forms = typeof own === "string" ? [own] : Object.values(own as object);
      const wanted = slots(typeof text === "string" ? text : (text?.other ?? ""));
      for (const form of forms) expect([key, slots(form)]).toEqual([key, wanted]);
    }
  });

  test("counts in every form that its language has", async () => {
    const { translation } = await speak(tag);
    for (const name of ["gadget", "filters", "account"] as const)
      for (const [key, own] of await part(name))
        if (typeof english[name](key) === "object")
          expect([key, Object.keys(own as object).toSorted()]).toEqual([key, categories]);
    const { things, times } = translation?.sentences ?? { things: {}, times: {} };
    for (const forms of [times, ...Object.values(things)])
      expect(Object.keys(forms).toSorted()).toEqual(categories);
  });

  test("tells every verb whole: who, what, where and how often", async () => {
    for (const [verb, pattern] of Object.entries((await speak(tag)).translation?.sentences.verbs ?? {})) {
      const told = slots(pattern.replace("{target}", "{where}"));
      expect([verb, told]).toEqual([verb, ["{actor}", "{object}", "{times}", "{where}"]]);
    }
  });

  test("leaves no text empty, and none in English", async () => {
    const { translation } = await speak(tag);
    for (const [way, words] of leaves(translation ?? {})) {
      expect([way, words.trim() && words]).not.toEqual([way, ""]);
      expect([way, words]).not.toEqual([way, expect.stringMatching(/\b(the|Show|activity|filter)\b/)]);
    }
  });
});
