"""What can be filtered by, as one viewer may know it: sources with their options and values (contract §2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from streams import registry
from streams.feed.options import ACTIVITY, EVERYWHERE, PROVIDER_NAME, STANDARD, Option, Sources, own
from streams.feed.seen import any_seen, distinct, rows
from streams.memory import counted
from streams.models import Application, Kind, Provider, Version, Versions, Viewer
from streams.models.activity import visible_audiences

# How long a new value may take to appear where nothing else is written.
SECONDS = 60
MAX_VALUES = 1000
# Newest activities of each audience whose applications are listed.
RECENT = 2000


@dataclass(frozen=True)
class Source:
    """One group of options: the standard ones under the key "streams", or those of a provider.

    `alias` is the key of the option whose values are shown as sources of their own (contract.md §2.5).
    """

    key: str
    name: str
    options: tuple[Option, ...]
    alias: str | None = None


@dataclass(frozen=True)
class _Seen:
    """What the activities that a viewer may see are about."""

    projects: tuple[str, ...]
    # Provider key and object type and verb.
    kinds: tuple[tuple[str, str, str], ...]
    # Provider key, how a filter names it, and what it is called.
    applications: tuple[tuple[str, str, str], ...]
    # Key, name and backend.
    providers: tuple[tuple[str, str, str], ...]
    # What the sources call their projects, by key.
    names: Mapping[str, str]


def catalogue(viewer: Viewer) -> list[Source]:
    """The standard options first, then every source that this viewer may know of, by name; constant queries."""
    seen = _seen(viewer, Version.now())
    projects = {project: seen.names.get(project, project) for project in seen.projects}
    standard = tuple(replace(option, values=projects) if option.key == "key" else option for option in STANDARD)
    names = {key: key for key, _, _ in seen.kinds} | {key: name for key, name, _ in seen.providers}
    ordered = sorted(names, key=lambda key: (names[key].casefold(), key))
    return [Source(EVERYWHERE, "", standard), *(_source(key, names[key], seen) for key in ordered)]


def sources(viewer: Viewer, version: Versions) -> Sources:
    """The sources that this viewer may know of, with their own options."""
    seen = _seen(viewer, version)
    return dict.fromkeys((key for key, _, _ in seen.kinds), {}) | _with_options(seen.providers)


def every_source(version: Versions) -> Sources:
    """All there are: for a filter that somebody saved, who may see more than its reader."""
    return counted("every source", version.number, SECONDS, _every_source)


def _every_source() -> Sources:
    providers = Provider.objects.values_list("key", "name", "backend")
    return dict.fromkeys(Kind.objects.values_list("provider_key", flat=True), {}) | _with_options(providers)


def _with_options(providers: Iterable[tuple[str, str, str]]) -> dict[str, Mapping[str, Option]]:
    return {key: {option.key: option for option in _own(backend)} for key, _, backend in providers}


def _own(backend_key: str) -> list[Option]:
    backend = registry.providers().get(backend_key)
    return [own(offered) for offered in backend.filter_options] if backend else []


def _source(key: str, name: str, seen: _Seen) -> Source:
    pairs = [(object_type, verb) for source, object_type, verb in seen.kinds if source == key]
    backends = [provider[2] for provider in seen.providers if provider[0] == key]
    for backend in backends:
        pairs += _declared(backend)
    options = [replace(ACTIVITY, values=_labelled(pairs)), *(option for one in backends for option in _own(one))]
    applications = {value: name for source, value, name in seen.applications if source == key}
    if not applications:
        return Source(key, name, tuple(options))
    return Source(key, name, (*options, replace(PROVIDER_NAME, values=applications)), PROVIDER_NAME.key)


def _declared(backend_key: str) -> list[tuple[str, str]]:
    backend = registry.providers().get(backend_key)
    return [(object_type, verb) for object_type in backend.object_types for verb in backend.verbs] if backend else []


def _labelled(pairs: list[tuple[str, str]]) -> Mapping[str, str]:
    """`type:verb` with a label such as "resolve issue", by label."""
    labels = {f"{object_type}:{verb}": f"{verb} {object_type}".strip() for object_type, verb in pairs}
    return dict(sorted(labels.items(), key=lambda item: (item[1], item[0])))


def _seen(viewer: Viewer, version: Versions) -> _Seen:
    audiences = visible_audiences(viewer)
    return counted(("seen", *audiences), version, SECONDS, lambda: _look(audiences))


def _look(audiences: list[int]) -> _Seen:
    if not audiences:
        return _Seen((), (), (), (), {})
    providers = list(Provider.objects.filter(audience__in=audiences).order_by("pk"))
    return _Seen(
        tuple(project for project, _ in distinct("project_key", audiences, MAX_VALUES)),
        tuple((key, object_type, verb) for _, key, object_type, verb in kinds_seen(audiences)),
        tuple(_applications(audiences)),
        tuple((provider.key, provider.name, provider.backend) for provider in providers),
        {key: str(name) for provider in providers for key, name in provider.keys.items()},
    )


def kinds_seen(audiences: list[int]) -> list[tuple[int, str, str, str]]:
    """Primary key, provider key, object type and verb of the kinds that somebody in these audiences sees."""
    if not audiences:
        return []
    columns, seen = "id, provider_key, object_type, verb", any_seen("kind_id = k.id", audiences)
    return rows(f"SELECT {columns} FROM streams_kind k WHERE {seen}", audiences)


def _applications(audiences: list[int]) -> list[tuple[str, str, str]]:
    """No index leads with the application (see Activity), so these are the ones that reported something lately."""
    recent = (
        "SELECT * FROM (SELECT kind_id, application_id FROM streams_activity WHERE audience_id = %s "
        f"ORDER BY published DESC, id DESC LIMIT {RECENT}) r"
    )
    union = " UNION ALL ".join([recent] * len(audiences))
    pairs = rows(
        f"SELECT DISTINCT k.provider_key, u.application_id FROM ({union}) u JOIN streams_kind k ON k.id = u.kind_id "
        "WHERE u.application_id IS NOT NULL",
        audiences,
    )
    named = Application.objects.in_bulk({application for _, application in pairs})
    found = [(key, _value(named[pk]), named[pk].name) for key, pk in pairs if pk in named]
    return sorted(found, key=lambda application: application[2])


def _value(application: Application) -> str:
    """As a filter names it (contract.md §2.5)."""
    return f"{application.generator_id}@{application.display_name}"
