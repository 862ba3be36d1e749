import { describe, expect, test } from "vitest";
import { Catalogue } from "../../src/core/catalogue.ts";
import { chipsOf, words } from "../../src/core/chips.ts";
import { sayFilterIn } from "../../src/core/filter-words.ts";
import { parseFilter, printFilter } from "../../src/core/filters.ts";
import { ENGLISH } from "../../src/core/languages.ts";
import { mutesOf } from "../../src/core/mutes.ts";
import { aCatalogue, anActivity } from "../cast.ts";

const catalogue = new Catalogue(aCatalogue);
catalogue.learn("user", [{ value: "ana", label: "Ana Ruiz" }]);

const speech = { say: sayFilterIn(ENGLISH), lang: "en" };
const plain = (query: string) => decodeURIComponent(query).replaceAll("+", " ");
const chips = (query: string) =>
  chipsOf(parseFilter(new URLSearchParams(query).toString()), catalogue, speech);

describe("a filter in words", () => {
  test.each([
    ["streams=key IS PAY", "Project Payments"],
    ["streams=key NOT PAY", "Hide Payments"],
    ["streams=user IS ana", "Person Ana Ruiz"],
    ["streams=user NOT ana", "Hide Ana Ruiz"],
    ["streams=user IS stranger", "Person stranger"],
    ["streams=bots IS no", "Hide bots"],
    ["streams=mine IS yes", "Only mine"],
    ["providers=ci", "App Jenkins"],
    ["ci=activity IS build:fail", "Jenkins: Activity fail build"],
    ["ci=activity NOT build:fail", "Hide fail build"],
    ["ci=activity IS nothing", "Hide Jenkins"],
    ["thirdparty=provider_name NOT https://d.example@Deploys", "Hide Deploys"],
    ["streams=text DOES_NOT_CONTAIN spam", "Text does not contain spam"],
    ["streams=text CONTAINS a b", "Text contains a, b"],
    ["streams=rubbish", "rubbish"],
  ])("%s is %j", (query, expected) => expect(chips(query).map(words)).toEqual([expected]));

  test("dates are days of the reader", () => {
    const ms = (day: string) => new Date(`${day}T00:00:00`).getTime();
    const query = `streams=update-date AFTER ${ms("2026-11-01") - 1}&streams=update-date BEFORE ${ms("2026-11-03")}`;
    expect(chips(query).map(words)).toEqual(["Since Nov 1, 2026", "Until Nov 2, 2026"]);
    expect(
      chips(`streams=update-date BETWEEN ${ms("2026-11-01") - 1} ${ms("2026-11-03")}`).map(words),
    ).toEqual(["Nov 1, 2026 – Nov 2, 2026"]);
  });

  test("what is searched for stands in the box", () => {
    expect(chips("streams=text CONTAINS import")).toEqual([]);
  });

  test("each value has a chip, which takes away nothing else", () => {
    const [, second] = chips("streams=user IS ana jun&streams=bots IS no");
    expect(second && plain(printFilter(second.rest))).toBe("streams=user IS ana&streams=bots IS no");
  });

  test("a chosen app has one, too", () => {
    const [first] = chips("providers=ci thirdparty");
    expect(first && plain(printFilter(first.rest))).toBe("providers=thirdparty");
  });
});

describe("what an item's menu does", () => {
  const built = anActivity("09", {
    provider: { key: "ci", name: "Jenkins", icon: null },
    verb: { key: "fail", id: "" },
    object: { type: "build", id: "7", title: "#7", summary: "", url: "" },
    target: { type: "issue", id: "PAY-42", title: "PAY-42", summary: "", url: "" },
  });
  const mutes = (activity = built, query = "") =>
    Object.fromEntries(
      mutesOf(activity, parseFilter(query), catalogue, speech.say).map(({ label, filter }) => [
        label,
        plain(printFilter(filter)),
      ]),
    );

  test("it hides or keeps its actor, app, project and kind", () => {
    expect(mutes()).toEqual({
      "Hide Ana Ruiz": "streams=user NOT ana",
      "Only Ana Ruiz": "streams=user IS ana",
      "Hide Jenkins": "ci=activity IS nothing",
      "Only project Payments": "streams=key IS PAY",
      "Hide “fail build”": "ci=activity NOT build:fail",
    });
  });

  test("a program that posted it is hidden, and not all that post", () => {
    const posted = anActivity("09", {
      provider: { key: "thirdparty", name: "Third parties", icon: null },
      application: { id: "https://d.example", name: "Deploys" },
    });
    expect(mutes(posted)["Hide Deploys"]).toBe("thirdparty=provider_name NOT https://d.example@Deploys");
  });

  test("one of several chosen apps is chosen no longer", () => {
    expect(mutes(built, "providers=ci+thirdparty")["Hide Jenkins"]).toBe("providers=thirdparty");
    expect(mutes(built, "providers=ci")["Hide Jenkins"]).toBe("ci=activity IS nothing&providers=ci");
  });

  test("a project that nobody knows is not offered, nor an actor without a name", () => {
    const nobody = { name: "", username: "", url: "", avatar: "" };
    expect(Object.keys(mutes(anActivity("09", { actor: nobody, object: null })))).toEqual([
      "Hide Git",
      "Hide “post”",
    ]);
  });
});

test("the catalogue learns what people and apps are called from what is shown", () => {
  const met = new Catalogue();
  met.meet([anActivity("09")]);
  expect([met.label("streams", "user", "ana"), met.name("git"), met.knows("user", "jun")]).toEqual([
    "Ana Ruiz",
    "Git",
    false,
  ]);
});
