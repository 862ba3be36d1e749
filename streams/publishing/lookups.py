"""Rows that many activities share, looked up for a whole batch at once and made where they are new."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TypeVar

from django.contrib.auth.models import Group, User
from django.db.models import Model, Q

from streams.models import Activity, Application, Audience, Kind
from streams.publishing.additions import AudienceName
from streams.publishing.source import Source

Row = TypeVar("Row", bound=Model)


def applications(generators: set[tuple[str, str]]) -> dict[tuple[str, str], Application]:
    """Known and new ones: two queries, however many."""
    ids = [generator_id for generator_id, _ in generators]
    known = {(row.generator_id, row.display_name): row for row in _rows(Application, generator_id=ids)}
    new = {key: Application(generator_id=key[0], display_name=key[1]) for key in generators - known.keys()}
    Application.objects.bulk_create(new.values())
    return known | new


def kinds(keys: set[tuple[str, str, str]]) -> dict[tuple[str, str, str], Kind]:
    """Known and new ones: two queries, however many."""
    rows = _rows(Kind, provider_key={key[0] for key in keys}, verb={key[1] for key in keys})
    known = {(row.provider_key, row.verb, row.object_type): row for row in rows}
    new = {key: Kind(provider_key=key[0], verb=key[1], object_type=key[2]) for key in keys - known.keys()}
    Kind.objects.bulk_create(new.values())
    return known | new


def activities(sources: set[str], foreign_ids: set[str]) -> list[Activity]:
    """Those that are stored: one query for their keys, and where there are any, as there seldom are, another."""
    pks = [row.pk for row in _rows(Activity, "id", source=sources, foreign_id=foreign_ids)]
    return list(Activity.objects.select_related("provider", "application", "kind").filter(pk__in=pks)) if pks else []


def _rows(model: type[Row], columns: str = "*", **wanted: Collection[str]) -> Sequence[Row]:
    """By hand, because Django takes longer to build this statement than a database to answer it."""
    if not all(wanted.values()):
        return ()
    conditions = " AND ".join(f"{column} IN ({', '.join(['%s'] * len(wanted[column]))})" for column in wanted)
    sql = f"SELECT {columns} FROM {model._meta.db_table} WHERE {conditions}"
    return list(model._default_manager.raw(sql, [value for values in wanted.values() for value in values]))


def full_names(usernames: set[str]) -> dict[str, str]:
    """Of those who are our users and have one: one query, and none for nobody."""
    known = User.objects.filter(username__in=usernames) if usernames else ()
    return {user.username: name for user in known if (name := user.get_full_name())}


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
