import type { Catalogue } from "./catalogue.ts";
import type { SayFilter } from "./filter-words.ts";
import { EVERYWHERE, type Filter, hiding, keeping, NOTHING, withProviders, withValues } from "./filters.ts";
import type { Activity } from "./types.ts";

/** Something an item's menu does to the filter. */
export interface Mute {
  key: string;
  label: string;
  filter: Filter;
}

/** What can be hidden, or kept alone, by pointing at one activity. */
export function mutesOf(activity: Activity, filter: Filter, catalogue: Catalogue, say: SayFilter): Mute[] {
  return [
    ...ofActor(activity, filter, say),
    ofApp(activity, filter, say),
    ...ofProject(activity, filter, catalogue, say),
    ofKind(activity, filter, catalogue, say),
  ];
}

function ofActor({ actor }: Activity, filter: Filter, say: SayFilter): Mute[] {
  const { username } = actor;
  if (!username) return [];
  const name = actor.name || username;
  return [
    {
      key: "hide-actor",
      label: say("hideOne", { name }),
      filter: hiding(filter, EVERYWHERE, "user", username),
    },
    {
      key: "only-actor",
      label: say("onlyOne", { name }),
      filter: keeping(filter, EVERYWHERE, "user", username),
    },
  ];
}

/** A program that posts is one of several in its source; any other source is the app itself. */
function ofApp({ application, provider }: Activity, filter: Filter, say: SayFilter): Mute {
  const label = say("hideOne", { name: application?.name || provider.name });
  if (!application) return { key: "hide-app", label, filter: silenced(filter, provider.key) };
  const value = `${application.id}@${application.name}`;
  return { key: "hide-app", label, filter: hiding(filter, provider.key, "provider_name", value) };
}

/** One of several chosen sources is no longer chosen; the last of them is silenced like any other. */
function silenced(filter: Filter, source: string): Filter {
  const left = filter.providers?.filter((key) => key !== source);
  if (left?.length && left.length < (filter.providers?.length ?? 0)) return withProviders(filter, left);
  return withValues(filter, { source, option: "activity", operator: "IS" }, [NOTHING]);
}

/** The stream's JSON names no project, but things are called after it: `PAY-42`, or the project itself. */
function ofProject(
  { object, target }: Activity,
  filter: Filter,
  catalogue: Catalogue,
  say: SayFilter,
): Mute[] {
  const known = catalogue.option(EVERYWHERE, "key")?.values ?? [];
  const texts = [target, object]
    .flatMap((thing) => [thing?.id, thing?.title])
    .filter((text) => !!text) as string[];
  const names = texts.flatMap((text) => [text, text.replace(/-\d+$/, "")]);
  const project = known.find(({ value, label }) => names.some((name) => name === value || name === label));
  if (!project) return [];
  const only = keeping(filter, EVERYWHERE, "key", project.value);
  return [{ key: "only-project", label: say("onlyProject", { name: project.label }), filter: only }];
}

function ofKind(
  { provider, verb, object }: Activity,
  filter: Filter,
  catalogue: Catalogue,
  say: SayFilter,
): Mute {
  const type = object?.type?.split("/").at(-1) ?? "";
  const value = `${type}:${verb.key}`;
  const known = catalogue.label(provider.key, "activity", value);
  const name = known === value ? `${verb.key} ${type}`.trim() : known;
  return {
    key: "hide-kind",
    label: say("hideKind", { name }),
    filter: hiding(filter, provider.key, "activity", value),
  };
}
