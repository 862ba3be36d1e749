"""Rows that many activities share, looked up for a whole batch at once and made where they are new."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple, TypeVar

from django.contrib.auth.models import Group, User
from django.db import connection
from django.db.models import Model, Q

from streams.memory import all_remembered, each_remembered
from streams.models import Activity, Application, Audience, Kind, Version
from streams.publishing.additions import AudienceName
from streams.publishing.source import Source

Row = TypeVar("Row", bound=Model)
GeneratorKey = tuple[str, str]
KindKey = tuple[str, str, str]


class Wanted(NamedTuple):
    """What a batch names and is looked up."""

    applications: set[GeneratorKey]
    kinds: set[KindKey]
    usernames: set[str]

    def is_remembered(self, settled: int) -> bool:
        """Whether nothing of it would have to be asked for, or made."""
        return (
            all_remembered("application", self.applications, settled)
            and all_remembered("kind", self.kinds, settled)
            and all_remembered("full name", self.usernames, settled)
        )


# How long what somebody changes by hand in the database may go unnoticed.
SECONDS = 60


def applications(generators: set[GeneratorKey], settled: int) -> dict[GeneratorKey, Application]:
    """Known and new ones: two queries, however many, and none for those that were asked for lately."""
    known = each_remembered("application", generators, settled, SECONDS, _known_applications)
    new = {key: Application(generator_id=key[0], display_name=key[1]) for key in generators - known.keys()}
    if new:
        Version.settle()
        Application.objects.bulk_create(new.values())
    return known | new


def _known_applications(generators: Collection[GeneratorKey]) -> dict[GeneratorKey, Application]:
    rows = _rows(Application, generator_id={generator_id for generator_id, _ in generators})
    into = Application.objects.in_bulk({row.same_as_id for row in rows if row.same_as_id})
    found = {(row.generator_id, row.display_name): into.get(row.same_as_id, row) for row in rows}
    return {key: found[key] for key in generators if key in found}


def kinds(keys: set[KindKey], settled: int) -> dict[KindKey, Kind]:
    """Known and new ones: two queries, however many, and none for those that were asked for lately."""
    known = each_remembered("kind", keys, settled, SECONDS, _known_kinds)
    new = {key: Kind(provider_key=key[0], verb=key[1], object_type=key[2]) for key in keys - known.keys()}
    if new:
        Version.settle()
        Kind.objects.bulk_create(new.values())
    return known | new


def _known_kinds(keys: Collection[KindKey]) -> dict[KindKey, Kind]:
    rows = _rows(Kind, provider_key={key[0] for key in keys}, verb={key[1] for key in keys})
    return {(row.provider_key, row.verb, row.object_type): row for row in rows}


def _rows(model: type[Row], **wanted: Collection[str]) -> Sequence[Row]:
    conditions, params = _in_each(wanted)
    return list(model._default_manager.raw(f"SELECT * FROM {model._meta.db_table} WHERE {conditions}", params))


def _in_each(wanted: Mapping[str, Collection[str]]) -> tuple[str, list[str]]:
    """By hand, because Django takes longer to build this statement than a database to answer it."""
    conditions = (f"{column} IN ({', '.join(['%s'] * len(values))})" for column, values in wanted.items())
    return " AND ".join(conditions), [value for values in wanted.values() for value in values]


def activities(sources: set[str], foreign_ids: set[str]) -> list[Activity]:
    """Those that are stored: one query for their keys, and where there are any, as there seldom are, another."""
    conditions, params = _in_each({"source": sources, "foreign_id": foreign_ids})
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM streams_activity WHERE {conditions}", params)
        pks = [pk for (pk,) in cursor.fetchall()]
    whole = Activity.objects.select_related("provider", "application", "kind", "audience")
    return list(whole.filter(pk__in=pks)) if pks else []


def full_names(usernames: set[str], settled: int) -> dict[str, str]:
    """Of those who are our users and have one: one query, and none for nobody."""
    return each_remembered("full name", usernames, settled, SECONDS, _known_names)


def _known_names(usernames: Collection[str]) -> dict[str, str]:
    """ "" for who has none, or is none of our users."""
    known = User.objects.filter(username__in=usernames)
    return dict.fromkeys(usernames, "") | {user.username: user.get_full_name() for user in known}


def audiences(names: set[AudienceName], source: Source) -> dict[AudienceName, Audience]:
    """Those of these audiences that exist and that the poster may choose: nobody can tell the two apart."""
    if not names:
        return {}
    allowed = names if source.any_audience else {name for name in names if _narrows(name, source)} & _own(names, source)
    groups = [name for kind, name in allowed if kind == "group"]
    people = [name for kind, name in allowed if kind == "person"]
    rows = Audience.objects.filter(
        Q(kind__in=["public", "members"]) | Q(group__name__in=groups) | Q(user__username__in=people)
    ).select_related("group", "user")
    known = {_name(row): row for row in rows}
    for name in allowed - known.keys():
        # Once in the life of a group or a person.
        known |= _made(name)
    return {name: known[name] for name in allowed if name in known}


def _narrows(name: AudienceName, source: Source) -> bool:
    """Whether this shows an activity to no more people than its source does."""
    if name == _name(source.audience) or (source.poster and name == ("person", source.poster.username)):
        return True
    return source.audience.kind == "public" or (source.audience.kind == "members" and name[0] != "public")


def _own(names: set[AudienceName], source: Source) -> set[AudienceName]:
    """Those that the poster belongs to; a source without one is a plugin, which an administrator installed."""
    if source.poster is None:
        return names
    wanted = [name for kind, name in names if kind == "group"]
    groups = source.poster.groups.filter(name__in=wanted).values_list("name", flat=True) if wanted else ()
    own = {("public", ""), ("members", ""), ("person", source.poster.username), *(("group", name) for name in groups)}
    return names & own


def _name(audience: Audience) -> AudienceName:
    match audience.kind:
        case "group":
            return "group", audience.group.name if audience.group else ""
        case "person":
            return "person", audience.user.username if audience.user else ""
    return str(audience.kind), ""


def _made(name: AudienceName) -> dict[AudienceName, Audience]:
    kind, called = name
    if kind == "group" and (group := Group.objects.filter(name=called).first()):
        return {name: Audience.of_group(group)}
    if kind == "person" and (user := User.objects.filter(username=called).first()):
        return {name: Audience.of_person(user)}
    if not called:
        return {name: Audience.public() if kind == "public" else Audience.members()}
    return {}
